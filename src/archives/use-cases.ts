// What people do with archives, as the routes call it.
import { type ArchiveChanges, type ArchiveChangesDependencies, createArchiveChanges } from "./change.ts";
import type { Archives } from "./contract.ts";
import { createDownloads, type Downloads, type DownloadsDependencies } from "./downloads.ts";
import { createRecordedArchives, type RecordedArchives } from "./recorded.ts";

export interface ArchiveUseCasesDependencies extends Omit<ArchiveChangesDependencies, "archives"> {
  readonly opened: Pick<DownloadsDependencies, "peek"> & { readonly archives: Archives };
  readonly borg: ArchiveChangesDependencies["borg"] & DownloadsDependencies["borg"];
}

export interface ArchiveUseCases {
  readonly archives: RecordedArchives;
  readonly archiveChanges: ArchiveChanges;
  readonly downloads: Downloads;
}

/** Creates them. */
export function createArchiveUseCases({ opened, ...deps }: ArchiveUseCasesDependencies): ArchiveUseCases {
  const { archives, peek } = opened;
  return {
    archives: createRecordedArchives({ ...deps, archives }),
    archiveChanges: createArchiveChanges({ ...deps, archives }),
    downloads: createDownloads({ ...deps, archives, peek }),
  };
}
