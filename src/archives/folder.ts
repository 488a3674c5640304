// One folder's entries in the order they are shown, collected in bounded memory from a listing of any length.
import type { FileEntry, FolderReply } from "../../schemas/archives.ts";
import { Fault } from "../fault.ts";
import { fromBytes, fromPublicPath, nameOf, toBytes, toPublicPath } from "./paths.ts";

/** Where a page begins: after this entry. */
export interface Position {
  readonly rank: number;
  readonly name: string;
}

export interface Folder {
  /** Sorted, each name once; all of them if `whole`, else as many as were kept, following the position asked for. */
  readonly entries: readonly FileEntry[];
  /** How many the folder has. */
  readonly total: number;
  readonly whole: boolean;
}

export interface FolderCollector {
  add(entry: FileEntry): void;
  finish(): Folder;
}

const defaultCapacity = 100_000;

/** Collects entries after a position; beyond twice its capacity it keeps the first ones only, and counts the rest. */
export function createFolderCollector(after: Position | null, capacity = defaultCapacity): FolderCollector {
  let kept: FileEntry[] = [];
  let total = 0;
  let dropped = false;

  const tidy = () => {
    kept.sort(compareEntries);
    const all = kept.length;
    kept = kept.filter((entry, at) => at === 0 || entry.path !== kept[at - 1]?.path);
    total -= all - kept.length; // what overlapping sources put into an archive twice is one entry
    if (kept.length <= capacity) return;
    kept = kept.slice(0, capacity);
    dropped = true;
  };
  return {
    add(entry) {
      total += 1;
      if (after && compare(positionOf(entry), after) <= 0) return;
      kept.push(entry);
      if (kept.length >= 2 * capacity) tidy();
    },
    finish() {
      tidy();
      return { entries: kept, total, whole: after === null && !dropped };
    },
  };
}

/** The page after a position. Of a folder that is not whole, the collector must have begun at that position. */
export function pageOf(path: string, folder: Folder, after: Position | null, limit: number): FolderReply {
  const first = after === null ? 0 : firstAfter(folder.entries, after);
  const items = folder.entries.slice(first, first + limit);
  const last = items.at(-1);
  const more = first + items.length < folder.entries.length;
  const next = more && last ? toCursor(positionOf(last)) : null;
  return { path, items: [...items], total: folder.total, next, sizeBytes: null, filesCount: null, building: null };
}

/** Throws Fault `invalid-input` for a cursor that is not ours. */
export function readCursor(cursor: string | null): Position | null {
  if (cursor === null) return null;
  const match = /^([01])([A-Za-z0-9_-]+)$/.exec(cursor);
  if (!match) {
    throw new Fault("invalid-input", "The cursor is not one that was given out.", {
      fields: { "/cursor": "is not known" },
    });
  }
  return { rank: Number(match[1]), name: toPublicPath(fromBytes(Buffer.from(match[2] ?? "", "base64url"))) };
}

/** The name's bytes, which are at most 255: cursors are short. */
function toCursor({ rank, name }: Position): string {
  return `${rank}${toBytes(fromPublicPath(name)).toString("base64url")}`;
}

/** Folders first. Names in code-unit order of their public form, which is the same everywhere. */
function positionOf(entry: FileEntry): Position {
  return { rank: entry.type === "directory" ? 0 : 1, name: nameOf(entry.path) };
}

function compareEntries(a: FileEntry, b: FileEntry): number {
  return compare(positionOf(a), positionOf(b));
}

function compare(a: Position, b: Position): number {
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.name === b.name) return 0;
  return a.name < b.name ? -1 : 1;
}

function firstAfter(entries: readonly FileEntry[], after: Position): number {
  let [low, high] = [0, entries.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const entry = entries[middle];
    if (entry && compare(positionOf(entry), after) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
