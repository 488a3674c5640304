// Paths of an archive as the names they are made of, and other names for those that are taken.
import { isName } from "../../ports/directories.ts";

/** Longest name of Linux's file systems, in bytes. */
const longestName = 255;

/** The names of a path, or null where it leads somewhere else: absolute, `..`, empty parts. */
export function partsOf(path: Buffer): Buffer[] | null {
  const parts: Buffer[] = [];
  for (let start = 0; start <= path.length; ) {
    const slash = path.indexOf(47, start);
    const end = slash === -1 ? path.length : slash;
    const part = path.subarray(start, end);
    if (!isName(part)) return null;
    parts.push(part);
    start = end + 1;
  }
  return parts;
}

/** The reverse. */
export function joined(parts: readonly Buffer[]): Buffer {
  const slash = Buffer.from("/");
  return Buffer.concat(parts.flatMap((part, at) => (at === 0 ? [part] : [slash, part])));
}

/**
 * The `attempt`-th other name of a file, from 1: `report (restored).pdf`, `report (restored 2).pdf`. What stands before is cut
 * where the name would be too long, never within a character.
 */
export function otherName(name: Buffer, attempt: number): Buffer {
  const dot = name.lastIndexOf(46);
  const hasEnding = dot > 0 && name.length - dot <= 16;
  const stem = hasEnding ? name.subarray(0, dot) : name;
  const ending = hasEnding ? name.subarray(dot) : Buffer.alloc(0);
  const mark = Buffer.from(attempt === 1 ? " (restored)" : ` (restored ${attempt})`);
  return Buffer.concat([cut(stem, longestName - mark.length - ending.length), mark, ending]);
}

function cut(stem: Buffer, most: number): Buffer {
  if (stem.length <= most) return stem;
  let end = most;
  while (end > most - 4 && ((stem[end] ?? 0) & 0xc0) === 0x80) end -= 1; // a byte that continues a character
  return stem.subarray(0, end);
}
