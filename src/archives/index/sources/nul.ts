// The listing without newlines: each entry is a head and two texts that end with an escaped NUL. It is read in place, in
// memory for the longest entry only.
import { createRawEntry, handOn, type TakeEntry } from "./entry.ts";
import { modeLength, readDigits, readTimeUs, readTypeAndMode, unknownListing } from "./listed.ts";
import { createTextDecoder } from "./python-escapes.ts";

export interface ListingScanner {
  /** Scans a piece, cut anywhere. Throws SourceError for what borg 1.x does not write. */
  push(piece: Buffer): void;
  /** Throws SourceError where the listing ended within an entry. */
  end(): void;
}

const [space, backslash, letterX, zero, letterB] = [0x20, 0x5c, 0x78, 0x30, 0x62];
const separatorLength = 4;
const longestEntry = 4 * 1024 * 1024;

/** Creates a scanner for the output of listEntriesCommand. */
export function createListingScanner(take: TakeEntry): ListingScanner {
  const entry = createRawEntry();
  const decodePath = createTextDecoder();
  const decodeLink = createTextDecoder();
  let rest = Buffer.alloc(0);

  const readHead = (bytes: Buffer, start: number, end: number): number => {
    const size = start + 2 + modeLength + 1;
    const time = bytes.indexOf(space, size) + 1;
    const health = time === 0 ? 0 : bytes.indexOf(space, time) + 1;
    const link = health === 0 ? 0 : bytes.indexOf(space, health) + 1;
    if (link === 0 || link > end) throw unknownListing();
    readTypeAndMode(entry, bytes[start] as number, bytes, start + 2);
    entry.sizeBytes = readDigits(bytes, size, time - 1);
    entry.modifiedAtUs = readTimeUs(bytes, time, health - 1);
    entry.damaged = bytes[health] === letterB; // `broken`, else `healthy`
    return link;
  };

  const readEntry = (bytes: Buffer, start: number, headEnd: number, end: number) => {
    const linkStart = readHead(bytes, start, headEnd);
    const link = decodeLink(bytes, linkStart, headEnd);
    entry.link = link.bytes;
    entry.linkStart = link.start;
    entry.linkEnd = link.end;
    const path = decodePath(bytes, headEnd + separatorLength, end);
    entry.path = path.bytes;
    entry.pathStart = path.start;
    entry.pathEnd = path.end;
    handOn(entry, take);
  };

  return {
    push(piece) {
      const bytes = rest.length > 0 ? Buffer.concat([rest, piece]) : piece;
      let start = 0;
      for (;;) {
        const headEnd = endOfText(bytes, start);
        const end = headEnd < 0 ? -1 : endOfText(bytes, headEnd + separatorLength);
        if (end < 0) break;
        readEntry(bytes, start, headEnd, end);
        start = end + separatorLength;
      }
      rest = Buffer.from(bytes.subarray(start));
      if (rest.length > longestEntry) throw unknownListing();
    },
    end() {
      if (rest.length > 0) throw unknownListing();
    },
  };
}

/** Where the escaped NUL begins that ends the text; -1 where it is not there yet. */
function endOfText(bytes: Buffer, start: number): number {
  let at = bytes.indexOf(backslash, start);
  while (at >= 0 && at + separatorLength <= bytes.length) {
    if (bytes[at + 1] === letterX && bytes[at + 2] === zero && bytes[at + 3] === zero) return at;
    at = bytes.indexOf(backslash, at + 2);
  }
  return -1;
}
