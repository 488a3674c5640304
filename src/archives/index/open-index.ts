// Opens an index and answers from it.
import type { RandomAccess } from "../../ports/files.ts";
import type { ArchiveIndex, FolderPage, IndexedEntry, ListOptions } from "./archive-index.ts";
import { InvalidIndexError } from "./format/invalid-index.ts";
import { decodeFooter, entriesPerLeaf, type Footer, footerBytes, front } from "./format/layout.ts";
import { createBlockCache, createWindows, readWhole } from "./read/blocks.ts";
import { createLeafCursor, toEntry } from "./read/leaf-cursor.ts";
import { findFolder, findPath } from "./read/lookup.ts";
import { createTree, type FolderNode, type Tree } from "./read/tree.ts";
import { walkTree } from "./read/walk.ts";
import { searchNames } from "./search/search.ts";
import { createSlices, type Slices } from "./slices.ts";

export interface OpenOptions {
  /** The service's gate; a walk through the archive goes through it. */
  readonly slices?: Slices;
  /** Memory for what was read last: two megabytes unless told. */
  readonly cacheBytes?: number;
}

/** Opens the index; closing it closes the file. Rejects with InvalidIndexError, and leaves the file open then. */
export async function openIndex(
  file: RandomAccess,
  expected: { readonly archiveId: string },
  { slices = createSlices(), cacheBytes = 2 * 1024 * 1024 }: OpenOptions = {},
): Promise<ArchiveIndex> {
  const footer = await readFooter(file, expected.archiveId);
  const { archiveId, entries, files, sizeBytes, damaged } = footer;
  const tree = createTree(createBlockCache(file, cacheBytes), footer);
  const scan = () => createTree(createWindows(file), footer, true);
  return {
    archiveId,
    totals: { entries, files, folders: entries - files, sizeBytes },
    damagedFiles: damaged,
    sizeBytes: file.sizeBytes,
    list: (path, options) => list(tree, path, options),
    find: (path) => findPath(tree, path),
    search: (query, options) => searchNames(file, tree, scan, query, options),
    walk: (paths, signal) => walkTree(scan(), paths, slices, signal),
    scan,
    close: () => file.close(),
  };
}

async function readFooter(file: RandomAccess, archiveId: string): Promise<Footer> {
  const footerAt = file.sizeBytes - footerBytes;
  if (footerAt < front.length) throw new InvalidIndexError("it is too short");
  const [first, last] = [await readWhole(file, 0, front.length), await readWhole(file, footerAt, footerBytes)];
  if (!first.equals(front)) throw new InvalidIndexError("it does not begin as one of this version does");
  const footer = decodeFooter(last, file.sizeBytes);
  if (footer.archiveId !== archiveId) throw new InvalidIndexError("it is that of another archive");
  return footer;
}

async function list(tree: Tree, path: string, { from, limit }: ListOptions): Promise<FolderPage | null> {
  const folder = await findFolder(tree, path);
  if (!folder) return null;
  const { files, folders, sizeBytes } = folder;
  const totals = { entries: files + folders, files, folders, sizeBytes };
  return { total: folder.entries, totals, entries: await entriesOf(tree, folder, path, from, from + limit) };
}

async function entriesOf(
  tree: Tree,
  folder: FolderNode,
  path: string,
  from: number,
  until: number,
): Promise<IndexedEntry[]> {
  const entries: IndexedEntry[] = [];
  const cursor = createLeafCursor();
  const end = Math.min(until, folder.entries);
  for (let leaf = Math.floor(from / entriesPerLeaf); leaf * entriesPerLeaf < end; leaf += 1) {
    cursor.open(await tree.leaf(folder, leaf));
    for (let at = leaf * entriesPerLeaf; at < end && cursor.next(); at += 1) {
      if (at < from) continue;
      entries.push(toEntry(cursor, path, at < folder.childFolders ? await tree.folder(folder.firstChild + at) : null));
    }
  }
  if (entries.length !== Math.max(0, end - from))
    throw new InvalidIndexError("a folder in it has fewer entries than it should");
  return entries;
}
