// Writes a zip (APPNOTE 6.3, zip64 where it is needed) as a stream of its bytes. What stays in memory is the table of contents that a
// zip ends with, as bytes: about a hundred for each entry. Libraries keep objects instead, and hold the event loop at the end.
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { crc32, createDeflateRaw, deflateRaw } from "node:zlib";

export interface ZipEntry {
  /** With slashes between its parts; of a folder one at its end. Valid text. */
  readonly name: string;
  /** As of stat(2), with the bits that tell what it is. */
  readonly mode: number;
  readonly modifiedAtSeconds: number;
  readonly sizeBytes: number;
  content(): AsyncIterable<Buffer>;
}

/** What was written of an entry. */
interface Written {
  readonly method: number;
  readonly flags: number;
  readonly crc: number;
  readonly compressedBytes: number;
}

const nothing: Written = { method: 0, flags: 0, crc: 0, compressedBytes: 0 };
const deflate = promisify(deflateRaw);
const chunkBytes = 64 * 1024;
/** Smaller ones are stored as they are: a compressor for each would cost more than it saves. */
const worthCompressing = 1024;
const [stored, deflated] = [0, 8];
/** Names are UTF-8; sizes and checksum stand behind the content. */
const [utf8Flag, behindFlag] = [0x800, 0x8];
const most32 = 0xffff_ffff;
const most16 = 0xffff;

/** The bytes of the zip. Fails with what the entries fail with. */
export async function* writeZip(entries: AsyncIterable<ZipEntry>): AsyncGenerator<Buffer> {
  const directory = createPieces();
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let offset = 0;
  let count = 0;
  const put = (bytes: Buffer) => {
    waiting.push(bytes);
    waitingBytes += bytes.length;
    offset += bytes.length;
  };
  const take = () => {
    const chunk = Buffer.concat(waiting, waitingBytes);
    waiting = [];
    waitingBytes = 0;
    return chunk;
  };
  for await (const entry of entries) {
    const start = offset;
    const parts = entry.sizeBytes <= chunkBytes ? small(entry) : large(entry);
    try {
      let part = await parts.next();
      for (; !part.done; part = await parts.next()) {
        put(part.value);
        if (waitingBytes >= chunkBytes) yield take();
      }
      directory.add(centralHeader(entry, part.value, start));
    } finally {
      await parts.return(nothing); // a reader that leaves in the middle ends what is read, too
    }
    count += 1;
  }
  const directoryStart = offset;
  for (const piece of directory.all()) {
    put(piece);
    yield take();
  }
  put(endOfDirectory(count, directoryStart, offset - directoryStart));
  yield take();
}

/** Held in memory for a moment, so that its header can tell all in advance: old programs like that better. */
async function* small(entry: ZipEntry): AsyncGenerator<Buffer, Written> {
  const pieces: Buffer[] = [];
  for await (const piece of entry.content()) pieces.push(Buffer.from(piece));
  const content = Buffer.concat(pieces);
  const compress = content.length >= worthCompressing;
  const data = compress ? await deflate(content) : content;
  const written = {
    method: compress ? deflated : stored,
    flags: utf8Flag,
    crc: crc32(content),
    compressedBytes: data.length,
  };
  yield localHeader(entry, written);
  yield data;
  return written;
}

async function* large(entry: ZipEntry): AsyncGenerator<Buffer, Written> {
  const flags = utf8Flag | behindFlag;
  yield localHeader(entry, { method: deflated, flags, crc: 0, compressedBytes: 0 });
  let crc = 0;
  let compressedBytes = 0;
  const counted = async function* () {
    for await (const piece of entry.content()) {
      crc = crc32(piece, crc);
      yield piece;
    }
  };
  for await (const piece of deflating(counted())) {
    compressedBytes += piece.length;
    yield piece;
  }
  const written = { method: deflated, flags, crc, compressedBytes };
  yield descriptor(entry, written);
  return written;
}

/** Either side waits for the other. */
async function* deflating(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const compressor = createDeflateRaw();
  const fed = pipeline(content, compressor).catch(() => {}); // its error is the compressor's too
  try {
    yield* compressor as AsyncIterable<Buffer>;
  } finally {
    compressor.destroy();
    await fed;
  }
}

/** Whether sizes do not fit into 32 bits. Deflating can add a little. */
function isHuge({ sizeBytes }: ZipEntry): boolean {
  return sizeBytes > 0xf000_0000;
}

function localHeader(entry: ZipEntry, { method, flags, crc, compressedBytes }: Written): Buffer {
  const name = Buffer.from(entry.name);
  const behind = (flags & behindFlag) !== 0;
  const extra = Buffer.concat([timeExtra(entry), isHuge(entry) ? numbers64([0, 0]) : Buffer.alloc(0)]);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  header.writeUInt16LE(isHuge(entry) ? 45 : 20, 4);
  header.writeUInt16LE(flags, 6);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(dosTime(entry), 10);
  header.writeUInt32LE(crc, 14);
  header.writeUInt32LE(isHuge(entry) ? most32 : compressedBytes, 18);
  header.writeUInt32LE(isHuge(entry) ? most32 : behind ? 0 : entry.sizeBytes, 22);
  header.writeUInt16LE(name.length, 26);
  header.writeUInt16LE(extra.length, 28);
  return Buffer.concat([header, name, extra]);
}

