// Chunks of bytes become lines, in bounded memory whatever arrives.

/** Longest line that is kept, in bytes; the rest of a longer one is dropped. */
export const longestLineBytes = 1024 * 1024;

export interface LineSplitter {
  push(chunk: Buffer): void;
  /** Hands over a last line that no newline ended. */
  end(): void;
  /** The bytes kept of a line that has not ended yet. */
  unfinished(): Buffer;
}

/** Calls `onLine` with each line, decoded as UTF-8 (what is not text becomes U+FFFD), without its newline. */
export function createLineSplitter(onLine: (line: string) => void, limitBytes = longestLineBytes): LineSplitter {
  let pieces: Buffer[] = [];
  let held = 0;

  const keep = (piece: Buffer) => {
    const room = limitBytes - held;
    if (room <= 0 || piece.length === 0) return;
    pieces.push(Buffer.from(piece.subarray(0, room))); // a copy: a slice would hold its whole chunk in memory
    held += Math.min(piece.length, room);
  };
  const emit = (last: Buffer) => {
    if (held === 0) return onLine(last.subarray(0, limitBytes).toString("utf8"));
    keep(last);
    const line = Buffer.concat(pieces, held).toString("utf8");
    pieces = [];
    held = 0;
    onLine(line);
  };

  return {
    push(chunk) {
      let from = 0;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
        emit(chunk.subarray(from, at));
        from = at + 1;
      }
      keep(chunk.subarray(from));
    },
    end() {
      if (held > 0) emit(Buffer.alloc(0));
    },
    unfinished: () => Buffer.concat(pieces, held),
  };
}
