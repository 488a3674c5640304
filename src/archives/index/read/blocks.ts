// Reads blocks of an index file. Every block carries a CRC; nothing that does not pass is given to anybody.
import { crc32 } from "node:zlib";
import type { RandomAccess } from "../../../ports/files.ts";
import { InvalidIndexError } from "../format/invalid-index.ts";
import { crcBytes } from "../format/layout.ts";

/**
 * What is behind the CRC of a block; `seed` is what the CRC begins with. It may be put into `into`, whose bytes were then
 * valid so far. Rejects with InvalidIndexError.
 */
export type ReadBlock = (offset: number, length: number, seed: number, into?: Buffer) => Buffer | Promise<Buffer>;

/** What a small block takes besides its bytes. */
const blockOverhead = 256;

/** Reads each block for itself and keeps up to `maxBytes` of those last used: for who asks here and there. */
export function createBlockCache(file: RandomAccess, maxBytes: number): ReadBlock {
  let young = new Map<number, Buffer>();
  let old = new Map<number, Buffer>();
  let youngBytes = 0;

  const keep = (offset: number, block: Buffer): Buffer => {
    if (youngBytes + block.length > maxBytes / 2) {
      old = young; // what was not used since the last time is forgotten
      young = new Map();
      youngBytes = 0;
    }
    young.set(offset, block);
    youngBytes += block.length + blockOverhead;
    return block;
  };
  const load = async (offset: number, length: number, seed: number): Promise<Buffer> => {
    const bytes = await readWhole(file, offset, length, Buffer.allocUnsafeSlow(checkedLength(file, offset, length)));
    return keep(offset, checked(bytes, seed));
  };
  return (offset, length, seed) => {
    const known = young.get(offset);
    if (known) return known;
    const older = old.get(offset);
    return older ? keep(offset, older) : load(offset, length, seed);
  };
}

const windowBytes = 32 * 1024;
const mostWindows = 32;

/**
 * Reads the file in larger windows, the last of which are kept: for one reader that goes through it from several places at
 * once, as a walk does at each depth. Not for two at a time.
 */
export function createWindows(file: RandomAccess): ReadBlock {
  const windows = new Map<number, Buffer>();

  const load = async (number: number): Promise<Buffer> => {
    let buffer: Buffer | null = null;
    if (windows.size >= mostWindows) {
      const [oldest, used] = windows.entries().next().value as [number, Buffer];
      windows.delete(oldest);
      buffer = Buffer.from(used.buffer); // blocks were copied out of it: it can be filled anew
    }
    buffer ??= Buffer.allocUnsafeSlow(windowBytes);
    const start = number * windowBytes;
    const length = Math.min(windowBytes, file.sizeBytes - start);
    const window = await readWhole(file, start, length, buffer);
    windows.set(number, window);
    return window;
  };
  const known = (number: number): Buffer | undefined => {
    const window = windows.get(number);
    if (!window) return undefined;
    windows.delete(number);
    windows.set(number, window); // now the last to go
    return window;
  };
  const gather = async (block: Buffer, offset: number, seed: number): Promise<Buffer> => {
    for (let done = 0; done < block.length; ) {
      const number = Math.floor((offset + done) / windowBytes);
      const window = known(number) ?? (await load(number));
      done += window.copy(block, done, offset + done - number * windowBytes);
    }
    return checked(block, seed);
  };
  return (offset, length, seed, into) => {
    const room = checkedLength(file, offset, length);
    const block = into && into.length >= room ? into.subarray(0, room) : Buffer.allocUnsafe(room);
    const number = Math.floor(offset / windowBytes);
    const start = offset - number * windowBytes;
    const window = known(number);
    if (!window || start + length > window.length) return gather(block, offset, seed);
    window.copy(block, 0, start, start + length);
    return checked(block, seed);
  };
}

/** Reads exactly so many bytes. */
export async function readWhole(file: RandomAccess, offset: number, length: number, into?: Buffer): Promise<Buffer> {
  const bytes = await file.read(offset, length, into);
  if (bytes.length < length) throw new InvalidIndexError("it ends too early");
  return bytes;
}

/** What a damaged place would say is not even tried. */
function checkedLength(file: RandomAccess, offset: number, length: number): number {
  if (offset >= 0 && length > crcBytes && offset + length <= file.sizeBytes) return length;
  throw new InvalidIndexError("it points outside of itself");
}

function checked(bytes: Buffer, seed: number): Buffer {
  const block = bytes.subarray(crcBytes);
  if (crc32(block, seed) !== bytes.readUInt32LE(0)) throw new InvalidIndexError("a part of it is damaged");
  return block;
}
