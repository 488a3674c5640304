// Reads the folded names of an archive, several chunks at once, and the next ones while these are looked through.
import { crc32 } from "node:zlib";
import type { RandomAccess } from "../../../ports/files.ts";
import { InvalidIndexError } from "../format/invalid-index.ts";
import { chunkTable } from "../format/layout.ts";
import { readWhole } from "../read/blocks.ts";
import type { ChunkPlace, Tree } from "../read/tree.ts";

/** Chunks that lie one after another in the file. */
export interface Span {
  readonly chunks: readonly ChunkPlace[];
  /** Where each begins in `bytes`. */
  readonly starts: readonly number[];
  /** The number of the first entry behind them. */
  readonly endEntry: number;
  readonly bytes: Buffer;
}

export interface Spans {
  /** Those from that chunk on. Its bytes are valid until the call after the next. */
  read(chunk: number): Promise<Span>;
}

const spanBytes = 512 * 1024;

/** Creates it for one search. The first span is short, since most of what people seek is found at once. */
export function createSpans(file: RandomAccess, tree: Tree): Spans {
  const buffers: Buffer[] = [];
  let turn = 0;
  let ahead: { readonly chunk: number; readonly span: Promise<Span> } | null = null;
  let isFirst = true;

  const load = async (chunk: number, mostBytes: number): Promise<Span> => {
    const place = await planSpan(tree, chunk, mostBytes);
    turn = 1 - turn;
    const buffer = enough(buffers[turn], place.length);
    buffers[turn] = buffer;
    return { ...place, bytes: await readWhole(file, place.offset, place.length, buffer) };
  };
  return {
    async read(chunk) {
      const span = ahead?.chunk === chunk ? await ahead.span : await load(chunk, isFirst ? 1 : spanBytes);
      const next = chunk + span.chunks.length;
      ahead = null;
      if (!isFirst && next < tree.footer.chunksCount) {
        ahead = { chunk: next, span: load(next, spanBytes) };
        ahead.span.catch(() => {}); // reported if it comes to be read
      }
      isFirst = false;
      return span;
    },
  };
}

/** The chunk that has the name of that entry, or the first one behind all. */
export async function chunkOf(tree: Tree, entry: number): Promise<number> {
  if (entry >= tree.footer.entries) return tree.footer.chunksCount;
  let [low, high] = [0, tree.footer.chunksCount];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((await tree.chunkPlace(middle)).firstEntry <= entry) low = middle;
    else high = middle;
  }
  return low;
}

/** Throws InvalidIndexError where one of the chunks is damaged. */
export function checkChunks({ chunks, starts, bytes }: Span): void {
  for (const [index, { number, length, crc }] of chunks.entries()) {
    const start = starts[index] as number;
    const chunk = bytes.subarray(start, start + length);
    if (crc32(chunk, chunkTable.seed + number) !== crc || chunk.at(-1) !== 0) {
      throw new InvalidIndexError("a part of its names is damaged");
    }
  }
}

async function planSpan(tree: Tree, first: number, mostBytes: number) {
  const { entries, chunksCount } = tree.footer;
  const chunks: ChunkPlace[] = [];
  const starts: number[] = [];
  const { offset } = await tree.chunkPlace(first);
  let length = 0;
  let endEntry = entries;
  for (let number = first; number < chunksCount; number += 1) {
    const chunk = await tree.chunkPlace(number);
    endEntry = chunk.firstEntry;
    if (length > 0 && (length + chunk.length > mostBytes || chunk.offset !== offset + length)) break;
    endEntry = entries;
    chunks.push(chunk);
    starts.push(length);
    length += chunk.length;
  }
  return { chunks, starts, endEntry, offset, length };
}

function enough(buffer: Buffer | undefined, length: number): Buffer {
  return buffer && buffer.length >= length ? buffer : Buffer.allocUnsafeSlow(length);
}
