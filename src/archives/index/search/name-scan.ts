// Looks through the names of a span, piece by piece: where a pattern costs much, a piece has few names.
import type { NamePattern, Work } from "./name-pattern.ts";
import type { Span } from "./name-spans.ts";

export interface NameScan {
  /**
   * The numbers of the next entries whose names match, at most `most`. Ends before that once it has done a piece of work, which
   * is added to `work`; at least one name is looked at.
   */
  next(most: number, work: Work): number[];
  /** The entry that is looked at next; behind the span once it is through. */
  entry(): number;
}

/** Steps of one piece: a millisecond or so. */
export const pieceSteps = 30_000;
/** What it costs to come to a name, in steps, and to pass over bytes without a match. */
const nameSteps = 4;
const bytesPerStep = 32;

/** Begins at the entry `from`, or at the first of the span. */
export function createNameScan(span: Span, pattern: NamePattern, from: number): NameScan {
  let index = -1; // of the chunk
  let names: Buffer = Buffer.alloc(0);
  let start = 0; // of the next name in it
  let endEntry = 0; // behind it
  let entry = Math.max(from, span.chunks[0]?.firstEntry ?? 0);

  /** Opens the next chunk that has entries from `entry` on; false behind the last one. */
  const openChunk = (): boolean => {
    for (index += 1; index < span.chunks.length; index += 1) {
      endEntry = span.chunks[index + 1]?.firstEntry ?? span.endEntry;
      if (endEntry <= entry) continue;
      const { firstEntry, length } = span.chunks[index] as Span["chunks"][number];
      const startsAt = span.starts[index] as number;
      names = span.bytes.subarray(startsAt, startsAt + length);
      start = 0;
      const wanted = Math.max(entry, firstEntry);
      entry = firstEntry;
      while (entry < wanted && start < names.length) pass(names.indexOf(0, start));
      return true;
    }
    entry = span.endEntry;
    return false;
  };
  const pass = (end: number) => {
    start = end + 1;
    entry += 1;
  };
  /** Goes on to the name that has the byte at `at`. */
  const stepTo = (at: number) => {
    for (let passed = start; passed < at; passed += 1) if (names[passed] === 0) pass(passed);
  };

  /** Goes on to the next name that can match, or to the end of the chunk; tells whether it does. */
  const isNextOne = (work: Work): boolean => {
    const at = pattern.literal.length > 0 ? names.indexOf(pattern.literal, start) : start;
    if (at < 0) {
      start = names.length;
      entry = endEntry;
      return false;
    }
    stepTo(at);
    const end = names.indexOf(0, at);
    const isMatch = pattern.matches(names, start, end, work);
    pass(end);
    return isMatch;
  };

  return {
    entry: () => entry,
    next(most, work) {
      const found: number[] = [];
      const until = work.steps + pieceSteps;
      while (found.length < most && work.steps < until) {
        if (start >= names.length && !openChunk()) break;
        const began = start;
        if (isNextOne(work)) found.push(entry - 1);
        work.steps += nameSteps + (start - began) / bytesPerStep;
      }
      return found;
    },
  };
}
