// Goes through the entries of a leaf, as leaf-writer.ts has written them, without making an object for each.
import type { EntryType, IndexedEntry } from "../archive-index.ts";
import { InvalidIndexError } from "../format/invalid-index.ts";
import { damagedBit, flag, folderType, permissionBits, typeLetters } from "../format/layout.ts";
import { decodeName } from "../format/names.ts";
import { copyBytes } from "../write/records.ts";
import type { FolderNode } from "./tree.ts";

/** The entry that it is at. Buffers and numbers are those of the next one after `next`. */
export interface LeafCursor {
  flags: number;
  /** Permission bits, and the damaged bit. */
  mode: number;
  /** As listed; 0 of a folder. */
  sizeBytes: number;
  /** 0 of an implied folder. */
  modifiedAtUs: number;
  name: Buffer;
  nameLength: number;
  link: Buffer;
  linkLength: number;
  /** Begins before the first entry of a leaf. */
  open(leaf: Buffer): void;
  /** Goes to the next entry; false at the end. Throws InvalidIndexError. */
  next(): boolean;
}

const nibble = 15;
const nothing: Buffer = Buffer.alloc(0);

export function createLeafCursor(): LeafCursor {
  let bytes = nothing;
  let at = 0;
  let time = 0;

  const byte = (): number => {
    if (at >= bytes.length) throw new InvalidIndexError("an entry of it is cut off");
    return bytes[at++] as number;
  };
  const number = (): number => {
    let value = byte();
    if (value < 0x80) return value;
    value -= 0x80;
    for (let scale = 0x80; ; scale *= 0x80) {
      const next = byte();
      value += (next & 0x7f) * scale;
      if (next < 0x80) return value;
    }
  };
  const signed = (): number => {
    const first = byte();
    const size = ((first & 0x7f) >> 1) + (first < 0x80 ? 0 : number() * 64);
    return (first & 1) === 0 ? size : -size;
  };
  const float = (): number => {
    at += 8;
    if (at > bytes.length) throw new InvalidIndexError("an entry of it is cut off");
    return bytes.readDoubleLE(at - 8);
  };
  /** Reads what follows the shared beginning of `text`, and returns the length of the whole. */
  const read = (text: Buffer, length: number, grow: (text: Buffer) => Buffer): number => {
    const lengths = byte();
    let common = lengths >> 4;
    let rest = lengths & nibble;
    if (common === nibble) common += number();
    if (rest === nibble) rest += number();
    if (common > length || at + rest > bytes.length) throw new InvalidIndexError("a name in it is cut off");
    const end = common + rest;
    const target = end > text.length ? grow(Buffer.concat([text], end * 2)) : text;
    copyBytes(bytes, at, at + rest, target, common);
    at += rest;
    return end;
  };
  const growName = (text: Buffer) => {
    cursor.name = text;
    return text;
  };
  const growLink = (text: Buffer) => {
    cursor.link = text;
    return text;
  };
  const readTime = (flags: number): number => {
    if ((flags & flag.implied) !== 0) return 0;
    if ((flags & flag.wide) !== 0) return float();
    time += signed();
    return time;
  };
  const readSize = (flags: number): number => {
    if ((flags & flag.type) === folderType) return 0;
    return (flags & flag.wide) !== 0 ? float() : number();
  };

  let linkLength = 0; // of the last link: that of an entry without one is 0
  const cursor: LeafCursor = {
    flags: 0,
    mode: 0,
    sizeBytes: 0,
    modifiedAtUs: 0,
    name: Buffer.allocUnsafe(256),
    nameLength: 0,
    link: nothing,
    linkLength: 0,
    open(leaf) {
      bytes = leaf;
      at = 0;
      time = 0;
      cursor.nameLength = 0;
      linkLength = 0;
    },
    next() {
      if (at >= bytes.length) return false;
      const flags = byte();
      cursor.flags = flags;
      cursor.nameLength = read(cursor.name, cursor.nameLength, growName);
      if ((flags & flag.sameMode) === 0) cursor.mode = byte() + (byte() << 8);
      cursor.sizeBytes = readSize(flags);
      cursor.modifiedAtUs = readTime(flags);
      if ((flags & flag.link) !== 0) linkLength = read(cursor.link, linkLength, growLink);
      cursor.linkLength = (flags & flag.link) !== 0 ? linkLength : 0;
      return true;
    },
  };
  return cursor;
}

/** Below 0 where the name comes before `name`, above where it comes after, bytewise. */
export function compareToName(cursor: LeafCursor, name: Uint8Array, length: number): number {
  const own = cursor.name;
  const most = Math.min(cursor.nameLength, length);
  for (let at = 0; at < most; at += 1) {
    const difference = (own[at] as number) - (name[at] as number);
    if (difference !== 0) return difference;
  }
  return cursor.nameLength - length;
}

export function isFolder(cursor: LeafCursor): boolean {
  return (cursor.flags & flag.type) === folderType;
}

export function cursorName(cursor: LeafCursor): string {
  return decodeName(cursor.name, 0, cursor.nameLength);
}

/** The entry that the cursor is at, in the folder of path `parent`; `folder` is it itself where it is one. */
export function toEntry(cursor: LeafCursor, parent: string, folder: FolderNode | null): IndexedEntry {
  const name = cursorName(cursor);
  return {
    path: parent === "" ? name : `${parent}/${name}`,
    name,
    type: typeLetters[cursor.flags & flag.type] as EntryType,
    mode: cursor.mode & permissionBits,
    damaged: (cursor.mode & damagedBit) !== 0,
    sizeBytes: folder === null ? cursor.sizeBytes : folder.sizeBytes,
    filesCount: folder === null ? 1 : folder.files,
    modifiedAtUs: (cursor.flags & flag.implied) === 0 ? cursor.modifiedAtUs : null,
    linkTarget: cursor.linkLength === 0 ? null : decodeName(cursor.link, 0, cursor.linkLength),
    hardlink: (cursor.flags & flag.hardlink) !== 0,
  };
}
