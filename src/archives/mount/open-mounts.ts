// Makes mounting from the service's parts.
import type { Borg } from "../../borg/borg.ts";
import { createMountSupport, type MountSupport } from "../../borg/mount-support.ts";
import { systemClock } from "../../ports/clock.ts";
import type { Files } from "../../ports/files.ts";
import { type Mounts, systemMounts } from "../../ports/mounts.ts";
import { createMountPoints, type MountPoints } from "./mount-points.ts";

export interface OpenMountsDependencies {
  readonly borg: Pick<Borg, "run">;
  readonly files: Files;
  readonly config: {
    readonly dataDir: string;
    readonly restoreRoots: readonly string[];
    readonly guardedHomes: readonly string[];
  };
  /** Folders over which nothing is mounted: the service's own, and repositories. */
  readonly forbidden: () => Promise<readonly string[]>;
  /** Folders that are being backed up: that backup would take in what is mounted now. */
  readonly beingBackedUp: () => readonly string[];
}

export interface OpenedMounts {
  readonly mounts: Mounts;
  readonly mountPoints: MountPoints;
  readonly mountSupport: MountSupport;
}

export function openMounts({ borg, files, config, forbidden, beingBackedUp }: OpenMountsDependencies): OpenedMounts {
  const { dataDir, restoreRoots: roots, guardedHomes } = config;
  const mounts = systemMounts;
  return {
    mounts,
    mountPoints: createMountPoints({ files, mounts, roots, guardedHomes, dataDir, forbidden, beingBackedUp }),
    mountSupport: createMountSupport({ borg, files, clock: systemClock }),
  };
}
