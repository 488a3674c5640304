// index/ holds what is in an archive as a file of its own, so that any folder is listed, any name found and two archives
// compared without borg. This file says what an index offers; format/layout.ts says what is in the file.

import type { Tree } from "./read/tree.ts";
import type { NameQuery } from "./search/name-query.ts";
import type { Slices } from "./slices.ts";
import type { RawEntry } from "./sources/raw-entry.ts";

/** borg's letter for what an entry is: a file, folder, symbolic link, fifo, character or block device, socket. */
export type EntryType = "-" | "d" | "l" | "p" | "c" | "b" | "s";

export interface IndexTotals {
  /** Files and folders, those that are only implied included. A path that the archive has twice counts once. */
  readonly entries: number;
  /** Everything that is no folder. */
  readonly files: number;
  readonly folders: number;
  /** Of regular files; content with several names (hardlinks) counts once. */
  readonly sizeBytes: number;
}

/** One entry of an archive. */
export interface IndexedEntry {
  /** Inside notation: U+DC80 to U+DCFF stand for bytes that are not UTF-8 (see paths.ts). */
  readonly path: string;
  /** The last part of the path, in the same notation. */
  readonly name: string;
  readonly type: EntryType;
  /** Permission bits; 0o755 of an implied folder. */
  readonly mode: number;
  /** Parts of its content are zeros since a repair. A second name does not say so of the first one's content. */
  readonly damaged: boolean;
  /** Of a folder: of everything in it, as in IndexTotals. */
  readonly sizeBytes: number;
  /** Of a folder: everything in it at any depth that is no folder; 1 of anything else. */
  readonly filesCount: number;
  /** Microseconds since the epoch; null for a folder that is only implied by what is in it. */
  readonly modifiedAtUs: number | null;
  /** Target of a symbolic link, or the first name of a hardlinked file, in the same notation. */
  readonly linkTarget: string | null;
  /** A second name of a file whose content is stored under `linkTarget`. */
  readonly hardlink: boolean;
}

export interface FolderPage {
  /** How many entries the folder has itself. */
  readonly total: number;
  /** Of everything in it, at any depth. */
  readonly totals: IndexTotals;
  readonly entries: readonly IndexedEntry[];
}

/** What is known of the root while the index is still built. */
export interface FolderPreview {
  /** The folder shown: the root, or the first one below it that has more than one folder in it. Inside notation. */
  readonly path: string;
  /** How many entries it has so far. */
  readonly total: number;
  /** The first of them, sorted as they will be; sizes and counts are those so far. */
  readonly entries: readonly IndexedEntry[];
}

export interface ListOptions {
  /** Entries to leave out at the beginning. */
  readonly from: number;
  readonly limit: number;
}

export interface SearchOptions {
  /** `next` of the page before; null for the first. */
  readonly after: number | null;
  /** Most hits of a page. */
  readonly limit: number;
  readonly signal?: AbortSignal;
  readonly slice: Slices;
}

export interface SearchPage {
  /** Shallow ones first; within a folder, folders first and then bytewise by name. */
  readonly hits: readonly IndexedEntry[];
  /**
   * Where to go on, or null at the end. A page ends when it is full, or when it has cost enough: after a million and a half
   * of names, or ten thousand folders looked at for a query with a slash. It can have fewer hits than `limit`, or none, and
   * yet not be the last.
   */
  readonly next: number | null;
}

/** An archive's files, read from disk as asked for. Every read is checked; what does not validate is an InvalidIndexError. */
export interface ArchiveIndex {
  readonly archiveId: string;
  readonly totals: IndexTotals;
  /** How many of its entries are damaged. */
  readonly damagedFiles: number;
  /** Of the index file. */
  readonly sizeBytes: number;
  /** Part of a folder, folders first, then bytewise by name. The root is the empty path. Null: there is no such folder. */
  list(path: string, options: ListOptions): Promise<FolderPage | null>;
  /** The entry of that path, or null. The root, which is no entry, is null too. */
  find(path: string): Promise<IndexedEntry | null>;
  search(query: NameQuery, options: SearchOptions): Promise<SearchPage>;
  /**
   * The entries of those paths and everything below them, in batches: each folder before what is in it, its folders before
   * its files. A path that is not there gives nothing; one inside another of them is given once.
   */
  walk(paths: readonly string[], signal?: AbortSignal): AsyncIterable<readonly IndexedEntry[]>;
  /** The file itself, for one reader that goes through it: compare.ts. */
  scan(): Tree;
  close(): Promise<void>;
}

/** Collects the entries of one archive and writes its index. */
export interface IndexBuilder {
  /** In the order of the archive. Of a path that comes twice the later one stands; what has entries in it is a folder. */
  add(entry: RawEntry): void;
  /** What the root holds so far: at most `limit` of its entries. */
  preview(limit: number): FolderPreview;
  /** Gives the bytes of the file, in order, in chunks of about a megabyte. Nothing can be added or previewed after. */
  finish(sink: (chunk: Buffer) => Promise<void>): Promise<IndexTotals>;
}

export type Change = "added" | "removed" | "modified";

export interface CompareOptions {
  /** Folder to compare; empty for everything. Inside notation. */
  readonly path: string;
  readonly signal?: AbortSignal;
  readonly slice: Slices;
}

export interface ComparePageOptions extends CompareOptions {
  /** `next` of the page before; null for the first. */
  readonly after: string | null;
  readonly limit: number;
  /** A folder that was added or removed is told without what is in it. */
  readonly collapse?: boolean;
}

/** One path that differs. `before` is null for what was added, `after` for what was removed. */
export interface Difference {
  readonly change: Change;
  readonly path: string;
  readonly before: IndexedEntry | null;
  readonly after: IndexedEntry | null;
}

export interface ComparePage {
  /** In the order of `walk`. A file that became a folder is one removed and one added. */
  readonly items: readonly Difference[];
  /** Where to go on: letters, digits, `-` and `_`; null at the end. */
  readonly next: string | null;
}

/** How many entries and bytes changed in one way; bytes as in IndexTotals. */
export interface ChangeCount {
  readonly files: number;
  readonly folders: number;
  /** Of what is modified: of its later state. */
  readonly sizeBytes: number;
}

export interface CompareSummary {
  readonly added: ChangeCount;
  readonly removed: ChangeCount;
  readonly modified: ChangeCount & {
    /** Of its earlier state. */
    readonly previousBytes: number;
  };
}
