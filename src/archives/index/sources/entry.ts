// What the sources share: the one entry that they fill, and borg's ways with types, times and links.
import { isUtf8 } from "node:buffer";
import { fromBytes } from "../../paths.ts";
import type { RawEntry } from "./raw-entry.ts";

/** Takes an entry; the object is filled anew for the next one. */
export type TakeEntry = (entry: RawEntry) => void;

const none = Buffer.alloc(0);
const slash = 0x2f;
const dot = 0x2e;

/** The entry that a source fills again and again. */
export function createRawEntry(): RawEntry {
  return {
    type: 0,
    mode: 0,
    hardlink: false,
    damaged: false,
    sizeBytes: 0,
    modifiedAtUs: 0,
    path: none,
    pathStart: 0,
    pathEnd: 0,
    link: none,
    linkStart: 0,
    linkEnd: 0,
  };
}

/** Hands it on without slashes around its path; not the root, `.`, which an archive made in its own folder has. */
export function handOn(entry: RawEntry, take: TakeEntry): void {
  const { path } = entry;
  while (entry.pathStart < entry.pathEnd && path[entry.pathStart] === slash) entry.pathStart += 1;
  while (entry.pathStart < entry.pathEnd && path[entry.pathEnd - 1] === slash) entry.pathEnd -= 1;
  const length = entry.pathEnd - entry.pathStart;
  if (length === 0 || (length === 1 && path[entry.pathStart] === dot)) return;
  take(entry);
}

/** Letters by the upper four bits of st_mode (stat(2)), as Python's stat.filemode has them. */
const letters = ["?", "p", "c", "?", "d", "?", "b", "?", "-", "?", "l", "?", "s", "?", "?", "?"];
const letterCodes = letters.map((letter) => letter.charCodeAt(0));

/** Character code of the letter for a file's st_mode. */
export function typeOf(mode: number): number {
  return letterCodes[(mode >> 12) & 15] as number;
}

/** `l`. */
export const symlinkType = 0x6c;

/** Where borg 1.x bounds times (its MAX_NS): two days before 2038 ends for 32 bits. */
const mostNs = (2 ** 31 - 1 - 48 * 3600) * 1e9;

/**
 * Nanoseconds as the microseconds that borg 1.x prints: bounded, divided as a float, and rounded half to even, as Python's
 * datetime.fromtimestamp does it. To the last microsecond, or two sources would differ.
 */
export function printedUs(ns: number): number {
  const seconds = Math.min(Math.max(ns, 0), mostNs) / 1e9;
  const whole = Math.floor(seconds);
  const us = (seconds - whole) * 1e6;
  const below = Math.floor(us);
  const rest = us - below;
  const up = rest > 0.5 || (rest === 0.5 && below % 2 === 1);
  return whole * 1e6 + below + (up ? 1 : 0);
}

/**
 * Makes of a link's stored bytes what borg prints, `?` for each that is not UTF-8: one archive gives one index, whichever
 * way it was read. Says whether it is a hardlink, and returns the number of characters, borg's size of a symlink.
 */
export function setPrintedLink(entry: RawEntry): number {
  const { link, linkStart, linkEnd } = entry;
  const length = linkEnd - linkStart;
  entry.hardlink = length > 0 && entry.type !== symlinkType;
  let plain = 0;
  while (plain < length && (link[linkStart + plain] as number) < 128) plain += 1;
  if (plain === length) return length;
  const bytes = link.subarray(linkStart, linkEnd);
  if (!isUtf8(bytes)) {
    entry.link = Buffer.from(fromBytes(bytes).replace(/[\udc80-\udcff]/gu, "?"));
    entry.linkStart = 0;
    entry.linkEnd = entry.link.length;
  }
  return countCharacters(entry.link, entry.linkStart, entry.linkEnd);
}

function countCharacters(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = start; at < end; at += 1) if (((bytes[at] as number) & 0xc0) !== 0x80) count += 1;
  return count;
}
