// The English text of <borg-repository>, beside what elements share.
import type { RepositoryMode } from "../../../schemas/repositories.ts";

export const repositoryEn = {
  title: "Repository",
  size: "Size",
  archives: "Archives",
  check: "Check",
  verify: "Verified",
  drill: "Restore drill",
  mode: "Mode",
  modes: {
    "append-only": "append-only",
    observe: "only watched",
  } satisfies Record<Exclude<RepositoryMode, "full">, string>,
  took: (duration: string) => `took ${duration}`,
  queued: "waits",
  open: "Open repository",
  backUp: "Back up now",
  starting: "Starting",
  backUpFailed: "Could not be started",
  choose: "Which repository? Name it in the repo attribute:",
};

export type RepositoryWords = typeof repositoryEn;
