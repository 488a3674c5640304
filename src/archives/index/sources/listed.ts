// How `borg list` writes types, modes, numbers and times, read in place: no string is made of them.
import type { RawEntry } from "./raw-entry.ts";
import { SourceError } from "./source-error.ts";

const zero = 0x30;
const [setLower, setUpper, stickyLower, stickyUpper] = [0x73, 0x53, 0x74, 0x54]; // s S t T
const dash = 0x2d;
const hardlinkMark = 0x68;

/** The error for a listing of another form than expected. */
export function unknownListing(): SourceError {
  return new SourceError("borg's listing has no form that Borgdeck knows.");
}

/** Characters of a mode, such as `-rw-r--r--`. */
export const modeLength = 10;

/** Sets type, permissions, and whether it is a second name, whose mode begins with `h`. */
export function readTypeAndMode(entry: RawEntry, type: number, bytes: Buffer, start: number): void {
  const mark = bytes[start];
  if (mark !== type && mark !== hardlinkMark) throw unknownListing();
  entry.type = type;
  entry.hardlink = mark === hardlinkMark;
  entry.mode =
    readRights(bytes, start + 1, 0o4000, 6) |
    readRights(bytes, start + 4, 0o2000, 3) |
    readRights(bytes, start + 7, 0o1000, 0);
}

/** Three letters; in place of `x` a letter that also stands for `special`: in upper case for that alone. */
function readRights(bytes: Buffer, at: number, special: number, shift: number): number {
  const execute = bytes[at + 2];
  const alone = execute === setUpper || execute === stickyUpper;
  const both = execute === setLower || execute === stickyLower;
  const rights = (bytes[at] === dash ? 0 : 4) | (bytes[at + 1] === dash ? 0 : 2) | (execute === dash || alone ? 0 : 1);
  return (rights << shift) | (alone || both ? special : 0);
}

/** Digits as a number; at least one, and nothing else. */
export function readDigits(bytes: Buffer, start: number, end: number): number {
  let value = 0;
  for (let at = start; at < end; at += 1) {
    const digit = (bytes[at] as number) - zero;
    if (!(digit >= 0 && digit <= 9)) throw unknownListing();
    value = value * 10 + digit;
  }
  if (start >= end) throw unknownListing();
  return value;
}

const timeLength = "2026-11-22T10:00:00.000000".length;

/** As borg prints a zone, where it does: it is told to use UTC. */
const zones = ["Z", "+0000", "+00:00"];

/** `2026-11-22T10:00:00.123456`, with or without its zone, as microseconds since the epoch. */
export function readTimeUs(bytes: Buffer, start: number, end: number): number {
  const timeEnd = start + timeLength;
  if (end !== timeEnd && !zones.includes(bytes.toString("latin1", timeEnd, end))) throw unknownListing();
  const days = daysSinceEpoch(
    readDigits(bytes, start, start + 4),
    readDigits(bytes, start + 5, start + 7),
    readDigits(bytes, start + 8, start + 10),
  );
  const hours = days * 24 + readDigits(bytes, start + 11, start + 13);
  const minutes = hours * 60 + readDigits(bytes, start + 14, start + 16);
  const seconds = minutes * 60 + readDigits(bytes, start + 17, start + 19);
  return seconds * 1e6 + readDigits(bytes, start + 20, timeEnd);
}

/** Days of the Gregorian calendar, counted from a March first so that leap days come last. */
function daysSinceEpoch(year: number, month: number, day: number): number {
  const marchYear = month > 2 ? year : year - 1;
  const marchMonth = month > 2 ? month - 3 : month + 9;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  return marchYear * 365 + leapDays + Math.floor((153 * marchMonth + 2) / 5) + day - 1 - 719_468;
}
