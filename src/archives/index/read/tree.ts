// The tables and leaves of an index file, as records.

import { InvalidIndexError } from "../format/invalid-index.ts";
import {
  chunkRecord,
  chunkTable,
  crcBytes,
  digestBytes,
  entriesPerLeaf,
  type Footer,
  folderRecord,
  folderTable,
  leafRecord,
  leafTable,
  type TableLayout,
} from "../format/layout.ts";
import type { ReadBlock } from "./blocks.ts";

/** One folder, by its number; see layout.ts. */
export interface FolderNode {
  readonly number: number;
  readonly parent: number;
  readonly firstChild: number;
  readonly childFolders: number;
  readonly entries: number;
  readonly firstLeaf: number;
  readonly files: number;
  readonly folders: number;
  readonly sizeBytes: number;
  /** A character a byte. */
  readonly digest: string;
  /** Of its first leaf. */
  readonly leafOffset: number;
  readonly leafLength: number;
}

export interface LeafPlace {
  readonly number: number;
  readonly offset: number;
  readonly length: number;
  readonly firstEntry: number;
  readonly folder: number;
}

export interface ChunkPlace {
  readonly number: number;
  readonly offset: number;
  readonly length: number;
  readonly firstEntry: number;
  readonly firstLeaf: number;
  readonly crc: number;
}

type Later<T> = T | Promise<T>;

/** All of it rejects with InvalidIndexError for what is damaged or not there. */
export interface Tree {
  readonly footer: Footer;
  folder(number: number): Later<FolderNode>;
  leafPlace(number: number): Later<LeafPlace>;
  chunkPlace(number: number): Later<ChunkPlace>;
  /** The entries of a folder's leaf, counted from 0, for a LeafCursor; put into `into` where that is of use. */
  leaf(folder: FolderNode, index: number, into?: Buffer): Later<Buffer>;
}

/** Pages of a table that are kept, by their number. */
const pagesKept = 64;

/** `isAlone`: it has one reader only, so that pages can be read into the memory of others that were there before. */
export function createTree(read: ReadBlock, footer: Footer, isAlone = false): Tree {
  const { foldersAt, foldersCount, leavesAt, leavesCount, chunksAt, chunksCount } = footer;
  const folder = createTable(read, folderTable, foldersAt, foldersCount, toFolder, isAlone);
  const leafPlace = createTable(read, leafTable, leavesAt, leavesCount, toLeaf, isAlone);
  const chunkPlace = createTable(read, chunkTable, chunksAt, chunksCount, toChunk, isAlone);
  const readLeaf = async (number: number, into?: Buffer): Promise<Buffer> => {
    const { offset, length } = await leafPlace(number);
    return read(offset, length, number, into);
  };
  return {
    footer,
    folder,
    leafPlace,
    chunkPlace,
    leaf(node, index, into) {
      if (index === 0) return read(node.leafOffset, node.leafLength, node.firstLeaf, into);
      return readLeaf(node.firstLeaf + index, into);
    },
  };
}

/** How many leaves the entries of a folder fill. */
export function leavesOf(folder: FolderNode): number {
  return Math.ceil(folder.entries / entriesPerLeaf);
}

function createTable<T>(
  read: ReadBlock,
  { recordBytes, recordsPerPage, pageBytes, seed }: TableLayout,
  tableAt: number,
  count: number,
  decode: (page: Buffer, at: number, number: number) => T,
  isAlone: boolean,
): (number: number) => Later<T> {
  const kept: { readonly number: number; readonly page: Buffer }[] = [];
  const rooms: Buffer[] = [];

  const roomOf = (slot: number): Buffer | undefined => {
    if (isAlone) rooms[slot] ??= Buffer.allocUnsafeSlow(pageBytes);
    return rooms[slot];
  };

  const load = async (number: number, pageNumber: number): Promise<T> => {
    const records = Math.min(recordsPerPage, count - pageNumber * recordsPerPage);
    const length = crcBytes + records * recordBytes;
    const slot = pageNumber % pagesKept;
    delete kept[slot]; // its memory is about to have another page
    const page = await read(tableAt + pageNumber * pageBytes, length, seed + pageNumber, roomOf(slot));
    kept[slot] = { number: pageNumber, page };
    return decode(page, (number % recordsPerPage) * recordBytes, number);
  };
  return (number) => {
    if (!(number >= 0 && number < count)) throw new InvalidIndexError("it names a part that it does not have");
    const pageNumber = Math.floor(number / recordsPerPage);
    const known = kept[pageNumber % pagesKept];
    if (known?.number !== pageNumber) return load(number, pageNumber);
    return decode(known.page, (number % recordsPerPage) * recordBytes, number);
  };
}

function toFolder(page: Buffer, at: number, number: number): FolderNode {
  return {
    number,
    parent: page.readUInt32LE(at + folderRecord.parent),
    firstChild: page.readUInt32LE(at + folderRecord.firstChild),
    childFolders: page.readUInt32LE(at + folderRecord.childFolders),
    entries: page.readUInt32LE(at + folderRecord.entries),
    firstLeaf: page.readUInt32LE(at + folderRecord.firstLeaf),
    files: page.readUInt32LE(at + folderRecord.files),
    folders: page.readUInt32LE(at + folderRecord.folders),
    sizeBytes: page.readDoubleLE(at + folderRecord.sizeBytes),
    digest: page.toString("latin1", at + folderRecord.digest, at + folderRecord.digest + digestBytes),
    leafOffset: page.readDoubleLE(at + folderRecord.leafOffset),
    leafLength: page.readUInt32LE(at + folderRecord.leafLength),
  };
}

function toLeaf(page: Buffer, at: number, number: number): LeafPlace {
  return {
    number,
    offset: page.readDoubleLE(at + leafRecord.offset),
    length: page.readUInt32LE(at + leafRecord.length),
    firstEntry: page.readUInt32LE(at + leafRecord.firstEntry),
    folder: page.readUInt32LE(at + leafRecord.folder),
  };
}

function toChunk(page: Buffer, at: number, number: number): ChunkPlace {
  return {
    number,
    offset: page.readDoubleLE(at + chunkRecord.offset),
    length: page.readUInt32LE(at + chunkRecord.length),
    firstEntry: page.readUInt32LE(at + chunkRecord.firstEntry),
    firstLeaf: page.readUInt32LE(at + chunkRecord.firstLeaf),
    crc: page.readUInt32LE(at + chunkRecord.crc),
  };
}
