// What archives/ is given and what it offers.
import type { Readable } from "node:stream";
import type {
  ArchiveReply,
  CompareReply,
  ContentDifferenceReply,
  FolderReply,
  PathHistoryReply,
  RepositorySearchReply,
  SearchReply,
} from "../../schemas/archives.ts";
import type { JobResult } from "../../schemas/jobs.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import type { ArchiveDetail } from "./list/archive-detail.ts";

/** One archive of a repository. */
export interface ArchiveItem {
  /** borg's archive id, hex. */
  readonly id: string;
  readonly name: string;
  /** The plan whose archive this is, by its name; null for a stranger's. */
  readonly planId: string | null;
  readonly comment: string;
  readonly startedAt: string;
  readonly hostname: string | null;
  readonly index: ArchiveReply["index"];
}

/** An archive as borg lists it. */
export type CatalogItem = Omit<ArchiveItem, "index">;

export interface ListOptions {
  /** Asks borg again. */
  readonly refresh?: boolean;
  /** Where the repository cannot be read soon, its archives as they were listed last. */
  readonly orOld?: boolean;
  readonly signal?: AbortSignal;
  /** Archives of this plan; null for those of no plan. */
  readonly planId?: string | null | undefined;
  /** ISO 8601, both inclusive. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Part of the name or the comment; upper case does not matter. */
  readonly q?: string | undefined;
  /** Oldest first unless told. */
  readonly order?: "oldest" | "newest" | undefined;
}

/** A part of a list that is read page by page. */
export interface PartOptions {
  readonly limit: number;
  readonly cursor: string | null;
  readonly signal?: AbortSignal;
}

export interface BrowseOptions extends PartOptions {
  /** As in FileEntry.path; empty for the archive's root. */
  readonly path: string;
}

export interface SearchOptions extends PartOptions {
  /** As people type it; see name-query.ts. */
  readonly text: string;
}

export interface CompareOptions extends PartOptions {
  /** Folder to compare, as in FileEntry.path; empty for everything. */
  readonly path: string;
  /** A folder that was added or removed is told without what is in it. */
  readonly collapse: boolean;
}

export interface HistoryOptions extends PartOptions {
  /** As in FileEntry.path. */
  readonly path: string;
}

export interface Download {
  /** Fails, and so never looks complete, where the file could not be read to its end. Destroying it stops borg. */
  readonly stream: Readable;
  /** The file's own name, U+FFFD in place of what is not text. */
  readonly fileName: string;
  readonly sizeBytes: number | null;
}

export interface VerifyOptions {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  readonly sampleFiles: number;
  /** Folders whose files may be read for comparing: the plan's sources. */
  readonly sources: readonly string[];
  /** Paths that are not read all the same, asked for anew with each file: the service's own, repositories, mounted archives. */
  readonly unread: () => Promise<readonly string[]>;
  /** Made 0700, emptied before and removed after. */
  readonly scratchDir: string;
  readonly jobId: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: { files: number; ofFiles: number; path: string | null }) => void;
}

export type VerifyResult = NonNullable<JobResult["verify"]>;

/** Looking into archives. Where an index is missing it is made meanwhile, and the reply's `building` says how far it is. */
export interface Archives {
  /** From memory where it was listed before and not invalidated since. */
  list(repositoryId: string, options?: ListOptions): Promise<readonly ArchiveItem[]>;
  /** What borg knows of one archive. Faults: not-found, repository-locked, borg-failed. */
  detail(
    repositoryId: string,
    archiveName: string,
    signal?: AbortSignal,
  ): Promise<{ readonly archive: ArchiveItem; readonly detail: ArchiveDetail }>;
  /** One page of a folder, folders first. Faults: not-found, invalid-input (cursor), repository-locked, borg-failed. */
  browse(repositoryId: string, archiveName: string, options: BrowseOptions): Promise<FolderReply>;
  /** Names in one archive. Faults as of browse. */
  search(repositoryId: string, archiveName: string, options: SearchOptions): Promise<SearchReply>;
  /** Names in all archives that have an index, newest first; the others get one, as far as there is room. */
  searchAll(repositoryId: string, options: SearchOptions): Promise<RepositorySearchReply>;
  /** What changed from one archive to another. Faults as of browse. */
  compare(repositoryId: string, archiveName: string, otherName: string, options: CompareOptions): Promise<CompareReply>;
  /** What changed in the content of chosen paths, by borg. Faults: not-found, repository-locked, borg-failed. */
  compareContent(
    repositoryId: string,
    archiveName: string,
    otherName: string,
    options: { readonly paths: readonly string[]; readonly signal?: AbortSignal },
  ): Promise<ContentDifferenceReply>;
  /** The life of a path through all archives, newest first. */
  history(repositoryId: string, options: HistoryOptions): Promise<PathHistoryReply>;
  /** One regular file. Faults: not-found, invalid-input (not a file), repository-locked, borg-failed. */
  download(repositoryId: string, archiveName: string, path: string, signal: AbortSignal): Promise<Download>;
  /** Restores a random sample to scratch and compares it with its sources. Throws BorgFault, or the signal's reason. */
  verifySample(options: VerifyOptions): Promise<VerifyResult>;
}
