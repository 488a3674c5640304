// Goes through everything below some paths.
import { outermost } from "../../paths.ts";
import type { IndexedEntry } from "../archive-index.ts";
import type { Slices } from "../slices.ts";
import {
  advance,
  childOf,
  type FolderStream,
  isAtFolder,
  isWaiting,
  loadLeaf,
  openStream,
  type StreamTools,
} from "./folder-stream.ts";
import { toEntry } from "./leaf-cursor.ts";
import { findFolder, findPath } from "./lookup.ts";
import type { FolderNode, Tree } from "./tree.ts";

/** As ArchiveIndex.walk says. The tree is read by nobody else meanwhile. */
export async function* walkTree(
  tree: Tree,
  paths: readonly string[],
  slices: Slices,
  signal?: AbortSignal,
): AsyncGenerator<readonly IndexedEntry[]> {
  for (const path of outermost(paths).sort()) {
    const own = path === "" ? null : await findPath(tree, path);
    if (own) yield [own];
    const folder = own === null || own.type === "d" ? await findFolder(tree, path) : null;
    if (folder) yield* walkFolder(tree, folder, path, slices, signal);
  }
}

/** A folder whose entries are being gone through. */
interface Level {
  readonly path: string;
  readonly stream: FolderStream;
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
  const spare: StreamTools[] = [];
  const levels: Level[] = [{ path, stream: openStream(top) }];
  for (let level = levels.at(-1); level; level = levels.at(-1)) {
    const open = level;
    if (isWaiting(open.stream)) await loadLeaf(tree, open.stream);
    const isAtChild = await slices.run(() => takeFiles(open, batch), signal);
    if (isAtChild) {
      const child = await childOf(tree, open.stream);
      const entry = toEntry(open.stream.cursor, open.path, child);
      batch.push(entry);
      advance(open.stream);
      levels.push({ path: entry.path, stream: openStream(child, spare.pop()) });
    } else if (!isWaiting(open.stream)) {
      spare.push(open.stream.tools);
      levels.pop();
    }
    if (batch.length >= batchEntries || levels.length === 0) {
      if (batch.length > 0) yield batch;
      batch = [];
    }
  }
}

/** Takes what is no folder, up to the end of the leaf or, true, the next folder. */
function takeFiles({ path, stream }: Level, batch: IndexedEntry[]): boolean {
  for (; stream.live; advance(stream)) {
    if (isAtFolder(stream)) return true;
    batch.push(toEntry(stream.cursor, path, null));
  }
  return false;
}
