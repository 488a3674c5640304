// From the number of a name to its entry.
import type { IndexedEntry } from "../archive-index.ts";
import { InvalidIndexError } from "../format/invalid-index.ts";
import { entriesPerLeaf } from "../format/layout.ts";
import { foldName } from "../format/names.ts";
import { createLeafCursor, type LeafCursor, toEntry } from "../read/leaf-cursor.ts";
import { folderAround, openEntry, pathOf } from "../read/lookup.ts";
import type { FolderNode, Tree } from "../read/tree.ts";
import type { NamePattern, Work } from "./name-pattern.ts";
import type { NameQuery } from "./name-query.ts";
import { chunkOf } from "./name-spans.ts";

export interface Hits {
  /** Whether a name that matches is a hit without more being known of it. */
  readonly isCertain: boolean;
  /** Whether the rest of the query is met too: by the folders around it, and by its being one. */
  confirm(entry: number): boolean | Promise<boolean>;
  /** How many folders had to be looked at for that. */
  effort(): number;
  resolve(entries: readonly number[]): Promise<IndexedEntry[]>;
}

interface Place {
  readonly leaf: number;
  readonly folder: FolderNode;
  /** In that folder. */
  readonly position: number;
}

/** Runs a piece of work in its turn, and counts it. */
export type InTurn = <T>(piece: (work: Work) => T) => Promise<T>;

/** Creates it for one search. */
export function createHits(tree: Tree, scan: () => Tree, { parts, foldersOnly }: NameQuery, inTurn: InTurn): Hits {
  const [, ...around] = parts;
  const isCertain = around.length === 0 && !foldersOnly;
  const names = createFolderNames(inTurn);
  let own: Tree | null = null; // names are confirmed in the order of the file
  let effort = 0;
  // What is known of the leaf that an entry was in last: it is that of the next, too, most of the time.
  let known = { leaf: -2, first: 0, end: 0, childrenEnd: 0, matches: false };

  const matchesAround = async (scanned: Tree, folder: FolderNode): Promise<boolean> => {
    let at = folder;
    for (const [depth, pattern] of around.entries()) {
      if (at.number === 0) return false;
      const parent = await folderAround(scanned, at);
      if (!(await names.matches(scanned, pattern, parent, at, depth))) return false;
      at = parent;
    }
    return true;
  };
  const learn = async (entry: number): Promise<void> => {
    own ??= scan();
    effort += 1;
    const { leaf, folder, position } = await placeOf(own, entry, known.leaf + 1);
    const first = entry - (position % entriesPerLeaf);
    const end = Math.min(first + entriesPerLeaf, entry - position + folder.entries);
    const childrenEnd = entry - position + folder.childFolders;
    known = { leaf, first, end, childrenEnd, matches: await matchesAround(own, folder) };
  };
  const isHit = (entry: number) => known.matches && !(foldersOnly && entry >= known.childrenEnd);

  return {
    isCertain,
    effort: () => effort,
    confirm(entry) {
      if (isCertain) return true;
      if (entry >= known.first && entry < known.end) return isHit(entry);
      return learn(entry).then(() => isHit(entry));
    },
    async resolve(entries) {
      const resolved: IndexedEntry[] = [];
      const cursor = createLeafCursor();
      let last = { folder: -1, path: "" };
      for (const entry of entries) {
        const { folder, position } = await placeOf(tree, entry);
        if (last.folder !== folder.number) last = { folder: folder.number, path: await pathOf(tree, folder) };
        await openEntry(tree, folder, position, cursor);
        const child = position < folder.childFolders ? await tree.folder(folder.firstChild + position) : null;
        resolved.push(toEntry(cursor, last.path, child));
      }
      return resolved;
    },
  };
}

interface FolderNames {
  /** Whether the folder's name matches, in the folder around it. `depth` tells apart who goes through them in order. */
  matches(tree: Tree, pattern: NamePattern, parent: FolderNode, folder: FolderNode, depth: number): Promise<boolean>;
}

/** Folders come in the order of their numbers: mostly the next name is behind the last one, in the same leaf. */
function createFolderNames(inTurn: InTurn): FolderNames {
  const places: { cursor: LeafCursor; parent: number; position: number }[] = [];
  let buffer = Buffer.alloc(1024);
  return {
    async matches(tree, pattern, parent, { number }, depth) {
      places[depth] ??= { cursor: createLeafCursor(), parent: -1, position: 0 };
      const place = places[depth];
      const { cursor } = place;
      const position = number - parent.firstChild;
      const sameLeaf = Math.floor(position / entriesPerLeaf) === Math.floor(place.position / entriesPerLeaf);
      if (place.parent === parent.number && sameLeaf && position >= place.position) {
        while (place.position < position && cursor.next()) place.position += 1;
      } else await openEntry(tree, parent, position, cursor);
      place.parent = parent.number;
      place.position = position;
      if (buffer.length < cursor.nameLength * 4) buffer = Buffer.alloc(cursor.nameLength * 4);
      const end = foldName(cursor.name, 0, cursor.nameLength, buffer, 0);
      return inTurn((work) => pattern.matches(buffer, 0, end, work));
    },
  };
}

/** `guess`: the leaf that it is looked for in first. */
async function placeOf(tree: Tree, entry: number, guess = -1): Promise<Place> {
  const guessed = guess >= 0 && guess + 1 < tree.footer.leavesCount ? await isInLeaf(tree, entry, guess) : false;
  const number = guessed ? guess : await leafOf(tree, entry);
  const { folder: folderNumber, firstEntry } = await tree.leafPlace(number);
  const folder = await tree.folder(folderNumber);
  const position = (number - folder.firstLeaf) * entriesPerLeaf + entry - firstEntry;
  if (position < 0 || position >= folder.entries) throw new InvalidIndexError("a name in it belongs to no folder");
  return { leaf: number, folder, position };
}

async function isInLeaf(tree: Tree, entry: number, leaf: number): Promise<boolean> {
  const { firstEntry } = await tree.leafPlace(leaf);
  return firstEntry <= entry && entry < (await tree.leafPlace(leaf + 1)).firstEntry;
}

/** Chunks begin at leaves: the leaf is among those of its chunk. */
async function leafOf(tree: Tree, entry: number): Promise<number> {
  const chunk = await chunkOf(tree, entry);
  const { chunksCount, leavesCount } = tree.footer;
  let low = (await tree.chunkPlace(chunk)).firstLeaf;
  let high = chunk + 1 < chunksCount ? (await tree.chunkPlace(chunk + 1)).firstLeaf : leavesCount;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((await tree.leafPlace(middle)).firstEntry <= entry) low = middle;
    else high = middle;
  }
  return low;
}
