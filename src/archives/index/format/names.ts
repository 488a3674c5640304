// Names as bytes, as text, and as they are searched.
import { isUtf8 } from "node:buffer";
import { toBytes } from "../../paths.ts";

/** The name in inside notation (see paths.ts). */
export function decodeName(bytes: Buffer, start: number, end: number): string {
  for (let at = start; at < end; at += 1) if ((bytes[at] as number) > 0x7f) return decodeText(bytes, start, end);
  return bytes.toString("latin1", start, end);
}

/** The reverse, quick for names of plain letters. */
export function encodeName(name: string): Buffer {
  return isPlain(name) ? Buffer.from(name, "latin1") : toBytes(name);
}

/**
 * Upper case and composed characters do not matter to a search: the text that both sides of it are turned into. A sigma is
 * one letter, wherever in a word it is.
 */
export function foldText(text: string): string {
  return text.normalize("NFC").toLowerCase().normalize("NFC").replaceAll("ς", "σ");
}

/**
 * Writes the name as it is searched to `into`, which has room for four times its length. A NUL, which no
 * file system has and which ends names in the index, becomes 0x01. Returns where it ended.
 */
export function foldName(bytes: Uint8Array, start: number, end: number, into: Buffer, offset: number): number {
  let to = offset;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte > 0x7f) return foldSlowly(bytes, start, end, into, offset);
    into[to++] = byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte || 1;
  }
  return to;
}

function foldSlowly(bytes: Uint8Array, start: number, end: number, into: Buffer, offset: number): number {
  const name = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const folded = encodeName(foldText(decodeName(name, start, end)).replaceAll("\0", "\x01"));
  return offset + folded.copy(into, offset);
}

function decodeText(bytes: Buffer, start: number, end: number): string {
  return isUtf8(bytes.subarray(start, end)) ? bytes.toString("utf8", start, end) : decodeMixed(bytes, start, end);
}

/** Runs of text between bytes that are none. */
function decodeMixed(bytes: Buffer, start: number, end: number): string {
  let text = "";
  let run = start;
  for (let at = start; at < end; ) {
    const length = characterBytes(bytes, at, end);
    if (length === 0) {
      text += bytes.toString("utf8", run, at) + String.fromCharCode(0xdc00 + (bytes[at] as number));
      run = at + 1;
    }
    at += length || 1;
  }
  return text + bytes.toString("utf8", run, end);
}

/** How many bytes the UTF-8 character at `at` has; 0 where there is none. */
function characterBytes(bytes: Buffer, at: number, end: number): number {
  const byte = bytes[at] as number;
  if (byte < 0x80) return 1;
  const length = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
  return at + length <= end && isUtf8(bytes.subarray(at, at + length)) ? length : 0;
}

function isPlain(name: string): boolean {
  for (let at = 0; at < name.length; at += 1) if (name.charCodeAt(at) > 0x7f) return false;
  return true;
}
