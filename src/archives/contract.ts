// What archives/ is given and what it offers.
import type { Readable } from "node:stream";
import type { ArchiveReply, FolderReply } from "../../schemas/archives.ts";
import type { JobResult } from "../../schemas/jobs.ts";
import type { RepositoryTarget } from "../borg/target.ts";

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

export interface BrowseOptions {
  /** As in FileEntry.path; empty for the archive's root. */
  readonly path: string;
  readonly limit: number;
  readonly cursor: string | null;
  readonly signal?: AbortSignal;
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
  /** Made 0700, emptied before and removed after. */
  readonly scratchDir: string;
  readonly jobId: string;
  readonly signal: AbortSignal;
  readonly onProgress: (done: { files: number; ofFiles: number; path: string | null }) => void;
}

export type VerifyResult = NonNullable<JobResult["verify"]>;

export interface Archives {
  /** Oldest first. From memory where it was listed before and not invalidated since. */
  list(repositoryId: string, options?: { refresh?: boolean; signal?: AbortSignal }): Promise<readonly ArchiveItem[]>;
  /** Forgets what is remembered of a repository; called after every job that writes to it. */
  invalidate(repositoryId: string): void;
  /** One page of a folder, folders first. Faults: not-found, invalid-input (cursor), repository-locked, borg-failed. */
  browse(repositoryId: string, archiveName: string, options: BrowseOptions): Promise<FolderReply>;
  /** One regular file. Faults: not-found, invalid-input (not a file), repository-locked, borg-failed. */
  download(repositoryId: string, archiveName: string, path: string, signal: AbortSignal): Promise<Download>;
  /** Restores a random sample to scratch and compares it with its sources. Throws BorgFault, or the signal's reason. */
  verifySample(options: VerifyOptions): Promise<VerifyResult>;
}
