// A cursor over MessagePack in a buffer (the specification's formats, less timestamps and extensions, which borg 1.x does
// not write). Values are read in place: nothing is allocated for one. Readers throw MsgpackError.

/** Data of another form, or that ends too early. */
export class MsgpackError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MsgpackError";
  }
}

/** Where it is read. Set `buffer`, `at` and `end`; a reader that throws leaves `at` anywhere. */
export interface MsgpackCursor {
  buffer: Buffer;
  at: number;
  end: number;
  /** Range of what `readText` read last. */
  textStart: number;
  textEnd: number;
}

/** Thrown where the buffer ends within a value; made once, since a stream in pieces does that all the time. */
export const endsWithin = new MsgpackError("The data ends within a value.");

/** Creates one at the beginning of an empty buffer. */
export function createCursor(): MsgpackCursor {
  return { buffer: Buffer.alloc(0), at: 0, end: 0, textStart: 0, textEnd: 0 };
}

/** Reads a string, written as text or as bytes: its range is in `textStart` and `textEnd`. */
export function readText(cursor: MsgpackCursor): void {
  const length = textLength(cursor, readByte(cursor));
  cursor.textStart = advance(cursor, length);
  cursor.textEnd = cursor.at;
}

/**
 * Reads an integer of up to 64 bits, rounded to the nearest double. borg writes longer ones as bytes, little-endian and
 * signed; those are read too.
 */
export function readInteger(cursor: MsgpackCursor): number {
  const head = readByte(cursor);
  if (head < 0x80) return head;
  if (head >= 0xe0) return head - 256;
  switch (head) {
    case 0xcc:
      return readByte(cursor);
    case 0xcd:
      return readUint(cursor, 2);
    case 0xce:
      return readUint(cursor, 4);
    case 0xcf:
      return readWide(readUint(cursor, 4), cursor);
    case 0xd0:
      return (readByte(cursor) << 24) >> 24;
    case 0xd1:
      return (readUint(cursor, 2) << 16) >> 16;
    case 0xd2:
      return readUint(cursor, 4) | 0;
    case 0xd3:
      return readWide(readUint(cursor, 4) | 0, cursor);
    default:
      cursor.at -= 1;
      return readBigInteger(cursor);
  }
}

/** Reads the head of an array: how many values follow. */
export function readArrayLength(cursor: MsgpackCursor): number {
  const head = readByte(cursor);
  if (head >= 0x90 && head <= 0x9f) return head & 15;
  if (head === 0xdc) return readUint(cursor, 2);
  if (head === 0xdd) return readUint(cursor, 4);
  throw new MsgpackError("A value is of another kind than expected.");
}

/** Reads the head of a map: how many pairs follow. */
export function readMapLength(cursor: MsgpackCursor): number {
  const head = readByte(cursor);
  if (head >= 0x80 && head <= 0x8f) return head & 15;
  if (head === 0xde) return readUint(cursor, 2);
  if (head === 0xdf) return readUint(cursor, 4);
  throw new MsgpackError("A value is of another kind than expected.");
}

/** Skips a value with all its members. */
export function skipValue(cursor: MsgpackCursor): void {
  for (let left = 1; left > 0; left -= 1) left += skipHead(cursor);
}

/** Skips a value but for its members, whose number it returns. */
function skipHead(cursor: MsgpackCursor): number {
  const head = readByte(cursor);
  if (head < 0x80 || head >= 0xe0 || head === 0xc0 || head === 0xc2 || head === 0xc3) return 0;
  if (head <= 0x8f) return (head & 15) * 2;
  if (head <= 0x9f) return head & 15;
  if (head === 0xdc) return readUint(cursor, 2);
  if (head === 0xdd) return readUint(cursor, 4);
  if (head === 0xde) return readUint(cursor, 2) * 2;
  if (head === 0xdf) return readUint(cursor, 4) * 2;
  advance(cursor, numberLength(head) || textLength(cursor, head));
  return 0;
}

/** Bytes of a number of that head; 0 for other values. */
function numberLength(head: number): number {
  if (head === 0xcc || head === 0xd0) return 1;
  if (head === 0xcd || head === 0xd1) return 2;
  if (head === 0xce || head === 0xd2 || head === 0xca) return 4;
  return head === 0xcf || head === 0xd3 || head === 0xcb ? 8 : 0;
}

function textLength(cursor: MsgpackCursor, head: number): number {
  if (head >= 0xa0 && head <= 0xbf) return head & 31;
  if (head === 0xd9 || head === 0xc4) return readByte(cursor);
  if (head === 0xda || head === 0xc5) return readUint(cursor, 2);
  if (head === 0xdb || head === 0xc6) return readUint(cursor, 4);
  throw new MsgpackError("A value is of another kind than expected.");
}

function advance(cursor: MsgpackCursor, count: number): number {
  const from = cursor.at;
  cursor.at = from + count;
  if (cursor.at > cursor.end) throw endsWithin;
  return from;
}

function readByte(cursor: MsgpackCursor): number {
  return cursor.buffer[advance(cursor, 1)] as number;
}

function readUint(cursor: MsgpackCursor, size: 2 | 4): number {
  const from = advance(cursor, size);
  return size === 2 ? cursor.buffer.readUInt16BE(from) : cursor.buffer.readUInt32BE(from);
}

/** Its halves are added once, so that it is rounded as Python rounds an integer. */
function readWide(high: number, cursor: MsgpackCursor): number {
  return high * 0x1_0000_0000 + readUint(cursor, 4);
}

function readBigInteger(cursor: MsgpackCursor): number {
  readText(cursor);
  const { buffer, textStart, textEnd } = cursor;
  let value = 0;
  for (let at = textEnd - 1; at >= textStart; at -= 1) value = value * 256 + (buffer[at] as number);
  const negative = textEnd > textStart && (buffer[textEnd - 1] as number) > 127;
  return negative ? value - 256 ** (textEnd - textStart) : value;
}
