// The item stream of an archive, borg 1.x: one map after another, scanned in place. Nothing is allocated for an entry; what
// is not needed is skipped, and a field that is not known makes the whole stream untrusted.

import {
  createCursor,
  endsWithin,
  type MsgpackCursor,
  MsgpackError,
  readArrayLength,
  readInteger,
  readMapLength,
  readText,
  skipValue,
} from "../../../borg/formats/msgpack.ts";
import { createRawEntry, handOn, printedUs, setPrintedLink, symlinkType, type TakeEntry, typeOf } from "./entry.ts";
import { SourceError } from "./source-error.ts";

export interface ItemScanner {
  /** Scans a piece of the stream, cut anywhere. Throws SourceError for what borg 1.x does not write. */
  push(piece: Buffer): void;
  /** Throws SourceError where the stream ended within an item. */
  end(): void;
}

/** Fields that are read, and those that borg 1.2 to 1.4 may write beside them (its ITEM_KEYS). */
const fieldNames = [
  ...["path", "mode", "mtime", "size", "source", "chunks", "part", "chunks_healthy"],
  ...["rdev", "hardlink_master", "user", "group", "uid", "gid", "atime", "ctime", "birthtime"],
  ...["xattrs", "bsdflags", "acl_nfs4", "acl_access", "acl_default", "acl_extended"],
];
const field = { path: 0, mode: 1, mtime: 2, size: 3, source: 4, chunks: 5, part: 6, healthy: 7 } as const;
const longestFieldName = 15;

interface KnownField {
  readonly bytes: Buffer;
  readonly id: number;
}

/** By length and first byte: each holds three at the most. */
const fieldTable: readonly (readonly KnownField[])[] = Array.from({ length: (longestFieldName + 1) * 128 }, (_, slot) =>
  fieldNames
    .map((name, id) => ({ bytes: Buffer.from(name), id }))
    .filter(({ bytes }) => bytes.length * 128 + (bytes[0] as number) === slot),
);

/** Longest item that is read: a file of about twenty terabytes, by its list of chunks. */
const longestItem = 512 * 1024 * 1024;
/** An item longer than this is not tried again with each piece, only whenever there is twice as much of it. */
const longItem = 1024 * 1024;

/** Creates a scanner for one archive. */
export function createItemScanner(take: TakeEntry): ItemScanner {
  const readItem = createItemReader(take);
  const cursor = createCursor();
  let held: Buffer[] = [];
  let heldLength = 0;
  let wanted = 0;

  const scan = () => {
    let whole = 0;
    try {
      while (cursor.at < cursor.end) {
        readItem(cursor);
        whole = cursor.at;
      }
    } catch (error) {
      if (error !== endsWithin) throw ofThisSource(error);
    }
    heldLength = cursor.end - whole;
    if (heldLength > longestItem) throw unknownForm();
    held = heldLength > 0 ? [cursor.buffer.subarray(whole)] : [];
    wanted = heldLength > longItem ? heldLength * 2 : 0;
  };
  const push = (piece: Buffer) => {
    held.push(piece);
    heldLength += piece.length;
    if (heldLength < wanted) return;
    cursor.buffer = held.length === 1 ? piece : Buffer.concat(held, heldLength);
    cursor.at = 0;
    cursor.end = cursor.buffer.length;
    scan();
  };

  return {
    push,
    end() {
      wanted = 0;
      push(Buffer.alloc(0));
      if (heldLength > 0) throw new SourceError("The archive's items end within one of them.");
    },
  };
}

function createItemReader(take: TakeEntry): (cursor: MsgpackCursor) => void {
  const entry = createRawEntry();

  return (cursor) => {
    let mode = -1;
    let modifiedAtNs = Number.NaN;
    let sizeBytes = -1;
    let chunksBytes = 0;
    let isPart = false;
    entry.damaged = false;
    entry.pathStart = -1;
    entry.linkStart = 0;
    entry.linkEnd = 0;
    for (let left = readMapLength(cursor); left > 0; left -= 1) {
      switch (readField(cursor)) {
        case field.path:
          readText(cursor);
          entry.pathStart = cursor.textStart;
          entry.pathEnd = cursor.textEnd;
          break;
        case field.mode:
          mode = readInteger(cursor);
          break;
        case field.mtime:
          modifiedAtNs = readInteger(cursor);
          break;
        case field.size:
          sizeBytes = readInteger(cursor);
          break;
        case field.source:
          readText(cursor);
          entry.linkStart = cursor.textStart;
          entry.linkEnd = cursor.textEnd;
          break;
        case field.chunks:
          chunksBytes = readChunkSizes(cursor);
          break;
        case field.part:
          isPart = true;
          skipValue(cursor);
          break;
        case field.healthy: // the chunks that a repair has replaced by zeros
          entry.damaged = true;
          skipValue(cursor);
          break;
        default:
          skipValue(cursor);
      }
    }
    if (entry.pathStart < 0 || mode < 0 || Number.isNaN(modifiedAtNs)) throw unknownForm();
    if (isPart) return; // a piece of a file, from a backup that was cut off: borg does not list it either
    entry.type = typeOf(mode);
    entry.mode = mode & 0o7777;
    entry.modifiedAtUs = printedUs(modifiedAtNs);
    entry.path = cursor.buffer;
    entry.link = cursor.buffer;
    const targetLength = setPrintedLink(entry);
    entry.sizeBytes = sizeBytes >= 0 ? sizeBytes : entry.type === symlinkType ? targetLength : chunksBytes;
    handOn(entry, take);
  };
}

function readField(cursor: MsgpackCursor): number {
  readText(cursor);
  const { buffer, textStart } = cursor;
  const length = cursor.textEnd - textStart;
  const candidates =
    length > 0 && length <= longestFieldName ? fieldTable[length * 128 + ((buffer[textStart] as number) & 127)] : null;
  for (let which = 0; candidates && which < candidates.length; which += 1) {
    const { bytes, id } = candidates[which] as KnownField;
    let same = 0;
    while (same < length && bytes[same] === buffer[textStart + same]) same += 1;
    if (same === length) return id;
  }
  throw new SourceError("The archive's items have a field that Borgdeck does not know.");
}

/** Sum of the sizes of a file's chunks, [id, size, compressed size] each. */
function readChunkSizes(cursor: MsgpackCursor): number {
  let sum = 0;
  for (let left = readArrayLength(cursor); left > 0; left -= 1) {
    const members = readArrayLength(cursor);
    if (members < 2) throw unknownForm();
    readText(cursor);
    sum += readInteger(cursor);
    for (let more = members - 2; more > 0; more -= 1) skipValue(cursor);
  }
  return sum;
}

function ofThisSource(error: unknown): unknown {
  return error instanceof MsgpackError ? unknownForm() : error;
}

function unknownForm(): SourceError {
  return new SourceError("The archive's items have no form that Borgdeck knows.");
}
