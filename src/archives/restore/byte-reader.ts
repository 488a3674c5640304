// Bytes of a stream in pieces of wanted lengths.

export interface ByteReader {
  /** Exactly so many bytes; fewer only where the stream ends. */
  take(length: number): Promise<Buffer>;
  /** Some bytes, at least one and at most so many; empty at the end. */
  some(most: number): Promise<Buffer>;
  /** Reads the rest and forgets it. */
  drain(): Promise<void>;
}

/** Reads a stream to its end, holding one of its chunks at a time. */
export function createByteReader(chunks: AsyncIterable<Buffer>): ByteReader {
  const source = chunks[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);

  const some = async (most: number): Promise<Buffer> => {
    while (held.length === 0) {
      const next = await source.next();
      if (next.done) return held;
      held = next.value;
    }
    const piece = held.subarray(0, most);
    held = held.subarray(most);
    return piece;
  };

  return {
    some,
    async take(length) {
      const first = await some(length);
      if (first.length === length || first.length === 0) return first;
      const pieces = [first];
      for (let left = length - first.length; left > 0; ) {
        const piece = await some(left);
        if (piece.length === 0) break;
        pieces.push(piece);
        left -= piece.length;
      }
      return Buffer.concat(pieces);
    },
    async drain() {
      held = Buffer.alloc(0);
      for (let next = await source.next(); !next.done; next = await source.next());
    },
  };
}
