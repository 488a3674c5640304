// A glob over the bytes of a name: `*` any characters, `?` one, `[a-z]` and `[!a-z]` one of a set. It needs time in proportion
// to the name times the pattern at worst, whatever the pattern; both are bounded, and what it took is counted.

import { encodeName } from "../format/names.ts";
import type { NamePattern, Work } from "./name-pattern.ts";

/** `star`: any bytes. `any` and `set`: one character. Otherwise these bytes. `steps`: what it costs to try it. */
type Piece =
  | { readonly kind: "star"; readonly steps: number }
  | { readonly kind: "any"; readonly steps: number }
  | { readonly kind: "set"; readonly has: (codePoint: number) => boolean; readonly steps: number }
  | { readonly kind: "bytes"; readonly bytes: Buffer; readonly steps: number };

/** A glob, and how much of a pattern it is. */
export interface Glob extends NamePattern {
  /** Steps of trying each of its parts once. */
  readonly steps: number;
}

/** Bytes of the longest name that a glob is tried on. Those of file systems have 255, or as many characters of three bytes. */
const longestName = 1024;

/** Reads a glob, folded already. A bracket that is not closed stands for itself. */
export function createGlob(text: string): Glob {
  const pieces = piecesOf(text);
  let literal: Buffer = Buffer.alloc(0);
  let steps = 0;
  for (const piece of pieces) {
    steps += piece.steps;
    if (piece.kind === "bytes" && piece.bytes.length > literal.length) literal = piece.bytes;
  }
  return {
    literal,
    steps,
    matches: (bytes, start, end, work) => end - start <= longestName && matches(pieces, bytes, start, end, work),
  };
}

/** Goes back to the last star only: what an earlier one took more of, this one can take too. */
function matches(pieces: readonly Piece[], bytes: Buffer, start: number, end: number, work: Work): boolean {
  let [piece, at] = [0, start];
  let [star, resumeAt] = [-1, start]; // the last star, and where what follows it is tried
  while (piece < pieces.length || at < end) {
    const next = pieces[piece];
    work.steps += next?.steps ?? 1;
    const after = next === undefined ? -1 : step(next, bytes, at, end);
    if (after < 0) {
      if (star < 0 || resumeAt >= end) return false;
      resumeAt = nextPlace(pieces[star + 1], bytes, characterEnd(bytes, resumeAt, end), end);
      piece = star;
    } else if (next?.kind === "star") {
      star = piece;
      resumeAt = at;
    }
    at = after < 0 ? resumeAt : after;
    piece += 1;
  }
  return true;
}

/** The next place where a piece can begin: bytes do where their first one is. */
function nextPlace(piece: Piece | undefined, bytes: Buffer, at: number, end: number): number {
  if (piece?.kind !== "bytes") return at;
  const [first] = piece.bytes;
  let next = at;
  while (next < end && bytes[next] !== first) next += 1;
  return next;
}

/** Where the piece ends that begins at `at`; -1 where it is not there. */
function step(piece: Piece, bytes: Buffer, at: number, end: number): number {
  if (piece.kind === "bytes") {
    if (end - at < piece.bytes.length) return -1;
    for (let index = 0; index < piece.bytes.length; index += 1) if (bytes[at + index] !== piece.bytes[index]) return -1;
    return at + piece.bytes.length;
  }
  if (piece.kind === "star") return at;
  if (at >= end) return -1;
  const after = characterEnd(bytes, at, end);
  if (piece.kind === "any") return after;
  return piece.has(codePointAt(bytes, at, after)) ? after : -1;
}

/** A byte that is no text is a character of its own. */
function characterEnd(bytes: Buffer, at: number, end: number): number {
  const first = bytes[at] as number;
  if (first < 0x80) return at + 1;
  const length = first < 0xc2 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 1;
  if (at + length > end) return at + 1;
  for (let index = at + 1; index < at + length; index += 1)
    if (((bytes[index] as number) & 0xc0) !== 0x80) return at + 1;
  return at + length;
}

function codePointAt(bytes: Buffer, at: number, after: number): number {
  const first = bytes[at] as number;
  if (after - at === 1) return first < 0x80 ? first : 0xdc00 + first;
  return bytes.toString("utf8", at, after).codePointAt(0) as number;
}

function piecesOf(text: string): Piece[] {
  const pieces: Piece[] = [];
  let plain = "";
  const endPlain = () => {
    if (plain !== "") pieces.push(bytesPiece(encodeName(plain)));
    plain = "";
  };
  for (const [part] of text.matchAll(/\*+|\?|\[[!^]?\]?[^\]]*\]|./gsu)) {
    const piece = pieceOf(part);
    if (piece === null) plain += part;
    else {
      endPlain();
      pieces.push(piece);
    }
  }
  endPlain();
  return pieces;
}

function pieceOf(part: string): Piece | null {
  if (part.startsWith("*")) return { kind: "star", steps: 1 };
  if (part === "?") return { kind: "any", steps: 1 };
  return part.length > 2 && part.startsWith("[") ? setPiece(part.slice(1, -1)) : null;
}

function bytesPiece(bytes: Buffer): Piece {
  return { kind: "bytes", bytes, steps: 1 + bytes.length };
}

function setPiece(text: string): Piece {
  const except = text.startsWith("!") || text.startsWith("^");
  const points = Array.from(except ? text.slice(1) : text, (character) => character.codePointAt(0) as number);
  const ranges: (readonly [number, number])[] = [];
  for (let at = 0; at < points.length; at += 1) {
    const first = points[at] as number;
    const last = points[at + 1] === 0x2d ? points[at + 2] : undefined;
    ranges.push([first, last ?? first]);
    if (last !== undefined) at += 2;
  }
  const has = (codePoint: number) => ranges.some(([first, last]) => codePoint >= first && codePoint <= last) !== except;
  return { kind: "set", has, steps: 1 + ranges.length };
}
