// Python's `unicode_escape` encoding (Codecs in Python's library reference), back to the bytes of a name: what it writes as
// U+DC80 to U+DCFF was a byte that is not UTF-8.
import { unknownListing } from "./listed.ts";

/** The bytes of a text. Valid until the decoder is called again. */
export interface DecodedText {
  bytes: Buffer;
  start: number;
  end: number;
}

const backslash = 0x5c;
/** Letter after the backslash → number of hexadecimal digits, or the character itself. */
const digitsAfter: Readonly<Record<number, number>> = { 120: 2, 117: 4, 85: 8 };
const characters: Readonly<Record<number, number>> = { 92: 0x5c, 110: 0x0a, 114: 0x0d, 116: 0x09 };

/** Creates a decoder with a buffer of its own. A text without escapes, as nearly all are, is left where it is. */
export function createTextDecoder(): (bytes: Buffer, start: number, end: number) => DecodedText {
  const decoded: DecodedText = { bytes: Buffer.alloc(0), start: 0, end: 0 };
  let scratch = Buffer.alloc(8192);

  return (bytes, start, end) => {
    const first = bytes.indexOf(backslash, start);
    if (first < 0 || first >= end) {
      decoded.bytes = bytes;
      decoded.start = start;
      decoded.end = end;
      return decoded;
    }
    if (scratch.length < end - start) scratch = Buffer.alloc((end - start) * 2);
    decoded.bytes = scratch;
    decoded.start = 0;
    decoded.end = decode(bytes, start, end, scratch);
    return decoded;
  };
}

/** Writes the text's bytes to `to`, which has room for as many as the escapes have, and returns how many there are. */
function decode(bytes: Buffer, start: number, end: number, to: Buffer): number {
  let length = 0;
  for (let at = start; at < end; ) {
    const byte = bytes[at] as number;
    if (byte !== backslash) {
      to[length] = byte;
      length += 1;
      at += 1;
      continue;
    }
    const letter = bytes[at + 1] as number;
    const digits = digitsAfter[letter] ?? 0;
    const code =
      digits === 0 ? characters[letter] : Number.parseInt(bytes.toString("latin1", at + 2, at + 2 + digits), 16);
    if (code === undefined || Number.isNaN(code) || at + 2 + digits > end) throw unknownListing();
    length += writeCharacter(code, to, length);
    at += 2 + digits;
  }
  return length;
}

function writeCharacter(code: number, to: Buffer, at: number): number {
  if (code < 0xdc80 || code > 0xdcff) return to.write(String.fromCodePoint(code), at);
  to[at] = code - 0xdc00;
  return 1;
}
