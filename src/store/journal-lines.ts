// Reading the lines of a journal's file in either direction with bounded memory.
import type { Files } from "../ports/files.ts";

/** Longest line that is written or read; a longer one is not one of ours. */
export const maxLineBytes = 1024 * 1024;

const newline = 0x0a;
const blockBytes = 64 * 1024;

/** The lines of a file, first to last. What follows the last newline is a torn write and is left out. */
export async function* linesForward(files: Files, path: string): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for (let offset = 0; ; ) {
    const block = await files.readRange(path, offset, blockBytes);
    if (block.length === 0) return;
    offset += block.length;
    rest = Buffer.concat([rest, block]);
    let from = 0;
    for (let at = rest.indexOf(newline); at >= 0; at = rest.indexOf(newline, from)) {
      yield rest.toString("utf8", from, at);
      from = at + 1;
    }
    rest = rest.subarray(from);
    if (rest.length > maxLineBytes) rest = Buffer.alloc(0); // its end arrives as a line that no schema fits
  }
}

/** A line and the byte of its file at which it begins. */
export interface PlacedLine {
  readonly text: string;
  readonly offset: number;
}

/** The lines of a file before the byte `end`, last to first, without a torn one at the end. */
export async function* linesBackward(
  files: Files,
  path: string,
  end = Number.POSITIVE_INFINITY,
): AsyncGenerator<PlacedLine> {
  let offset = Math.min(end, (await files.info(path))?.sizeBytes ?? 0);
  let rest: Buffer = Buffer.alloc(0);
  let torn = true; // until the last newline has been met
  while (offset > 0) {
    const length = Math.min(blockBytes, offset);
    offset -= length;
    rest = Buffer.concat([await files.readRange(path, offset, length), rest]);
    for (let at = rest.lastIndexOf(newline); at >= 0; at = rest.lastIndexOf(newline)) {
      if (!torn) yield { text: rest.toString("utf8", at + 1), offset: offset + at + 1 };
      torn = false;
      rest = rest.subarray(0, at);
    }
    if (rest.length > maxLineBytes) rest = rest.subarray(0, 0);
  }
  if (!torn) yield { text: rest.toString("utf8"), offset: 0 };
}

/** Where a file stops being whole lines, and what follows. */
export async function tornTail(files: Files, path: string): Promise<{ wholeBytes: number; tail: string }> {
  const sizeBytes = (await files.info(path))?.sizeBytes ?? 0;
  let tail: Buffer = Buffer.alloc(0);
  for (let offset = sizeBytes; offset > 0; ) {
    const length = Math.min(blockBytes, offset);
    offset -= length;
    tail = Buffer.concat([await files.readRange(path, offset, length), tail]);
    const at = tail.lastIndexOf(newline);
    if (at >= 0) return { wholeBytes: offset + at + 1, tail: tail.toString("utf8", at + 1) };
    if (tail.length > maxLineBytes) tail = tail.subarray(0, 0);
  }
  return { wholeBytes: 0, tail: tail.toString("utf8") };
}
