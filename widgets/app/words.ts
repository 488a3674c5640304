// The words for what the service sends as codes. What the widgets say too comes from their catalogue.

import type { GlobalRole } from "../../schemas/access.ts";
import type { JobKindName, RunReply } from "../../schemas/jobs.ts";
import type { EncryptionMode, RepositoryMode } from "../../schemas/repositories.ts";
import type { CheckOptions } from "../../schemas/upkeep.ts";

export const jobNames: Record<JobKindName, string> = {
  init: "Create repository",
  backup: "Backup",
  verify: "Verify",
  prune: "Prune",
  compact: "Compact",
  check: "Check",
  index: "Index",
  restore: "Restore",
  drill: "Restore drill",
  mount: "Mount",
  "delete-archives": "Delete archives",
  "rename-archive": "Rename an archive",
  "comment-archive": "Change a comment",
  destroy: "Destroy repository",
};

/** What each job does, where somebody decides about it or waits for it. */
export const jobMeanings: Record<JobKindName, string> = {
  init: "borg init makes the repository.",
  backup: "borg create copies the folders into a new archive.",
  verify: "Restores a random sample of files and compares them byte for byte with their sources.",
  prune: "borg prune removes this plan's archives that its rules no longer keep.",
  compact: "borg compact frees the space that removed archives held.",
  check: "borg check reads the repository and its archives and reports damage.",
  index: "Reads the names of an archive's files, so that it can be browsed and searched.",
  restore: "Writes files of an archive to this host.",
  drill: "Restores some files to scratch, compares them, and notes how long it took.",
  mount: "Shows an archive as a folder of this host, for a while.",
  "delete-archives": "borg delete removes archives; compact then frees their space.",
  "rename-archive": "borg rename gives an archive another name.",
  "comment-archive": "borg recreate changes the comment of an archive.",
  destroy: "borg delete removes the repository with everything in it.",
};

export const triggerNames: Record<RunReply["trigger"], string> = {
  schedule: "By schedule",
  "catch-up": "Caught up after downtime",
  manual: "By hand",
};

export const roleNames: Record<GlobalRole, string> = { viewer: "Viewer", operator: "Operator", admin: "Administrator" };

export const roleMeanings: Record<GlobalRole, string> = {
  viewer: "Sees status, browses archives and downloads, in the repositories shared with them.",
  operator: "Also runs backups and upkeep, and creates repositories and plans of their own.",
  admin: "Also manages users and settings.",
};

/** Whether anybody who can read the repository can read the files. */
export const isReadable = (mode: EncryptionMode) => mode === "none" || mode.startsWith("authenticated");

/** A mode in a few words; the service says more of each (GET /api/borg). */
export function encryptionText(mode: EncryptionMode): string {
  if (mode === "none") return "neither encrypted nor protected from changes";
  if (isReadable(mode)) return "not encrypted; changes are noticed";
  return mode.startsWith("keyfile")
    ? "encrypted; the key is on this host only"
    : "encrypted; the key is in the repository";
}

/** What a check looks at. */
export const scopeTexts: Record<CheckOptions["scope"], string> = {
  all: "Repository and archives",
  repository: "Repository only",
  archives: "Archives only",
};

export const modeNames: Record<RepositoryMode, string> = {
  full: "Backups and upkeep",
  "append-only": "Append-only",
  observe: "Only observed",
};

/** What Borgdeck does, and never does, with a repository of this mode. */
export const modeMeanings: Record<RepositoryMode, string> = {
  full: "Plans back up to it, and prune and compact it by their own rules.",
  "append-only": "Plans back up to it; nothing is ever removed, neither by a plan nor by hand.",
  observe: "Somebody else writes to it. Borgdeck never does: it shows what is in it, and warns when nothing new came.",
};
