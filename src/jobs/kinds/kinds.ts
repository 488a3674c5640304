// Every kind of job, by name.
import type { JobKindName } from "../../../schemas/jobs.ts";
import type { RepositoryRecord } from "../../../schemas/repositories.ts";
import { Fault } from "../../fault.ts";
import { type BackupDependencies, createBackupKind } from "./backup.ts";
import { checkKind } from "./check.ts";
import { compactKind } from "./compact.ts";
import { createInitKind } from "./init.ts";
import type { JobKind } from "./kind.ts";
import { createPruneKind, type PruneDependencies } from "./prune.ts";
import { createVerifyKind, type VerifyDependencies } from "./verify.ts";

export interface JobKindsDependencies extends BackupDependencies, PruneDependencies, VerifyDependencies {
  readonly repository: (id: string) => RepositoryRecord | undefined;
}

/** Creates the table of kinds. */
export function createJobKinds(dependencies: JobKindsDependencies): Readonly<Record<JobKindName, JobKind>> {
  return {
    init: createInitKind(dependencies.repository),
    backup: createBackupKind(dependencies),
    verify: createVerifyKind(dependencies),
    prune: createPruneKind(dependencies),
    compact: compactKind,
    check: checkKind,
    index: unbuilt,
    restore: unbuilt,
    drill: unbuilt,
    mount: unbuilt,
    "delete-archives": unbuilt,
    "rename-archive": unbuilt,
    "comment-archive": unbuilt,
    destroy: unbuilt,
  };
}

const unbuilt: JobKind = {
  lease: "shared",
  lane: "work",
  recovery: "give-up",
  execute: () => Promise.reject(new Fault("internal", "This kind of job is still being built.")),
};
