// Every kind of job, by name.
import type { JobKindName } from "../../../schemas/jobs.ts";
import type { RepositoryRecord } from "../../../schemas/repositories.ts";
import { type BackupDependencies, createBackupKind } from "./backup.ts";
import { checkKind } from "./check.ts";
import { commentArchiveKind } from "./comment-archive.ts";
import { compactKind } from "./compact.ts";
import { deleteArchivesKind } from "./delete-archives.ts";
import { destroyKind } from "./destroy.ts";
import { createDrillKind, type DrillKindDependencies } from "./drill.ts";
import { createIndexKind, type IndexDependencies } from "./index-archive.ts";
import { createInitKind } from "./init.ts";
import type { JobKind } from "./kind.ts";
import { createMountKind, type MountDependencies } from "./mount.ts";
import { permittedIn } from "./permitted.ts";
import { createPruneKind, type PruneDependencies } from "./prune.ts";
import { renameArchiveKind } from "./rename-archive.ts";
import { createRestoreKind, type RestoreDependencies } from "./restore.ts";
import { createVerifyKind, type VerifyDependencies } from "./verify.ts";

export interface JobKindsDependencies
  extends BackupDependencies,
    DrillKindDependencies,
    IndexDependencies,
    MountDependencies,
    PruneDependencies,
    RestoreDependencies,
    VerifyDependencies {
  readonly repository: (id: string) => RepositoryRecord | undefined;
}

/** Creates the table of kinds. */
export function createJobKinds(dependencies: JobKindsDependencies): Readonly<Record<JobKindName, JobKind>> {
  const { repository } = dependencies;
  return {
    init: createInitKind(repository),
    backup: permittedIn(["full", "append-only"], repository, createBackupKind(dependencies)),
    verify: createVerifyKind(dependencies),
    prune: permittedIn(["full"], repository, createPruneKind(dependencies)),
    compact: permittedIn(["full"], repository, compactKind),
    check: checkKind,
    index: createIndexKind(dependencies),
    restore: createRestoreKind(dependencies),
    drill: createDrillKind(dependencies),
    mount: createMountKind(dependencies),
    "delete-archives": permittedIn(["full"], repository, deleteArchivesKind),
    "rename-archive": permittedIn(["full", "append-only"], repository, renameArchiveKind),
    "comment-archive": permittedIn(["full", "append-only"], repository, commentArchiveKind),
    destroy: permittedIn(["full"], repository, destroyKind),
  };
}
