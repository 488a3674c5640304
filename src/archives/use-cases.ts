// What people do with archives, as the routes call it.
import { type ArchiveChanges, type ArchiveChangesDependencies, createArchiveChanges } from "./change/change.ts";
import type { Archives } from "./contract.ts";
import { createDownloads, type Downloads, type DownloadsDependencies } from "./download/downloads.ts";
import { type ArchiveMounts, type ArchiveMountsDependencies, createArchiveMounts } from "./mount/mounts.ts";
import { createRecordedArchives, type RecordedArchives } from "./recorded.ts";

export interface ArchiveUseCasesDependencies
  extends Omit<ArchiveChangesDependencies, "archives" | "queue" | "clock">,
    Omit<ArchiveMountsDependencies, "archives" | "queue"> {
  readonly opened: Pick<DownloadsDependencies, "peek"> & { readonly archives: Archives };
  readonly borg: ArchiveChangesDependencies["borg"] & DownloadsDependencies["borg"];
  readonly ports: Pick<ArchiveChangesDependencies, "clock">;
  readonly queue: ArchiveChangesDependencies["queue"] & ArchiveMountsDependencies["queue"];
}

export interface ArchiveUseCases {
  readonly archives: RecordedArchives;
  readonly archiveChanges: ArchiveChanges;
  readonly downloads: Downloads;
  readonly mounts: ArchiveMounts;
}

/** Creates them. */
export function createArchiveUseCases({ opened, ...deps }: ArchiveUseCasesDependencies): ArchiveUseCases {
  const { archives, peek } = opened;
  const { clock } = deps.ports;
  return {
    archives: createRecordedArchives({ ...deps, archives, clock }),
    archiveChanges: createArchiveChanges({ ...deps, archives, clock }),
    downloads: createDownloads({ ...deps, archives, peek }),
    mounts: createArchiveMounts({ ...deps, archives }),
  };
}
