// English text that elements share. Text of one element alone stands beside it, so that nobody loads it for another.
import type { HealthState } from "../../schemas/status.ts";

export const en = {
  title: "Backups",
  /** One word for each state, beside its shape. */
  state: {
    ok: "OK",
    running: "Running",
    warning: "Warning",
    failed: "Failed",
    late: "Late",
    never: "Never run",
    paused: "Paused",
  } satisfies Record<HealthState, string>,
  /** The verdict over everything shown. */
  verdict: {
    ok: "All backed up",
    running: "Backing up",
    warning: "Backed up with warnings",
    failed: "Backup failed",
    late: "Backup late",
    never: "Not backed up yet",
    paused: "Backups paused",
    empty: "No backups set up",
  } satisfies Record<HealthState | "empty", string>,
  emptyHint: "Choose what to back up and where to.",
  emptyAction: "Set up the first backup",
  hiddenHint: "It does not exist, or you may not see it.",
  loading: "Loading backup status",
  lastBackup: "Last backup",
  oldestBackup: "Oldest",
  verified: "Verified",
  verifyFailed: "Verification failed",
  nextRun: "Next run",
  none: "none",
  due: "due now",
  openLog: "Open log",
  more: (count: string) => `${count} more`,
  asOf: "As of",
  unknown: "unknown",
  serviceFault: "Service problem",

  signedOut: "Signed out",
  signIn: "Sign in",
  forbidden: "No access",
  unreachable: "No connection",
  unreachableHint: "The backup service does not answer.",
  unexpected: "Unexpected answer",
  misconfigured: "Not set up for this page",
  broken: "This widget failed",
  retry: "Try again",
  open: "Open Borgdeck",
};

/** The text of one language. A catalogue with a key missing does not compile. */
export type Messages = typeof en;
