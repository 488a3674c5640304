// Writes the names as they are searched, and the table of their chunks.
import { crc32 } from "node:zlib";
import { chunkBytes, chunkRecord, chunkTable, entriesPerLeaf } from "../format/layout.ts";
import { foldName } from "../format/names.ts";
import type { Folders } from "./folders.ts";
import type { Numbering } from "./numbering.ts";
import { type Output, writeTable } from "./output.ts";
import { createView, type Records } from "./records.ts";

export interface Chunk {
  readonly offset: number;
  readonly length: number;
  readonly firstEntry: number;
  readonly firstLeaf: number;
  readonly crc: number;
}

/** In the order of the leaf table, so that the place of a name tells its leaf and its place there. */
export async function writeNames(
  output: Output,
  records: Records,
  { columns }: Folders,
  { count, id }: Numbering,
): Promise<Chunk[]> {
  const chunks: Chunk[] = [];
  const view = createView();
  let names = Buffer.alloc(chunkBytes * 2);
  let [used, entry, leaf, inLeaf] = [0, 0, 0, 0];
  let [firstEntry, firstLeaf] = [0, 0];

  const endChunk = () => {
    const bytes = names.subarray(0, used);
    const place = { offset: output.offset(), length: used, crc: crc32(bytes, chunkTable.seed + chunks.length) };
    chunks.push({ ...place, firstEntry, firstLeaf });
    output.write(bytes);
    used = 0;
    firstEntry = entry;
    firstLeaf = leaf;
  };
  const endLeaf = () => {
    leaf += 1;
    inLeaf = 0;
    if (used >= chunkBytes) endChunk();
  };
  const add = (record: number) => {
    if (inLeaf === entriesPerLeaf) endLeaf();
    records.read(record, view);
    const { bytes, nameStart, nameEnd } = view;
    const room = used + (nameEnd - nameStart) * 4 + 1;
    if (room > names.length) names = Buffer.concat([names.subarray(0, used)], room * 2);
    used = foldName(bytes, nameStart, nameEnd, names, used);
    names[used++] = 0;
    entry += 1;
    inLeaf += 1;
  };

  for (let number = 0; number < count; number += 1) {
    const folder = id[number] as number;
    for (let child = columns.firstFolder[folder] as number; child !== 0; child = columns.nextFolder[child] as number) {
      add(columns.record[child] as number);
    }
    for (let file = columns.firstFile[folder] as number; file !== 0; file = records.next(file)) add(file);
    if (inLeaf > 0) endLeaf();
    if (output.isFull()) await output.flush();
  }
  if (used > 0) endChunk();
  return chunks;
}

export async function writeChunkTable(output: Output, chunks: readonly Chunk[]): Promise<void> {
  await writeTable(output, chunkTable, chunks.length, (page, at, index) => {
    const chunk = chunks[index] as Chunk;
    page.writeDoubleLE(chunk.offset, at + chunkRecord.offset);
    page.writeUInt32LE(chunk.length, at + chunkRecord.length);
    page.writeUInt32LE(chunk.firstEntry, at + chunkRecord.firstEntry);
    page.writeUInt32LE(chunk.firstLeaf, at + chunkRecord.firstLeaf);
    page.writeUInt32LE(chunk.crc, at + chunkRecord.crc);
  });
}
