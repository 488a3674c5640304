// What changed between two archives, by their metadata: type, mode, size, time and link target.
import { Fault } from "../../../fault.ts";
import { fromBytes, toBytes } from "../../paths.ts";
import type {
  ArchiveIndex,
  ChangeCount,
  CompareOptions,
  ComparePage,
  ComparePageOptions,
  CompareSummary,
  Difference,
} from "../archive-index.ts";
import { flag } from "../format/layout.ts";
import { encodeName } from "../format/names.ts";
import { isFolder, type LeafCursor, toEntry } from "../read/leaf-cursor.ts";
import { type EntryKey, findFolder } from "../read/lookup.ts";
import type { FolderNode } from "../read/tree.ts";
import { type Meeting, type PairWalkOptions, walkPair } from "./pair-walk.ts";

/**
 * One page of what differs between an earlier archive and a later one. A folder that neither of them has is empty. Faults:
 * invalid-input for a cursor that was not given out. Rejects with InvalidIndexError as every reader does.
 */
export async function compareIndexes(
  before: ArchiveIndex,
  after: ArchiveIndex,
  options: ComparePageOptions,
): Promise<ComparePage> {
  const items: Difference[] = [];
  const isLast = await walkPair({
    ...(await begin(before, after, options)),
    resume: options.after === null ? [] : keysBelow(options.path, readCursor(options.after)),
    inside: options.collapse !== true,
    meet(meeting) {
      if (items.length >= options.limit) return false;
      items.push(toDifference(meeting));
      return true;
    },
  });
  const last = items.at(-1);
  return { items, next: isLast || !last ? null : toCursor(last) };
}

/** Counts everything that differs. */
export async function summarizeDifferences(
  before: ArchiveIndex,
  after: ArchiveIndex,
  options: CompareOptions,
): Promise<CompareSummary> {
  const [added, removed, modified] = [emptyCount(), emptyCount(), { ...emptyCount(), previousBytes: 0 }];
  await walkPair({
    ...(await begin(before, after, options)),
    resume: [],
    inside: false,
    meet({ before: earlier, after: later, beforeFolder, afterFolder }) {
      if (earlier === null && later) count(added, later, afterFolder);
      else if (later === null && earlier) count(removed, earlier, beforeFolder);
      else if (later && isFolder(later)) modified.folders += 1;
      else if (later && earlier) {
        count(modified, later, null);
        modified.previousBytes += countedBytes(earlier);
      }
      return true;
    },
  });
  return { added, removed, modified };
}

async function begin(
  before: ArchiveIndex,
  after: ArchiveIndex,
  { path, slice, signal }: CompareOptions,
): Promise<Omit<PairWalkOptions, "resume" | "inside" | "meet">> {
  const [first, second] = [before.scan(), after.scan()];
  const beforeFolder = await findFolder(first, path);
  const afterFolder = await findFolder(second, path);
  const common = { before: first, after: second, beforeFolder, afterFolder, path, slice };
  return signal ? { ...common, signal } : common;
}

function toDifference({ path, before, after, beforeFolder, afterFolder }: Meeting): Difference {
  const earlier = before && toEntry(before, path, beforeFolder);
  const later = after && toEntry(after, path, afterFolder);
  const change = earlier === null ? "added" : later === null ? "removed" : "modified";
  return { change, path: (later ?? earlier)?.path ?? path, before: earlier, after: later };
}

function emptyCount(): { -readonly [Key in keyof ChangeCount]: number } {
  return { files: 0, folders: 0, sizeBytes: 0 };
}

function count(counts: ReturnType<typeof emptyCount>, cursor: LeafCursor, folder: FolderNode | null): void {
  counts.files += folder?.files ?? 1;
  counts.folders += folder ? folder.folders + 1 : 0;
  counts.sizeBytes += folder?.sizeBytes ?? countedBytes(cursor);
}

function countedBytes({ flags, sizeBytes }: LeafCursor): number {
  return (flags & (flag.type | flag.hardlink)) === 0 ? sizeBytes : 0;
}

/** The last path that was told, and whether it is a folder there. */
function toCursor({ path, before, after }: Difference): string {
  return `${(after ?? before)?.type === "d" ? "d" : "f"}${toBytes(path).toString("base64url")}`;
}

function readCursor(cursor: string): { readonly path: string; readonly folder: boolean } {
  const match = /^([df])([A-Za-z0-9_-]+)$/.exec(cursor);
  if (match) return { path: fromBytes(Buffer.from(match[2] ?? "", "base64url")), folder: match[1] === "d" };
  throw new Fault("invalid-input", "The cursor is not one that was given out.", {
    fields: { "/cursor": "is not known" },
  });
}

function keysBelow(path: string, cursor: { readonly path: string; readonly folder: boolean }): EntryKey[] {
  const below = path === "" ? cursor.path : cursor.path.slice(path.length + 1);
  const names = below.split("/").map(encodeName);
  return names.map((name, at) => ({ name, folder: at + 1 < names.length || cursor.folder }));
}
