// The English text of <borg-repository>, beside what elements share.
import type { RepositoryMode } from "../../../schemas/repositories.ts";

export const repositoryEn = {
  title: "Repository",
  last: "Last backup",
  size: "Size",
  archives: "Archives",
  check: "Check",
  verify: "Verified",
  drill: "Restore drill",
  mode: "Mode",
  modes: {
    full: "full",
    "append-only": "append-only",
    observe: "only watched",
  } satisfies Record<RepositoryMode, string>,
  /** A check that a time limit ended. */
  partly: "in part",
  took: (duration: string) => `took ${duration}`,
  queued: "waits",
  openLog: "Open log",
  open: "Open repository",
  backUp: "Back up now",
  starting: "Starting",
  backUpFailed: "Could not be started",
  empty: "No repositories yet",
  emptyAction: "Create a repository",
  hidden: "It does not exist, or you may not see it.",
  choose: "Which repository? Name it in the repo attribute:",
};

export type RepositoryWords = typeof repositoryEn;
