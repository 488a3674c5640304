// The English text of <borg-status>, beside what elements share.
import type { HealthState } from "../../../schemas/status.ts";

export const statusEn = {
  title: "Backups",
  /** The verdict over everything shown. */
  verdict: {
    ok: "All backed up",
    running: "Backing up",
    warning: "Backed up with warnings",
    failed: "Backup failed",
    late: "Backup late",
    suspicious: "Backup suspicious",
    never: "Not backed up yet",
    paused: "Backups paused",
    empty: "No backups set up",
  } satisfies Record<HealthState | "empty", string>,
  emptyHint: "Choose what to back up and where to.",
  emptyAction: "Set up the first backup",
  hiddenHint: "It does not exist, or you may not see it.",
  lastBackup: "Last backup",
  oldestBackup: "Oldest",
  verified: "Verified",
  verifyFailed: "Verification failed",
  due: "due now",
  openLog: "Open log",
  serviceFault: "Service problem",
};

export type StatusWords = typeof statusEn;
