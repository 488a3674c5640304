// Makes restoring from the service's parts.
import { join } from "node:path";
import type { RepositoryTarget } from "../../borg/target.ts";
import { openFolder } from "../../ports/directories.ts";
import { createReadRepository, type Leases } from "../leased.ts";
import { createRestores, type Restores, type RestoresDependencies } from "./restores.ts";

export interface OpenRestoresDependencies
  extends Pick<RestoresDependencies, "borg" | "opened" | "ports" | "forbidden" | "enqueue" | "audit"> {
  readonly leases: Leases;
  readonly targets: { resolve(repositoryId: string): Promise<RepositoryTarget> };
  readonly config: {
    readonly dataDir: string;
    readonly restoreRoots: readonly string[];
    readonly guardedHomes: readonly string[];
  };
}

export function openRestores({ leases, targets, config, ...dependencies }: OpenRestoresDependencies): Restores {
  return createRestores({
    ...dependencies,
    read: createReadRepository(leases, targets),
    openFolder,
    roots: config.restoreRoots,
    guardedHomes: config.guardedHomes,
    notesDir: join(config.dataDir, "restores"),
  });
}
