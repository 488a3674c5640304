// What the routes need of archives: stated here by its consumer.

import type { Readable } from "node:stream";
import type {
  ArchiveDetailReply,
  ArchiveReply,
  CompareReply,
  ContentDifferenceReply,
  DownloadFormat,
  FolderReply,
  PathHistoryReply,
  RepositorySearchReply,
  SearchReply,
} from "../../schemas/archives.ts";
import type { Actor } from "../../schemas/audit.ts";
import type { JobRecord } from "../../schemas/jobs.ts";
import type { MountRequest } from "../../schemas/restores.ts";

export type ArchiveItem = Omit<ArchiveReply, "allowed">;

interface Part {
  readonly limit: number;
  readonly cursor: string | null;
  readonly signal?: AbortSignal;
}

/** Looking into archives. `text` is what somebody typed to find a name, `q` a part of an archive's own. */
export interface ArchiveService {
  list(
    repositoryId: string,
    options: {
      readonly refresh?: boolean;
      readonly signal?: AbortSignal;
      readonly planId?: string | null | undefined;
      readonly from?: string | undefined;
      readonly to?: string | undefined;
      readonly q?: string | undefined;
      readonly order?: "oldest" | "newest" | undefined;
    },
    actor: Actor,
  ): Promise<readonly ArchiveItem[]>;
  detail(
    repositoryId: string,
    archiveName: string,
    signal: AbortSignal,
    actor: Actor,
  ): Promise<{ readonly archive: ArchiveItem; readonly detail: Omit<ArchiveDetailReply, "archive"> }>;
  browse(
    repositoryId: string,
    archiveName: string,
    options: Part & { readonly path: string },
    actor: Actor,
  ): Promise<FolderReply>;
  search(
    repositoryId: string,
    archiveName: string,
    options: Part & { readonly text: string },
    actor: Actor,
  ): Promise<SearchReply>;
  searchAll(
    repositoryId: string,
    options: Part & { readonly text: string },
    actor: Actor,
  ): Promise<RepositorySearchReply>;
  compare(
    repositoryId: string,
    archiveName: string,
    otherName: string,
    options: Part & { readonly path: string; readonly collapse: boolean },
    actor: Actor,
  ): Promise<CompareReply>;
  compareContent(
    repositoryId: string,
    archiveName: string,
    otherName: string,
    options: { readonly paths: readonly string[]; readonly signal?: AbortSignal },
    actor: Actor,
  ): Promise<ContentDifferenceReply>;
  history(repositoryId: string, options: Part & { readonly path: string }, actor: Actor): Promise<PathHistoryReply>;
}

/** Archives as folders of this host. */
export interface MountService {
  list(repositoryId: string): readonly JobRecord[];
  start(repositoryId: string, request: MountRequest, actor: Actor): Promise<JobRecord>;
}

/** Files, folders and baskets out of an archive. */
export interface DownloadService {
  open(
    repositoryId: string,
    archiveName: string,
    options: { readonly paths: readonly string[]; readonly format: DownloadFormat },
    signal: AbortSignal,
    actor: Actor,
  ): Promise<{ stream: Readable; fileName: string; sizeBytes: number | null }>;
}
