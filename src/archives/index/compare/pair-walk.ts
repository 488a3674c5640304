// Goes through two archives side by side and meets every path that differs. Folders with one digest are passed by.

import { flag } from "../format/layout.ts";
import {
  advance,
  childOf,
  type FolderStream,
  isAtFolder,
  isWaiting,
  loadLeaf,
  noFolder,
  openStream,
  type StreamTools,
  seekTo,
} from "../read/folder-stream.ts";
import { compareToName, cursorName, type LeafCursor } from "../read/leaf-cursor.ts";
import type { EntryKey } from "../read/lookup.ts";
import type { FolderNode, Tree } from "../read/tree.ts";
import type { Slices } from "../slices.ts";

/** A path that is in one of two archives, or in both: then not in the same state. */
export interface Meeting {
  /** Of the folder around it. */
  readonly path: string;
  readonly before: LeafCursor | null;
  readonly after: LeafCursor | null;
  /** Of a folder: what is in it. */
  readonly beforeFolder: FolderNode | null;
  readonly afterFolder: FolderNode | null;
}

export interface PairWalkOptions {
  readonly before: Tree;
  readonly after: Tree;
  /** A folder to begin in, in either archive; null where it is not there. */
  readonly beforeFolder: FolderNode | null;
  readonly afterFolder: FolderNode | null;
  readonly path: string;
  /** Keys below that folder to go on behind of. */
  readonly resume: readonly EntryKey[];
  /** Whether what is in a folder that only one of them has is met, too. */
  readonly inside: boolean;
  /** Told of each meeting in the order of a walk; cursors are valid during the call. False ends it. */
  readonly meet: (meeting: Meeting) => boolean;
  readonly slice: Slices;
  readonly signal?: AbortSignal;
}

/** The same folder of both archives; where one does not have it, `noFolder`. */
interface Level {
  readonly path: string;
  readonly a: FolderStream;
  readonly b: FolderStream;
}

/** Below 0 where only the first archive has the entry, above where only the second has it. */
type Side = number;

type Step =
  | { readonly kind: "again" | "end" | "stopped" }
  /** Both are at a folder, or one of them is. */
  | { readonly kind: "folder"; readonly side: Side };

/** Entries that one step may take. */
const mostEntries = 1024;

/** Walks; true when it was not ended by `meet`. */
export async function walkPair(options: PairWalkOptions): Promise<boolean> {
  const { before, after, meet, slice, signal } = options;
  const walk = createLevels(options);
  await resumeAt(walk, options);
  for (let level = walk.top(); level; level = walk.top()) {
    const open = level;
    if (isWaiting(open.a)) await loadLeaf(before, open.a);
    if (isWaiting(open.b)) await loadLeaf(after, open.b);
    const step = await slice.run(() => merge(open, meet), signal);
    if (step.kind === "stopped") return false;
    if (step.kind === "end") walk.leave();
    if (step.kind === "folder" && !(await walk.enter(open, step.side, meet))) return false;
  }
  return true;
}

interface Levels {
  top(): Level | undefined;
  leave(): void;
  /** Goes into the folder that the level is at, and past it there. False where `meet` has had enough. */
  enter(level: Level, side: Side, meet: (meeting: Meeting) => boolean): Promise<boolean>;
}

function createLevels({ before, after, path, beforeFolder, afterFolder, inside }: PairWalkOptions): Levels {
  const spare: StreamTools[] = [];
  const levels: Level[] = [];
  const push = (folderPath: string, a: FolderNode, b: FolderNode) => {
    levels.push({ path: folderPath, a: openStream(a, spare.pop()), b: openStream(b, spare.pop()) });
  };
  push(path, beforeFolder ?? noFolder, afterFolder ?? noFolder);
  return {
    top: () => levels.at(-1),
    leave() {
      const level = levels.pop();
      if (level) spare.push(level.a.tools, level.b.tools);
    },
    async enter(level, side, meet) {
      const a = side <= 0 ? await childOf(before, level.a) : noFolder;
      const b = side >= 0 ? await childOf(after, level.b) : noFolder;
      const { cursor } = side > 0 ? level.b : level.a;
      const name = cursorName(cursor);
      const goesOn = meetFolder(level, side, a, b, meet);
      advanceSide(level, side);
      const isToBeRead = side === 0 ? a.digest !== b.digest : inside;
      if (isToBeRead) push(level.path === "" ? name : `${level.path}/${name}`, a, b);
      return goesOn;
    },
  };
}

