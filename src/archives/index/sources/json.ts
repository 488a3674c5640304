// The listing as JSON lines: slow, and borg 1.x prints `?` in it for each byte of a name that is not UTF-8. It is read only
// where the other two are not to be had.
import { createLineSplitter } from "../../../borg/process/lines.ts";
import { createRawEntry, handOn, type TakeEntry } from "./entry.ts";
import { modeLength, readTimeUs, readTypeAndMode, unknownListing } from "./listed.ts";
import type { ListingScanner } from "./nul.ts";

/** Creates a scanner for the output of listEntriesAsJsonCommand. */
export function createJsonScanner(take: TakeEntry): ListingScanner {
  const entry = createRawEntry();
  const splitter = createLineSplitter((line) => {
    const { type, mode, size, isomtime, source, path, healthy } = parse(line);
    if (type.length !== 1 || mode.length !== modeLength || !Number.isSafeInteger(size) || size < 0)
      throw unknownListing();
    readTypeAndMode(entry, type.charCodeAt(0), Buffer.from(mode), 0);
    entry.sizeBytes = size;
    entry.damaged = healthy === false;
    entry.modifiedAtUs = readTimeUs(Buffer.from(isomtime), 0, isomtime.length);
    entry.link = Buffer.from(source);
    entry.linkEnd = entry.link.length;
    entry.path = Buffer.from(path);
    entry.pathStart = 0;
    entry.pathEnd = entry.path.length;
    handOn(entry, take);
  });
  return { push: splitter.push, end: splitter.end };
}

interface Line {
  readonly type: string;
  readonly mode: string;
  readonly size: number;
  readonly isomtime: string;
  readonly source: string;
  readonly path: string;
  readonly healthy?: unknown;
}

function parse(line: string): Line {
  let value: Partial<Record<keyof Line, unknown>> | null = null;
  try {
    value = JSON.parse(line);
  } catch {
    throw unknownListing(); // also a line that was too long, and cut
  }
  const texts = [value?.type, value?.mode, value?.isomtime, value?.source, value?.path];
  if (texts.some((text) => typeof text !== "string") || typeof value?.size !== "number") throw unknownListing();
  return value as Line;
}
