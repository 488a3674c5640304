// One leaf as bytes. Names and link targets are written as what they do not share with the one before, modes where they
// change, times as a difference: an entry takes about thirty bytes.
import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import { crcBytes, digestBytes, flag, folderType } from "../format/layout.ts";
import { copyBytes, type RecordView } from "./records.ts";

export interface LeafWriter {
  begin(): void;
  add(record: RecordView): void;
  /** The leaf with its CRC, valid until the next `begin`; `number` is its place in the leaf table. */
  finish(number: number): Buffer;
  /** A digest over the leaf just finished and the one given: of the folder's leaves before it. */
  digest(before: Uint8Array): Buffer;
}

/** An entry's share besides its name and link. */
const mostFixedBytes = 64;
const prefixBytes = digestBytes; // in front of the leaf, for the digest before it
const startsAt = prefixBytes + crcBytes;
const nibble = 15;

export function createLeafWriter(): LeafWriter {
  let buffer = Buffer.alloc(64 * 1024);
  let at = startsAt;
  let mode = -1;
  let time = 0;
  const name = createShared();
  const link = createShared();

  const reserve = (bytes: number) => {
    if (at + bytes > buffer.length) buffer = Buffer.concat([buffer.subarray(0, at)], (at + bytes) * 2);
  };
  const number = (value: number) => {
    let rest = value;
    for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) buffer[at++] = (rest % 0x80) | 0x80;
    buffer[at++] = rest;
  };
  /** The sign and six bits in the first byte, so that no bit of a large difference is lost by doubling it. */
  const signed = (value: number) => {
    const size = Math.abs(value);
    const [low, rest] = [((size % 64) << 1) | (value < 0 ? 1 : 0), Math.floor(size / 64)];
    buffer[at++] = rest > 0 ? low | 0x80 : low;
    if (rest > 0) number(rest);
  };
  const text = (shared: SharedText, bytes: Uint8Array, start: number, end: number) => {
    const common = shared.take(bytes, start, end);
    const rest = end - start - common;
    buffer[at++] = (Math.min(common, nibble) << 4) | Math.min(rest, nibble);
    if (common >= nibble) number(common - nibble);
    if (rest >= nibble) number(rest - nibble);
    copyBytes(bytes, start + common, end, buffer, at);
    at += rest;
  };
  const float = (value: number) => {
    at = buffer.writeDoubleLE(value, at);
  };
  const moment = (value: number, wide: boolean) => {
    if (wide) return float(value);
    signed(value - time);
    time = value;
  };

  return {
    begin() {
      at = startsAt;
      mode = -1;
      time = 0;
      name.clear();
      link.clear();
    },
    add(record) {
      reserve(mostFixedBytes + record.linkEnd - record.nameStart);
      const wide = isWide(record);
      const flags = record.flags | (wide ? flag.wide : 0) | (record.mode === mode ? flag.sameMode : 0);
      buffer[at++] = flags;
      text(name, record.bytes, record.nameStart, record.nameEnd);
      if (record.mode !== mode) at = buffer.writeUInt16LE(record.mode, at);
      mode = record.mode;
      if ((flags & flag.type) !== folderType) wide ? float(record.sizeBytes) : number(record.sizeBytes);
      if ((flags & flag.implied) === 0) moment(record.modifiedAtUs, wide);
      if ((flags & flag.link) !== 0) text(link, record.bytes, record.linkStart, record.linkEnd);
    },
    finish(leaf) {
      buffer.writeUInt32LE(crc32(buffer.subarray(startsAt, at), leaf), prefixBytes);
      return buffer.subarray(prefixBytes, at);
    },
    digest(before) {
      // The CRC depends on where the leaf is: what is hashed has the digest before it in its place.
      buffer.set(before, crcBytes);
      return hash("sha256", buffer.subarray(crcBytes, at), "buffer").subarray(0, digestBytes);
    },
  };
}

/** The difference of two of them is still a whole number that a float holds. In 1827 and 2112. */
const mostDistant = 2 ** 52 - 1;

function isWide({ sizeBytes, modifiedAtUs }: RecordView): boolean {
  return (
    !(Number.isInteger(modifiedAtUs) && Math.abs(modifiedAtUs) <= mostDistant) ||
    !(Number.isSafeInteger(sizeBytes) && sizeBytes >= 0)
  );
}

interface SharedText {
  clear(): void;
  /** How many bytes are those of the text before; the whole of it is kept for the next. */
  take(bytes: Uint8Array, start: number, end: number): number;
}

function createShared(): SharedText {
  let kept = new Uint8Array(256);
  let length = 0;
  return {
    clear() {
      length = 0;
    },
    take(bytes, start, end) {
      let common = 0;
      const most = Math.min(length, end - start);
      while (common < most && kept[common] === bytes[start + common]) common += 1;
      length = end - start;
      const enough = length <= kept.length;
      if (!enough) kept = new Uint8Array(length * 2);
      const fresh = enough ? common : 0;
      copyBytes(bytes, start + fresh, end, kept, fresh);
      return common;
    },
  };
}
