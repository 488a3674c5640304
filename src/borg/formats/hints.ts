// The hints that borg 1.x keeps beside a repository's index (borg documentation, "Internals", hints.N): msgpack, of which this
// reads as much as says what compacting could free.
import { createCursor, type MsgpackCursor, MsgpackError, readInteger, readMapLength, readText } from "./msgpack.ts";

/** Sum of what segments could give back, in bytes; null where the data is of another form, or ends too early. */
export function freeableBytes(hints: Buffer): number | null {
  try {
    return readFreeable({ ...createCursor(), buffer: hints, end: hints.length });
  } catch (error) {
    if (error instanceof MsgpackError) return null;
    throw error;
  }
}

const knownVersion = 2;

function readFreeable(cursor: MsgpackCursor): number | null {
  for (let entries = readMapLength(cursor); entries > 0; entries -= 1) {
    const key = readKey(cursor);
    if (key === "version" && readInteger(cursor) !== knownVersion) return null;
    if (key === "segments") sumOfMap(cursor);
    if (key === "compact") return sumOfMap(cursor);
    if (key !== "version" && key !== "segments") return null;
  }
  return null;
}

/** Sum of the values of a map from integers to integers. */
function sumOfMap(cursor: MsgpackCursor): number {
  let sum = 0;
  for (let entries = readMapLength(cursor); entries > 0; entries -= 1) {
    readInteger(cursor);
    sum += Math.max(0, readInteger(cursor));
  }
  return sum;
}

function readKey(cursor: MsgpackCursor): string {
  readText(cursor);
  return cursor.buffer.toString("latin1", cursor.textStart, cursor.textEnd);
}