/** Goes to what comes behind the entry that the keys lead to. */
async function resumeAt(walk: Levels, { before, after, resume }: PairWalkOptions): Promise<void> {
  for (const key of resume) {
    const level = walk.top() as Level;
    const inA = await seekTo(before, level.a, key);
    const inB = await seekTo(after, level.b, key);
    if (!inA && !inB) return;
    const side = inA && inB ? 0 : inA ? -1 : 1;
    if (key.folder)
      await walk.enter(level, side, () => true); // it was met before
    else advanceSide(level, side);
    if (walk.top() === level) return;
  }
}

/** Goes on in a folder until it has to be read on, or is at a folder. */
function merge(level: Level, meet: (meeting: Meeting) => boolean): Step {
  const { a, b } = level;
  for (let taken = 0; taken < mostEntries; taken += 1) {
    if (isWaiting(a) || isWaiting(b)) break;
    if (!a.live && !b.live) return { kind: "end" };
    const side = sideOf(a, b);
    if (isAtFolder(side > 0 ? b : a)) return { kind: "folder", side };
    const goesOn = meetFile(level, side, meet);
    advanceSide(level, side);
    if (!goesOn) return { kind: "stopped" };
  }
  return { kind: "again" };
}

function meetFile({ path, a, b }: Level, side: Side, meet: (meeting: Meeting) => boolean): boolean {
  if (side === 0 && !differs(a.cursor, b.cursor)) return true;
  const [before, after] = [side <= 0 ? a.cursor : null, side >= 0 ? b.cursor : null];
  return meet({ path, before, after, beforeFolder: null, afterFolder: null });
}

function meetFolder(
  { path, a, b }: Level,
  side: Side,
  folderA: FolderNode,
  folderB: FolderNode,
  meet: (meeting: Meeting) => boolean,
): boolean {
  if (side === 0 && !modeDiffers(a.cursor, b.cursor)) return true;
  const [before, beforeFolder] = side <= 0 ? [a.cursor, folderA] : [null, null];
  const [after, afterFolder] = side >= 0 ? [b.cursor, folderB] : [null, null];
  return meet({ path, before, after, beforeFolder, afterFolder });
}

function sideOf(a: FolderStream, b: FolderStream): Side {
  if (!a.live) return 1;
  if (!b.live) return -1;
  const inFolders = isAtFolder(a);
  if (inFolders !== isAtFolder(b)) return inFolders ? -1 : 1;
  return compareToName(a.cursor, b.cursor.name, b.cursor.nameLength);
}

function advanceSide({ a, b }: Level, side: Side): void {
  if (side <= 0) advance(a);
  if (side >= 0) advance(b);
}

/**
 * Which of several names of one content is the first is chance: of a hardlink's second name neither the size nor the first
 * name is compared.
 */
function differs(a: LeafCursor, b: LeafCursor): boolean {
  if ((a.flags & flag.type) !== (b.flags & flag.type)) return true;
  if (a.mode !== b.mode || a.modifiedAtUs !== b.modifiedAtUs) return true;
  if (((a.flags | b.flags) & flag.hardlink) !== 0) return false;
  return a.sizeBytes !== b.sizeBytes || linksDiffer(a, b);
}

function linksDiffer(a: LeafCursor, b: LeafCursor): boolean {
  if (a.linkLength !== b.linkLength) return true;
  return a.link.compare(b.link, 0, b.linkLength, 0, a.linkLength) !== 0;
}

/** A folder's own time changes with what is in it, and an implied one has no mode. */
function modeDiffers(a: LeafCursor, b: LeafCursor): boolean {
  return ((a.flags | b.flags) & flag.implied) === 0 && a.mode !== b.mode;
}
