// The entries of an archive while its index is built: packed one after another into large blocks of memory, forty bytes for
// an entry of ordinary name, and known by a reference of 32 bits. Each is the link of a list, its folder's.
import { damagedBit, flag, folderType, impliedMode, permissionBits, typeLetters } from "../format/layout.ts";
import type { RawEntry } from "../sources/raw-entry.ts";

/** One record, where `read` has put it. */
export interface RecordView {
  bytes: Uint8Array;
  /** Type, hardlink, implied and link of layout.ts's flags. */
  flags: number;
  /** Permission bits, and the damaged bit. */
  mode: number;
  sizeBytes: number;
  modifiedAtUs: number;
  nameStart: number;
  nameEnd: number;
  linkStart: number;
  linkEnd: number;
}

export interface Records {
  /** Keeps an entry under the part of its path that is its name. Never 0. */
  add(entry: RawEntry, nameStart: number, nameEnd: number): number;
  /** Keeps a folder without an entry of its own. */
  imply(bytes: Uint8Array, nameStart: number, nameEnd: number): number;
  next(reference: number): number;
  setNext(reference: number, next: number): void;
  /** Whether the record is an implied folder. */
  isImplied(reference: number): boolean;
  read(reference: number, view: RecordView): void;
}

interface Block {
  readonly bytes: Uint8Array;
  readonly view: DataView;
}

const blockBytes = 1 << 20;
const wordsBits = 18; // four-byte words of a block
const wordsMask = (1 << wordsBits) - 1;
const mostBlocks = 1 << (32 - wordsBits);

/** Offsets in a record. A name of 255 bytes or more has its length in front of it; a link always has. */
const at = { next: 0, flags: 4, nameLength: 5, mode: 6, size: 8, modified: 12, name: 20 } as const;
const longName = 255;
const largeSize = 0xffffffff; // the size is a float behind the rest

const typeIndex = new Map(Array.from(typeLetters, (letter, index) => [letter.charCodeAt(0), index]));
const otherType = typeLetters.indexOf("s");

export function createView(): RecordView {
  const bytes = new Uint8Array(0);
  const ranges = { nameStart: 0, nameEnd: 0, linkStart: 0, linkEnd: 0 };
  return { bytes, flags: 0, mode: 0, sizeBytes: 0, modifiedAtUs: 0, ...ranges };
}

export function createRecords(): Records {
  const blocks: Block[] = [];
  let block = allocate(blockBytes);
  let used = 4; // no record has reference 0
  blocks.push(block);

  const reserve = (bytes: number): void => {
    const start = (used + 3) & ~3;
    if (start + bytes <= block.bytes.length) {
      used = start;
      return;
    }
    if (blocks.length >= mostBlocks) throw new RangeError("The archive has more entries than an index can hold.");
    block = allocate(Math.max(blockBytes, bytes));
    blocks.push(block);
    used = 0;
  };
  const blockOf = (reference: number) => blocks[reference >>> wordsBits] as Block;

  const put = (flags: number, mode: number, bytes: Uint8Array, start: number, end: number, extra: number): number => {
    const length = end - start;
    const long = length >= longName;
    reserve(at.name + length + 4 + extra);
    const reference = (blocks.length - 1) * (wordsMask + 1) + (used >>> 2);
    block.view.setUint32(used + at.next, 0);
    block.bytes[used + at.flags] = flags;
    block.bytes[used + at.nameLength] = long ? longName : length;
    block.view.setUint16(used + at.mode, mode);
    block.view.setUint32(used + at.size, 0);
    block.view.setFloat64(used + at.modified, 0);
    const nameAt = used + at.name + (long ? 4 : 0);
    if (long) block.view.setUint32(used + at.name, length);
    copyBytes(bytes, start, end, block.bytes, nameAt);
    used = nameAt + length;
    return reference;
  };

  return {
    add(entry, nameStart, nameEnd) {
      const linkLength = entry.linkEnd - entry.linkStart;
      const flags = flagsOf(entry) | (linkLength > 0 ? flag.link : 0);
      const mode = (entry.mode & permissionBits) | (entry.damaged ? damagedBit : 0);
      const reference = put(flags, mode, entry.path, nameStart, nameEnd, 12 + linkLength);
      const start = (reference & wordsMask) << 2;
      const large = !(entry.sizeBytes >= 0 && entry.sizeBytes < largeSize && Number.isInteger(entry.sizeBytes));
      block.view.setUint32(start + at.size, large ? largeSize : entry.sizeBytes);
      block.view.setFloat64(start + at.modified, entry.modifiedAtUs);
      if (linkLength > 0) {
        block.view.setUint32(used, linkLength);
        copyBytes(entry.link, entry.linkStart, entry.linkEnd, block.bytes, used + 4);
        used += 4 + linkLength;
      }
      if (large) {
        block.view.setFloat64(used, entry.sizeBytes);
        used += 8;
      }
      return reference;
    },
    imply: (bytes, start, end) => put(folderType | flag.implied, impliedMode, bytes, start, end, 0),
    next: (reference) => blockOf(reference).view.getUint32((reference & wordsMask) << 2),
    setNext: (reference, next) => blockOf(reference).view.setUint32((reference & wordsMask) << 2, next),
    isImplied: (reference) =>
      ((blockOf(reference).bytes[((reference & wordsMask) << 2) + at.flags] as number) & flag.implied) !== 0,
    read(reference, record) {
      const { bytes, view } = blockOf(reference);
      const start = (reference & wordsMask) << 2;
      const long = bytes[start + at.nameLength] === longName;
      record.bytes = bytes;
      record.flags = bytes[start + at.flags] as number;
      record.mode = view.getUint16(start + at.mode);
      record.modifiedAtUs = view.getFloat64(start + at.modified);
      record.nameStart = start + at.name + (long ? 4 : 0);
      const length = long ? view.getUint32(start + at.name) : (bytes[start + at.nameLength] as number);
      record.nameEnd = record.nameStart + length;
      record.linkStart = record.nameEnd;
      record.linkEnd = record.nameEnd;
      if ((record.flags & flag.link) !== 0) {
        record.linkStart = record.nameEnd + 4;
        record.linkEnd = record.linkStart + view.getUint32(record.nameEnd);
      }
      const size = view.getUint32(start + at.size);
      record.sizeBytes = size === largeSize ? view.getFloat64(record.linkEnd) : size;
    },
  };
}

/** The order of their names, bytewise. */
export function compareNames(a: RecordView, b: RecordView): number {
  const [left, right] = [a.nameEnd - a.nameStart, b.nameEnd - b.nameStart];
  for (let at = 0; at < left && at < right; at += 1) {
    const difference = (a.bytes[a.nameStart + at] as number) - (b.bytes[b.nameStart + at] as number);
    if (difference !== 0) return difference;
  }
  return left - right;
}

/** Copies a range; quicker than a call for the few bytes of a name. */
export function copyBytes(from: Uint8Array, start: number, end: number, to: Uint8Array, offset: number): void {
  if (end - start > 64) to.set(from.subarray(start, end), offset);
  else
    for (let index = start, target = offset; index < end; index += 1, target += 1) to[target] = from[index] as number;
}

function flagsOf(entry: RawEntry): number {
  return (typeIndex.get(entry.type) ?? otherType) | (entry.hardlink ? flag.hardlink : 0);
}

function allocate(bytes: number): Block {
  const buffer = new ArrayBuffer(bytes);
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
}
