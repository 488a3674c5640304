// The English words for jobs: apart from the other text, since most elements speak of plans only.
import type { JobKindName, JobState } from "../../../schemas/jobs.ts";

export const jobWordsEn = {
  kind: {
    init: "Creating repository",
    backup: "Backing up",
    verify: "Verifying",
    prune: "Pruning",
    compact: "Compacting",
    check: "Checking",
    index: "Indexing",
    restore: "Restoring",
    drill: "Restore drill",
    mount: "Mounted",
    "delete-archives": "Deleting archives",
    "rename-archive": "Renaming an archive",
    "comment-archive": "Changing a comment",
    destroy: "Destroying repository",
  } satisfies Record<JobKindName, string>,
  state: {
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

export type JobWords = typeof jobWordsEn;
