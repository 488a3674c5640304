// Goes through everything below some paths.
import { parentOf } from "../paths.ts";
import type { IndexedEntry } from "./archive-index.ts";
import { createLeafCursor, cursorName, type LeafCursor, toEntry } from "./leaf-cursor.ts";
import { findFolder, findPath } from "./lookup.ts";
import type { Slices } from "./slices.ts";
import { type FolderNode, leavesOf, type Tree } from "./tree.ts";

/** As ArchiveIndex.walk says. The tree is read by nobody else meanwhile. */
export async function* walkTree(
  tree: Tree,
  paths: readonly string[],
  slices: Slices,
  signal?: AbortSignal,
): AsyncGenerator<readonly IndexedEntry[]> {
  for (const path of outermost(paths)) {
    const own = path === "" ? null : await findPath(tree, path);
    if (own) yield [own];
    const folder = own === null || own.type === "d" ? await findFolder(tree, path) : null;
    if (folder) yield* walkFolder(tree, folder, path, slices, signal);
  }
}

/** A folder whose entries are being gone through. */
interface Level {
  readonly folder: FolderNode;
  readonly path: string;
  readonly cursor: LeafCursor;
  /** Its next leaf, and the position of the next entry. */
  leaf: number;
  position: number;
}

const batchEntries = 256;

async function* walkFolder(
  tree: Tree,
  top: FolderNode,
  path: string,
  slices: Slices,
  signal?: AbortSignal,
): AsyncGenerator<readonly IndexedEntry[]> {
  let batch: IndexedEntry[] = [];
  const levels = [levelOf(top, path)];
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    const open = level;
    if (await slices.run(() => takeFiles(open, batch), signal)) {
      const child = await tree.folder(level.folder.firstChild + level.position);
      batch.push(toEntry(level.cursor, level.path, child));
      level.position += 1;
      levels.push(levelOf(child, childPath(level)));
    } else if (level.leaf < leavesOf(level.folder)) {
      level.cursor.open(await tree.leaf(level.folder.firstLeaf + level.leaf));
      level.leaf += 1;
    } else levels.pop();
    if (batch.length >= batchEntries || levels.length === 0) {
      if (batch.length > 0) yield batch;
      batch = [];
    }
  }
}

/** Takes what is no folder, up to the end of the leaf (false) or the next folder (true), which the cursor is then at. */
function takeFiles(level: Level, batch: IndexedEntry[]): boolean {
  while (level.cursor.next()) {
    if (level.position < level.folder.childFolders) return true;
    batch.push(toEntry(level.cursor, level.path, null));
    level.position += 1;
  }
  return false;
}

function levelOf(folder: FolderNode, path: string): Level {
  return { folder, path, cursor: createLeafCursor(), leaf: 0, position: 0 };
}

function childPath({ path, cursor }: Level): string {
  return path === "" ? cursorName(cursor) : `${path}/${cursorName(cursor)}`;
}

/** Those that are not inside another, sorted. */
function outermost(paths: readonly string[]): string[] {
  const known = new Set(paths);
  if (known.has("")) return [""];
  return [...known].filter((path) => !ancestorsOf(path).some((ancestor) => known.has(ancestor))).sort();
}

function ancestorsOf(path: string): string[] {
  const ancestors: string[] = [];
  for (let at = parentOf(path); at !== ""; at = parentOf(at)) ancestors.push(at);
  return ancestors;
}
