// Writes the index of what a builder has collected.
import type { IndexTotals } from "../archive-index.ts";
import {
  digestBytes,
  encodeFooter,
  entriesPerLeaf,
  folderRecord,
  folderTable,
  front,
  leafRecord,
  leafTable,
} from "../format/layout.ts";
import { writeChunkTable, writeNames } from "./chunk-writer.ts";
import type { Folders } from "./folders.ts";
import { type LeafPlaces, type Summary, writeLeaves } from "./leaves-writer.ts";
import { type Numbering, numberFolders } from "./numbering.ts";
import { createOutput, type Output, writeTable } from "./output.ts";
import type { Records } from "./records.ts";
import { createSettle } from "./settle.ts";

/** The event loop is let go on after so many folders, so that a signal is heard. */
const foldersAtOnce = 4096;

/** Settles, sorts and writes everything; see layout.ts. */
export async function writeIndex(
  archiveId: string,
  records: Records,
  folders: Folders,
  sink: (chunk: Buffer) => Promise<void>,
): Promise<IndexTotals> {
  await settleAll(records, folders);
  const numbering = numberFolders(folders);
  const output = createOutput(sink);
  output.write(front);
  const { places, summary } = await writeLeaves(output, records, folders, numbering);
  const chunks = await writeNames(output, records, folders, numbering);
  const foldersAt = output.offset();
  await writeFolders(output, folders, numbering, places, summary);
  const leavesAt = output.offset();
  await writeLeafTable(output, numbering, places);
  const chunksAt = output.offset();
  await writeChunkTable(output, chunks);
  const [files, inFolders] = [summary.files[0] ?? 0, summary.folders[0] ?? 0];
  const totals = { entries: files + inFolders, files, folders: inFolders, sizeBytes: summary.sizeBytes[0] ?? 0 };
  const counts = { foldersCount: numbering.count, leavesCount: numbering.leaves, chunksCount: chunks.length };
  const at = { foldersAt, leavesAt, chunksAt, footerAt: output.offset() };
  output.write(encodeFooter({ archiveId, ...totals, damaged: summary.damaged, ...counts, ...at }));
  await output.flush();
  return totals;
}

async function settleAll(records: Records, folders: Folders): Promise<void> {
  const settle = createSettle(records, folders);
  // From the inside out: whether a folder is empty is settled before the one around it is.
  for (let id = folders.count() - 1; id >= 0; id -= 1) {
    settle(id);
    if (id % foldersAtOnce === 0) await new Promise((done) => setImmediate(done));
  }
}

async function writeFolders(
  output: Output,
  { columns }: Folders,
  { count, id, parent, firstChild, firstLeaf }: Numbering,
  places: LeafPlaces,
  { files, folders, sizeBytes, digests }: Summary,
): Promise<void> {
  await writeTable(output, folderTable, count, (page, at, number) => {
    const folder = id[number] as number;
    const foldersCount = columns.foldersCount[folder] as number;
    page.writeUInt32LE(parent[number] as number, at + folderRecord.parent);
    page.writeUInt32LE(firstChild[number] as number, at + folderRecord.firstChild);
    page.writeUInt32LE(foldersCount, at + folderRecord.childFolders);
    page.writeUInt32LE(foldersCount + (columns.filesCount[folder] as number), at + folderRecord.entries);
    page.writeUInt32LE(firstLeaf[number] as number, at + folderRecord.firstLeaf);
    page.writeUInt32LE(files[number] as number, at + folderRecord.files);
    page.writeUInt32LE(folders[number] as number, at + folderRecord.folders);
    page.writeDoubleLE(sizeBytes[number] as number, at + folderRecord.sizeBytes);
    page.writeDoubleLE(places.offset[firstLeaf[number] as number] ?? 0, at + folderRecord.leafOffset);
    page.writeUInt32LE(places.length[firstLeaf[number] as number] ?? 0, at + folderRecord.leafLength);
    digests.copy(page, at + folderRecord.digest, number * digestBytes, (number + 1) * digestBytes);
  });
}

async function writeLeafTable(
  output: Output,
  { count, firstLeaf, firstEntry, leaves }: Numbering,
  { offset, length }: LeafPlaces,
): Promise<void> {
  let folder = 0;
  await writeTable(output, leafTable, leaves, (page, at, leaf) => {
    while (folder + 1 < count && (firstLeaf[folder + 1] as number) <= leaf) folder += 1; // an empty folder has no leaf
    const before = (leaf - (firstLeaf[folder] as number)) * entriesPerLeaf;
    page.writeDoubleLE(offset[leaf] as number, at + leafRecord.offset);
    page.writeUInt32LE(length[leaf] as number, at + leafRecord.length);
    page.writeUInt32LE((firstEntry[folder] as number) + before, at + leafRecord.firstEntry);
    page.writeUInt32LE(folder, at + leafRecord.folder);
  });
}
