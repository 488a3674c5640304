// Writes the leaves, and sums up each folder from them.
import { createHash } from "node:crypto";
import { damagedBit, digestBytes, entriesPerLeaf, flag } from "../format/layout.ts";
import type { Folders } from "./folders.ts";
import { createLeafWriter } from "./leaf-writer.ts";
import type { Numbering } from "./numbering.ts";
import type { Output } from "./output.ts";
import { createView, type Records, type RecordView } from "./records.ts";

/** What is known of folders once their leaves are written, by number. */
export interface Summary {
  /** At any depth. */
  readonly files: Uint32Array;
  readonly folders: Uint32Array;
  readonly sizeBytes: Float64Array;
  /** Of the whole archive. */
  damaged: number;
  /** One after another. */
  readonly digests: Buffer;
}

/** Where the leaves are, by their place in the leaf table. */
export interface LeafPlaces {
  readonly offset: Float64Array;
  readonly length: Uint32Array;
}

const noDigest = Buffer.alloc(digestBytes);

/** From the last folder to the first, so that what a folder holds at any depth is known when its turn comes. */
export async function writeLeaves(
  output: Output,
  records: Records,
  { columns }: Folders,
  numbering: Numbering,
): Promise<{ readonly places: LeafPlaces; readonly summary: Summary }> {
  const { count, leaves } = numbering;
  const places = { offset: new Float64Array(leaves), length: new Uint32Array(leaves) };
  const summary = {
    files: new Uint32Array(count),
    folders: new Uint32Array(count),
    sizeBytes: new Float64Array(count),
    damaged: 0,
    digests: Buffer.alloc(count * digestBytes),
  };
  const writer = createLeafWriter();
  const view = createView();
  let [number, leaf, inLeaf] = [0, 0, 0];
  let digest: Uint8Array = noDigest;

  const endLeaf = () => {
    const bytes = writer.finish(leaf);
    places.offset[leaf] = output.offset();
    places.length[leaf] = bytes.length;
    output.write(bytes);
    digest = writer.digest(digest);
    leaf += 1;
    inLeaf = 0;
    writer.begin();
  };
  const add = (record: number) => {
    if (inLeaf === entriesPerLeaf) endLeaf();
    records.read(record, view);
    writer.add(view);
    inLeaf += 1;
    summary.sizeBytes[number] = (summary.sizeBytes[number] as number) + countedBytes(view);
    if ((view.mode & damagedBit) !== 0) summary.damaged += 1;
  };
  const addFolder = (child: number) => {
    const folder = numbering.id[child] as number;
    add(columns.record[folder] as number);
    summary.files[number] = (summary.files[number] as number) + (summary.files[child] as number);
    summary.folders[number] = (summary.folders[number] as number) + (summary.folders[child] as number) + 1;
    summary.sizeBytes[number] = (summary.sizeBytes[number] as number) + (summary.sizeBytes[child] as number);
  };
  const addAll = () => {
    const id = numbering.id[number] as number;
    const firstChild = numbering.firstChild[number] as number;
    const foldersCount = columns.foldersCount[id] as number;
    leaf = numbering.firstLeaf[number] as number;
    digest = noDigest;
    writer.begin();
    for (let child = firstChild; child < firstChild + foldersCount; child += 1) addFolder(child);
    summary.files[number] = (summary.files[number] as number) + (columns.filesCount[id] as number);
    for (let file = columns.firstFile[id] as number; file !== 0; file = records.next(file)) add(file);
    if (inLeaf > 0) endLeaf();
    const below = summary.digests.subarray(firstChild * digestBytes, (firstChild + foldersCount) * digestBytes);
    if (foldersCount > 0) digest = combine(digest, below);
    summary.digests.set(digest, number * digestBytes);
  };

  for (number = count - 1; number >= 0; number -= 1) {
    addAll();
    if (output.isFull()) await output.flush();
  }
  return { places, summary };
}

/** What an entry adds to the size of its folder: content, and that once. */
function countedBytes({ flags, sizeBytes }: RecordView): number {
  return (flags & (flag.type | flag.hardlink)) === 0 ? sizeBytes : 0;
}

function combine(own: Uint8Array, below: Uint8Array): Uint8Array {
  return createHash("sha256").update(own).update(below).digest().subarray(0, digestBytes);
}
