// The hints that borg 1.x keeps beside a repository's index (borg documentation, "Internals", hints.N): msgpack, of which this
// reads as much as says what compacting could free.

/** Sum of what segments could give back, in bytes; null where the data is of another form, or ends too early. */
export function freeableBytes(hints: Buffer): number | null {
  try {
    return readFreeable({ data: hints, at: 0 });
  } catch (error) {
    if (error instanceof RangeError) return null; // ends in the middle, or is no hints file
    throw error;
  }
}

interface Cursor {
  readonly data: Buffer;
  at: number;
}

const knownVersion = 2;

function readFreeable(cursor: Cursor): number | null {
  for (let entries = readMapSize(cursor); entries > 0; entries -= 1) {
    const key = readKey(cursor);
    if (key === "version" && readInteger(cursor) !== knownVersion) return null;
    if (key === "segments") sumOfMap(cursor);
    if (key === "compact") return sumOfMap(cursor);
    if (key !== "version" && key !== "segments") return null;
  }
  return null;
}

/** Sum of the values of a map from integers to integers. */
function sumOfMap(cursor: Cursor): number {
  let sum = 0;
  for (let entries = readMapSize(cursor); entries > 0; entries -= 1) {
    readInteger(cursor);
    sum += Math.max(0, readInteger(cursor));
  }
  return sum;
}

function readByte(cursor: Cursor): number {
  const byte = cursor.data.readUInt8(cursor.at);
  cursor.at += 1;
  return byte;
}

function readUnsigned(cursor: Cursor, length: 1 | 2 | 4): number {
  const value = cursor.data.readUIntBE(cursor.at, length);
  cursor.at += length;
  return value;
}

function readMapSize(cursor: Cursor): number {
  const tag = readByte(cursor);
  if ((tag & 0xf0) === 0x80) return tag & 0x0f;
  if (tag === 0xde) return readUnsigned(cursor, 2);
  if (tag === 0xdf) return readUnsigned(cursor, 4);
  throw new RangeError("Not a map");
}

function readKey(cursor: Cursor): string {
  const tag = readByte(cursor);
  const length = (tag & 0xe0) === 0xa0 ? tag & 0x1f : tag === 0xc4 || tag === 0xd9 ? readUnsigned(cursor, 1) : -1;
  if (length < 0 || cursor.at + length > cursor.data.length) throw new RangeError("Not a key");
  cursor.at += length;
  return cursor.data.toString("latin1", cursor.at - length, cursor.at);
}

function readInteger(cursor: Cursor): number {
  const tag = readByte(cursor);
  if (tag < 0x80) return tag;
  if (tag >= 0xe0) return tag - 0x100;
  if (tag < 0xcc || tag > 0xd3) throw new RangeError("Not an integer");
  const length = 1 << (tag & 3);
  const signed = tag >= 0xd0;
  cursor.at += length;
  const from = cursor.at - length;
  if (length < 8) return signed ? cursor.data.readIntBE(from, length) : cursor.data.readUIntBE(from, length);
  return Number(signed ? cursor.data.readBigInt64BE(from) : cursor.data.readBigUInt64BE(from));
}
