// Archives' entries as borg 1.x writes them: its stored items in MessagePack, and its listings.
import type { RawEntry } from "../../src/archives/index/sources/raw-entry.ts";
import { fromBytes } from "../../src/archives/paths.ts";

/** One entry as borg stores it. */
export interface StoredItem {
  readonly path: Buffer;
  readonly mode: number;
  readonly mtimeNs: bigint;
  /** Target of a symlink or first name of a hardlink. */
  readonly source?: Buffer;
  readonly size?: number;
  /** Sizes of the chunks. */
  readonly chunks?: readonly number[];
  /** A repair has replaced some of them by zeros. */
  readonly damaged?: boolean;
}

/** An entry as a value, to be compared. */
export function entryValue({ path, link, ...entry }: RawEntry) {
  const { type, mode, hardlink, damaged, sizeBytes, modifiedAtUs, pathStart, pathEnd, linkStart, linkEnd } = entry;
  return {
    type: String.fromCharCode(type),
    mode,
    hardlink,
    damaged,
    sizeBytes,
    modifiedAtUs,
    path: path.toString("latin1", pathStart, pathEnd),
    link: link.toString("latin1", linkStart, linkEnd),
  };
}

export type EntryValue = ReturnType<typeof entryValue>;

/** The item as borg 1.2 and 1.4 pack it: fields by name, texts and bytes alike. */
export function packItem(item: StoredItem, more: Readonly<Record<string, unknown>> = {}): Buffer {
  const fields: Record<string, unknown> = {
    hardlink_master: false,
    mode: item.mode,
    mtime: item.mtimeNs,
    path: item.path,
    uid: 0,
    user: "root",
    ...(item.source === undefined ? {} : { source: item.source }),
    ...(item.size === undefined ? {} : { size: item.size }),
    ...(item.chunks === undefined ? {} : { chunks: item.chunks.map((size) => [Buffer.alloc(32, 7), size, size + 30]) }),
    ...(item.damaged ? { chunks_healthy: [[Buffer.alloc(32, 8), 1, 31]] } : {}),
    ...more,
  };
  return pack(new Map(Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** MessagePack, in the shortest form of each value. */
export function pack(value: unknown): Buffer {
  if (value === null) return Buffer.from([0xc0]);
  if (typeof value === "boolean") return Buffer.from([value ? 0xc3 : 0xc2]);
  if (typeof value === "number") return packInteger(BigInt(value));
  if (typeof value === "bigint") return packInteger(value);
  if (typeof value === "string") return packText(Buffer.from(value));
  if (Buffer.isBuffer(value)) return packText(value);
  if (Array.isArray(value)) return Buffer.concat([head(value.length, 0x90, 0xdc), ...value.map(pack)]);
  const entries = [...(value as Map<unknown, unknown>)];
  return Buffer.concat([head(entries.length, 0x80, 0xde), ...entries.flat().map(pack)]);
}

function head(length: number, short: number, long: number): Buffer {
  if (length < 16) return Buffer.from([short | length]);
  const bytes = Buffer.from([length > 0xffff ? long + 1 : long, 0, 0, 0, 0]);
  if (length > 0xffff) bytes.writeUInt32BE(length, 1);
  else bytes.writeUInt16BE(length, 1);
  return length > 0xffff ? bytes : bytes.subarray(0, 3);
}

function packText(bytes: Buffer): Buffer {
  const { length } = bytes;
  if (length < 32) return Buffer.concat([Buffer.from([0xa0 | length]), bytes]);
  if (length < 256) return Buffer.concat([Buffer.from([0xd9, length]), bytes]);
  return Buffer.concat([head(length, 0, 0xda), bytes]);
}

function packInteger(value: bigint): Buffer {
  if (value >= 0n && value < 128n) return Buffer.from([Number(value)]);
  if (value < 0n && value >= -32n) return Buffer.from([256 + Number(value)]);
  const bytes = Buffer.alloc(9);
  if (value >= 2n ** 64n || value < -(2n ** 63n)) throw new RangeError("borg packs these as bytes");
  bytes[0] = value < 0n ? 0xd3 : 0xcf;
  if (value < 0n) bytes.writeBigInt64BE(value, 1);
  else bytes.writeBigUInt64BE(value, 1);
  return bytes;
}

const letters: Readonly<Record<number, string>> = { 1: "p", 2: "c", 4: "d", 6: "b", 8: "-", 10: "l", 12: "s" };
const rights = ["---", "--x", "-w-", "-wx", "r--", "r-x", "rw-", "rwx"];

/** What borg says of the item: the fields of a listing as text, U+DC80 to U+DCFF for bytes that are not UTF-8. */
export function listed(item: StoredItem) {
  const type = letters[item.mode >> 12] ?? "?";
  const source = replaced(fromBytes(item.source ?? Buffer.alloc(0)));
  const size =
    item.size ??
    (type === "l" ? Array.from(source).length : (item.chunks ?? []).reduce((sum, chunk) => sum + chunk, 0));
  return {
    type,
    mode: (source !== "" && type !== "l" ? "h" : type) + letterMode(item.mode),
    size,
    isomtime: isoTime(item.mtimeNs),
    healthy: item.damaged !== true,
    source,
    path: fromBytes(item.path),
  };
}

/** The output of listEntriesCommand. */
export function formatListing(items: readonly StoredItem[]): Buffer {
  const texts = items.map(listed).map(({ type, mode, size, isomtime, healthy, source, path }) => {
    const health = healthy ? "healthy" : "broken";
    return escapePython(`${type} ${mode} ${size} ${isomtime} ${health} ${source}\0${path}\0`);
  });
  return Buffer.from(texts.join(""), "latin1");
}

/** The output of listEntriesAsJsonCommand: what is not UTF-8 is lost. */
export function jsonListing(items: readonly StoredItem[]): Buffer {
  const lines = items.map(listed).map((line) => JSON.stringify({ ...line, path: replaced(line.path) }));
  return Buffer.from(lines.map((line) => `${line}\n`).join(""));
}

function letterMode(mode: number): string {
  const [user = "", group = "", other = ""] = [6, 3, 0].map((shift) => rights[(mode >> shift) & 7] as string);
  return [
    special(user, mode & 0o4000, "s"),
    special(group, mode & 0o2000, "s"),
    special(other, mode & 0o1000, "t"),
  ].join("");
}

function special(letters: string, set: number, mark: string): string {
  if (!set) return letters;
  return letters.slice(0, 2) + (letters[2] === "x" ? mark : mark.toUpperCase());
}

function replaced(text: string): string {
  return text.replace(/[\udc80-\udcff]/gu, "?");
}

/** Python's repr of a text without its quotes, as its codec `unicode_escape` has it. */
function escapePython(text: string): string {
  const named: Readonly<Record<string, string>> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };
  return Array.from(text, (character) => {
    const code = character.codePointAt(0) as number;
    if (named[character]) return named[character];
    if (code >= 0x20 && code < 0x7f) return character;
    const hex = code.toString(16);
    if (code < 0x100) return `\\x${hex.padStart(2, "0")}`;
    return code < 0x10000 ? `\\u${hex.padStart(4, "0")}` : `\\U${hex.padStart(8, "0")}`;
  }).join("");
}

/** Of times that are whole microseconds, between 1970 and 2038: others need Python's rounding. */
function isoTime(ns: bigint): string {
  const us = ns / 1000n;
  const seconds = new Date(Number(us / 1_000_000n) * 1000).toISOString().slice(0, 19);
  return `${seconds}.${String(us % 1_000_000n).padStart(6, "0")}`;
}
