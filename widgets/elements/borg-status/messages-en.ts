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
  } satisfies Record<HealthState, string>,
  oldestBackup: "Longest ago",
  verified: "Verified",
  verifyFailed: "Verification failed",
  serviceFault: "Service problem",
};

export type StatusWords = typeof statusEn;
