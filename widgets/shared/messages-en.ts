// English text that elements share. Text of one element alone stands beside it, so that nobody loads it for another.
import type { JobKindName, JobState } from "../../schemas/jobs.ts";
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
  hiddenHint: "Nothing here is visible to you, or the repository no longer exists.",
  loading: "Loading backup status",
  lastBackup: "Last backup",
  oldestBackup: "Oldest",
  verified: "Verified",
  verifyFailed: "Verification failed",
  nextRun: "Next run",
  none: "none",
  due: "due now",
  since: "since",
  openLog: "Open log",
  more: (count: string) => `${count} more`,
  asOf: "As of",
  unknown: "unknown",
  serviceFault: "Service problem",

  signedOut: "Signed out",
  signedOutHint: "Sign in, then come back to this page.",
  signIn: "Sign in",
  forbidden: "No access",
  forbiddenHint: "Your account may not see backups. Ask an administrator for a role.",
  unreachable: "No connection",
  unreachableHint: "The backup service does not answer. It may be down, or its sign-in page blocks this request.",
  unexpected: "Unexpected answer",
  unexpectedHint: "Something other than Borgdeck answers at this address.",
  misconfigured: "Not set up for this page",
  originHint: "Add this page’s origin to the service’s settings (comma-separated, if others are listed) and restart it:",
  opaqueOriginHint: "This page has no origin of its own (a local file or a sandboxed frame). Serve it over http or https.",
  policyHint: "This page’s Content-Security-Policy blocks the service. Allow it in connect-src and img-src:",
  mixedContentHint: "This page is https, so the service’s address must be https too:",
  noServerHint: "Name the service’s address in the server attribute:",
  broken: "This widget failed",
  brokenHint: "The rest of the page is not affected.",
  retry: "Try again",
  open: "Open Borgdeck",

  job: {
    init: "Creating repository",
    backup: "Backing up",
    verify: "Verifying",
    prune: "Pruning",
    compact: "Compacting",
    check: "Checking",
  } satisfies Record<JobKindName, string>,
  jobState: {
    queued: "Waiting",
    running: "Running",
    ok: "OK",
    warning: "Warning",
    failed: "Failed",
    cancelled: "Cancelled",
    interrupted: "Interrupted",
    skipped: "Skipped",
  } satisfies Record<JobState, string>,
};

/** The text of one language. A catalogue with a key missing does not compile. */
export type Messages = typeof en;
