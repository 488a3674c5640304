// A tar stream as borg writes it (GNU format), entry by entry. Paths and link targets stay the bytes that they are.
import { Fault } from "../../fault.ts";
import { type ByteReader, createByteReader } from "./byte-reader.ts";

export type TarType = "file" | "folder" | "symlink" | "hardlink" | "special";

export interface TarEntry {
  readonly type: TarType;
  /** Without a slash at its end. */
  readonly path: Buffer;
  /** Target of a symbolic link, or the first name of a hardlinked file; empty otherwise. */
  readonly link: Buffer;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes that follow. */
  readonly sizeBytes: number;
  /** Seconds since the epoch: the format has no fractions. */
  readonly modifiedAtSeconds: number;
  /** The content. What is not read of it is passed over before the next entry. */
  content(): AsyncIterable<Buffer>;
}

const blockBytes = 512;
/** Names may be longer than the system's 4,096 bytes in an archive that was made relative to a deep folder. */
const longestName = 1024 * 1024;

const types: Readonly<Record<string, TarType>> = {
  "0": "file",
  "\0": "file",
  "1": "hardlink",
  "2": "symlink",
  "3": "special",
  "4": "special",
  "5": "folder",
  "6": "special",
};

/** Reads to the end of the stream. Throws Fault `borg-failed` for what is no such tar, or is cut short. */
export async function* readTar(chunks: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const reader = createByteReader(chunks);
  for (;;) {
    const long: { path?: Buffer; link?: Buffer } = {};
    let header = await readHeader(reader);
    for (let letter = letterOf(header); letter === "L" || letter === "K"; letter = letterOf(header)) {
      const name = await readLongName(reader, header as Buffer);
      if (letter === "L") long.path = name;
      else long.link = name;
      header = await readHeader(reader);
    }
    if (header === null) return reader.drain();
    const body = createBody(reader, header);
    yield { ...fieldsOf(header, long), sizeBytes: body.sizeBytes, content: body.content };
    await body.passOver();
  }
}

function fieldsOf(header: Buffer, long: { path?: Buffer; link?: Buffer }) {
  const type = types[letterOf(header) ?? ""];
  if (type === undefined) throw unknownForm();
  return {
    type,
    path: withoutSlash(long.path ?? text(header, 0, 100)),
    link: long.link ?? text(header, 157, 100),
    mode: number(header, 100, 8) & 0o7777,
    uid: number(header, 108, 8),
    gid: number(header, 116, 8),
    modifiedAtSeconds: number(header, 136, 12),
  };
}

/** The next header; null for the blocks of zeros that end the tar. */
async function readHeader(reader: ByteReader): Promise<Buffer | null> {
  const header = await reader.take(blockBytes);
  if (header.length < blockBytes) throw new Fault("borg-failed", "What borg exported ended before it was complete.");
  if (header.every((byte) => byte === 0)) return null;
  const sum = header.reduce((total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte), 0);
  if (sum !== number(header, 148, 8)) throw unknownForm();
  return header;
}

async function readLongName(reader: ByteReader, header: Buffer): Promise<Buffer> {
  const length = number(header, 124, 12);
  if (length < 1 || length > longestName) throw unknownForm();
  const padded = await reader.take(Math.ceil(length / blockBytes) * blockBytes);
  if (padded.length < length) throw unknownForm();
  return text(padded, 0, length);
}

interface Body {
  readonly sizeBytes: number;
  content(): AsyncIterable<Buffer>;
  passOver(): Promise<void>;
}

function createBody(reader: ByteReader, header: Buffer): Body {
  const hasContent = types[letterOf(header) ?? ""] === "file";
  const sizeBytes = hasContent ? number(header, 124, 12) : 0;
  if (sizeBytes < 0) throw unknownForm();
  let left = sizeBytes;
  const padding = (blockBytes - (sizeBytes % blockBytes)) % blockBytes;
  async function* content(): AsyncGenerator<Buffer> {
    while (left > 0) {
      const piece = await reader.some(left);
      if (piece.length === 0) throw new Fault("borg-failed", "What borg exported ended within a file.");
      left -= piece.length;
      yield piece;
    }
  }
  return {
    sizeBytes,
    content,
    async passOver() {
      for await (const _ of content());
      if (padding > 0) await reader.take(padding);
    },
  };
}

function letterOf(header: Buffer | null): string | null {
  return header === null ? null : String.fromCharCode(header[156] ?? 0);
}

/** Up to the first NUL. */
function text(block: Buffer, start: number, length: number): Buffer {
  const field = block.subarray(start, start + length);
  const end = field.indexOf(0);
  return Buffer.from(end === -1 ? field : field.subarray(0, end));
}

function withoutSlash(path: Buffer): Buffer {
  return path.at(-1) === 47 ? path.subarray(0, -1) : path;
}

/** Octal digits, or what does not fit them as a binary number (GNU): 0x80 in front where it is positive, 0xff where not. */
function number(block: Buffer, start: number, length: number): number {
  const field = block.subarray(start, start + length);
  if (field[0] === 0x80 || field[0] === 0xff) {
    const value = field.subarray(1).reduce((total, byte) => total * 256n + BigInt(byte), 0n);
    return Number(field[0] === 0xff ? value - 256n ** BigInt(length - 1) : value);
  }
  const digits = text(block, start, length).toString("latin1").trim();
  if (!/^[0-7]*$/.test(digits)) throw unknownForm();
  return digits === "" ? 0 : Number.parseInt(digits, 8);
}

function unknownForm(): Fault {
  return new Fault("borg-failed", "What borg exported has no form that Borgdeck knows.");
}