function descriptor(entry: ZipEntry, { crc, compressedBytes }: Written): Buffer {
  const bytes = Buffer.alloc(isHuge(entry) ? 24 : 16);
  bytes.writeUInt32LE(0x08074b50, 0);
  bytes.writeUInt32LE(crc, 4);
  if (isHuge(entry)) {
    bytes.writeBigUInt64LE(BigInt(compressedBytes), 8);
    bytes.writeBigUInt64LE(BigInt(entry.sizeBytes), 16);
  } else {
    bytes.writeUInt32LE(compressedBytes, 8);
    bytes.writeUInt32LE(entry.sizeBytes, 12);
  }
  return bytes;
}

function centralHeader(entry: ZipEntry, { method, flags, crc, compressedBytes }: Written, offset: number): Buffer {
  const name = Buffer.from(entry.name);
  const large = isHuge(entry) || offset >= most32;
  const extra = Buffer.concat([
    timeExtra(entry),
    large ? numbers64([entry.sizeBytes, compressedBytes, offset]) : Buffer.alloc(0),
  ]);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE((3 << 8) | 45, 4); // made by a Unix system, so that the mode counts
  header.writeUInt16LE(large ? 45 : 20, 6);
  header.writeUInt16LE(flags, 8);
  header.writeUInt16LE(method, 10);
  header.writeUInt32LE(dosTime(entry), 12);
  header.writeUInt32LE(crc, 16);
  header.writeUInt32LE(large ? most32 : compressedBytes, 20);
  header.writeUInt32LE(large ? most32 : entry.sizeBytes, 24);
  header.writeUInt16LE(name.length, 28);
  header.writeUInt16LE(extra.length, 30);
  header.writeUInt32LE(((entry.mode << 16) | (entry.name.endsWith("/") ? 0x10 : 0)) >>> 0, 38);
  header.writeUInt32LE(large ? most32 : offset, 42);
  return Buffer.concat([header, name, extra]);
}

function endOfDirectory(count: number, start: number, sizeBytes: number): Buffer {
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(Math.min(count, most16), 8);
  end.writeUInt16LE(Math.min(count, most16), 10);
  end.writeUInt32LE(Math.min(sizeBytes, most32), 12);
  end.writeUInt32LE(Math.min(start, most32), 16);
  if (count < most16 && start < most32 && sizeBytes < most32) return end;
  const large = Buffer.alloc(56 + 20);
  large.writeUInt32LE(0x06064b50, 0);
  large.writeBigUInt64LE(44n, 4);
  large.writeUInt16LE((3 << 8) | 45, 12);
  large.writeUInt16LE(45, 14);
  large.writeBigUInt64LE(BigInt(count), 24);
  large.writeBigUInt64LE(BigInt(count), 32);
  large.writeBigUInt64LE(BigInt(sizeBytes), 40);
  large.writeBigUInt64LE(BigInt(start), 48);
  large.writeUInt32LE(0x07064b50, 56);
  large.writeBigUInt64LE(BigInt(start + sizeBytes), 64);
  large.writeUInt32LE(1, 72);
  return Buffer.concat([large, end]);
}

/** The zip64 field: sizes, and in the directory the offset. */
function numbers64(values: readonly number[]): Buffer {
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  for (const [at, value] of values.entries()) extra.writeBigUInt64LE(BigInt(value), 4 + at * 8);
  return extra;
}

/** Info-ZIP's time of modification, UTC. */
function timeExtra({ modifiedAtSeconds }: ZipEntry): Buffer {
  const extra = Buffer.alloc(9);
  extra.writeUInt16LE(0x5455, 0);
  extra.writeUInt16LE(5, 2);
  extra.writeUInt8(1, 4);
  extra.writeInt32LE(Math.max(-0x8000_0000, Math.min(0x7fff_ffff, modifiedAtSeconds)), 5);
  return extra;
}

/** Time and date as of MS-DOS, which has no zone and knows 1980 to 2107: UTC. */
function dosTime({ modifiedAtSeconds }: ZipEntry): number {
  const earliest = Date.UTC(1980, 0, 1) / 1000;
  const latest = Date.UTC(2107, 11, 31, 23, 59, 58) / 1000;
  const at = new Date(Math.max(earliest, Math.min(latest, modifiedAtSeconds)) * 1000);
  const time = (at.getUTCHours() << 11) | (at.getUTCMinutes() << 5) | (at.getUTCSeconds() >> 1);
  const date = ((at.getUTCFullYear() - 1980) << 9) | ((at.getUTCMonth() + 1) << 5) | at.getUTCDate();
  return ((date << 16) | time) >>> 0;
}

/** Many small buffers as few large ones. */
function createPieces() {
  const whole: Buffer[] = [];
  let open: Buffer[] = [];
  let openBytes = 0;
  const close = () => {
    if (openBytes > 0) whole.push(Buffer.concat(open, openBytes));
    open = [];
    openBytes = 0;
  };
  return {
    add(bytes: Buffer) {
      open.push(bytes);
      openBytes += bytes.length;
      if (openBytes >= chunkBytes) close();
    },
    all() {
      close();
      return whole;
    },
  };
}
