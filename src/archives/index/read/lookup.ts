// Finds folders and entries by name, and what a number stands for.
import { nameOf, parentOf } from "../../paths.ts";
import type { IndexedEntry } from "../archive-index.ts";
import { InvalidIndexError } from "../format/invalid-index.ts";
import { entriesPerLeaf } from "../format/layout.ts";
import { encodeName } from "../format/names.ts";
import { compareToName, createLeafCursor, cursorName, type LeafCursor, toEntry } from "./leaf-cursor.ts";
import { type FolderNode, leavesOf, type Tree } from "./tree.ts";

/** A place in the order of a folder's entries: its folders come first. */
export interface EntryKey {
  readonly folder: boolean;
  readonly name: Buffer;
}

/** An entry's place in its folder, with a cursor at it. */
export interface Found {
  readonly position: number;
  readonly cursor: LeafCursor;
}

/** The folder of that path, the root for the empty one; null where there is none. */
export async function findFolder(tree: Tree, path: string): Promise<FolderNode | null> {
  const cursor = createLeafCursor();
  let folder = await tree.folder(0);
  if (path === "") return folder;
  for (const name of path.split("/")) {
    const found = await findEntry(tree, folder, { folder: true, name: encodeName(name) }, cursor);
    if (!found) return null;
    folder = await tree.folder(folder.firstChild + found.position);
  }
  return folder;
}

/** The entry of that path, or null, as for the root. */
export async function findPath(tree: Tree, path: string): Promise<IndexedEntry | null> {
  const [parent, name] = [parentOf(path), encodeName(nameOf(path))];
  const folder = name.length === 0 || path.startsWith("/") ? null : await findFolder(tree, parent);
  if (!folder) return null;
  const child = await findEntry(tree, folder, { folder: true, name });
  if (child) return toEntry(child.cursor, parent, await tree.folder(folder.firstChild + child.position));
  const file = await findEntry(tree, folder, { folder: false, name });
  return file ? toEntry(file.cursor, parent, null) : null;
}

/** The entry of that name, or null. */
export async function findEntry(
  tree: Tree,
  folder: FolderNode,
  key: EntryKey,
  cursor: LeafCursor = createLeafCursor(),
): Promise<Found | null> {
  const found = await seek(tree, folder, key, cursor);
  if (!found || isFolderAt(folder, found.position) !== key.folder) return null;
  return compareToName(found.cursor, key.name, key.name.length) === 0 ? found : null;
}

/** The first entry that does not come before `key`; null where all do. */
export async function seek(tree: Tree, folder: FolderNode, key: EntryKey, cursor: LeafCursor): Promise<Found | null> {
  let [low, high] = [0, leavesOf(folder)];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    const first = await openLeaf(tree, folder, middle, cursor);
    if (compareToKey(folder, first, cursor, key) <= 0) low = middle;
    else high = middle;
  }
  for (let leaf = low; leaf < leavesOf(folder); leaf += 1) {
    let position = await openLeaf(tree, folder, leaf, cursor);
    do {
      if (compareToKey(folder, position, cursor, key) >= 0) return { position, cursor };
      position += 1;
    } while (cursor.next());
  }
  return null;
}

/** Moves a cursor to the entry at that position of a folder. */
export async function openEntry(tree: Tree, folder: FolderNode, position: number, cursor: LeafCursor): Promise<void> {
  if (position >= folder.entries) throw new InvalidIndexError("a folder in it has fewer entries than it should");
  const leaf = Math.floor(position / entriesPerLeaf);
  for (let at = await openLeaf(tree, folder, leaf, cursor); at < position; at += 1) {
    if (!cursor.next()) throw new InvalidIndexError("a folder in it has fewer entries than it should");
  }
}

/** Moves a cursor to the first entry of a folder's leaf, and tells its position in the folder. */
async function openLeaf(tree: Tree, folder: FolderNode, leaf: number, cursor: LeafCursor): Promise<number> {
  cursor.open(await tree.leaf(folder, leaf));
  if (!cursor.next()) throw new InvalidIndexError("a folder in it has fewer entries than it should");
  return leaf * entriesPerLeaf;
}

/** The path of a folder. */
export async function pathOf(tree: Tree, folder: FolderNode): Promise<string> {
  const names: string[] = [];
  const cursor = createLeafCursor();
  for (let at = folder; at.number > 0; ) {
    const parent = await folderAround(tree, at);
    await openEntry(tree, parent, at.number - parent.firstChild, cursor);
    names.push(cursorName(cursor));
    at = parent;
  }
  return names.reverse().join("/");
}

/** The folder around one that is not the root. */
export async function folderAround(tree: Tree, { number, parent }: FolderNode): Promise<FolderNode> {
  const node = await tree.folder(parent);
  const position = number - node.firstChild;
  if (parent < number && position >= 0 && position < node.childFolders) return node;
  throw new InvalidIndexError("a folder in it is in no other");
}

function isFolderAt(folder: FolderNode, position: number): boolean {
  return position < folder.childFolders;
}

function compareToKey(folder: FolderNode, position: number, cursor: LeafCursor, key: EntryKey): number {
  if (isFolderAt(folder, position) !== key.folder) return key.folder ? 1 : -1;
  return compareToName(cursor, key.name, key.name.length);
}
