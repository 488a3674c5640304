// The entries of one folder, leaf by leaf, so that two folders can be gone through side by side.

import { entriesPerLeaf } from "../format/layout.ts";
import { compareToName, createLeafCursor, type LeafCursor } from "./leaf-cursor.ts";
import { type EntryKey, seek } from "./lookup.ts";
import { type FolderNode, leavesOf, type Tree } from "./tree.ts";

/** At an entry of a folder, or between two leaves, or at the end. */
export interface FolderStream {
  readonly folder: FolderNode;
  readonly cursor: LeafCursor;
  readonly tools: StreamTools;
  /** Whether it is at an entry; then `position` is the entry's. */
  live: boolean;
  position: number;
  /** The next leaf to be loaded. */
  leaf: number;
}

/** What a stream goes through a folder with; to be used for the next folder after it. */
export interface StreamTools {
  readonly cursor: LeafCursor;
  /** Leaves are read into it: most fit. */
  readonly leaf: Buffer;
}

const usualLeafBytes = 4096;

/** Stands for a folder that an archive does not have. */
export const noFolder: FolderNode = {
  number: -1,
  parent: 0,
  firstChild: 0,
  childFolders: 0,
  entries: 0,
  firstLeaf: 0,
  files: 0,
  folders: 0,
  sizeBytes: 0,
  digest: "",
  leafOffset: 0,
  leafLength: 0,
};

/** Begins before the first entry. */
export function openStream(folder: FolderNode, tools: StreamTools = createTools()): FolderStream {
  return { folder, cursor: tools.cursor, tools, live: false, position: -1, leaf: 0 };
}

function createTools(): StreamTools {
  return { cursor: createLeafCursor(), leaf: Buffer.allocUnsafeSlow(usualLeafBytes) };
}

/** Goes to the next entry of the leaf; it is not live where there is none. */
export function advance(stream: FolderStream): void {
  stream.live = stream.cursor.next();
  stream.position += 1;
}

export function isWaiting(stream: FolderStream): boolean {
  return !stream.live && stream.leaf < leavesOf(stream.folder);
}

/** Loads the next leaf and goes to its first entry. */
export async function loadLeaf(tree: Tree, stream: FolderStream): Promise<void> {
  stream.cursor.open(await tree.leaf(stream.folder, stream.leaf, stream.tools.leaf));
  stream.position = stream.leaf * entriesPerLeaf - 1;
  stream.leaf += 1;
  advance(stream);
}

/** Goes to the first entry that does not come before `key`, and tells whether that is it. */
export async function seekTo(tree: Tree, stream: FolderStream, key: EntryKey): Promise<boolean> {
  const found = await seek(tree, stream.folder, key, stream.cursor);
  stream.live = found !== null;
  stream.leaf = leavesOf(stream.folder);
  if (!found) return false;
  stream.position = found.position;
  stream.leaf = Math.floor(found.position / entriesPerLeaf) + 1;
  return isAtFolder(stream) === key.folder && compareToName(found.cursor, key.name, key.name.length) === 0;
}

/** Whether the entry that it is at is a folder. */
export function isAtFolder({ position, folder }: FolderStream): boolean {
  return position < folder.childFolders;
}

/** The folder that it is at. */
export function childOf(tree: Tree, { position, folder }: FolderStream): FolderNode | Promise<FolderNode> {
  return tree.folder(folder.firstChild + position);
}
