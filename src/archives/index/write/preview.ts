// The root as far as it is known, for the first screen while the index is built.
import type { EntryType, FolderPreview, IndexedEntry } from "../archive-index.ts";
import { damagedBit, flag, folderType, permissionBits, typeLetters } from "../format/layout.ts";
import { decodeName } from "../format/names.ts";
import type { FolderColumns, Folders } from "./folders.ts";
import { createNameOrder } from "./name-order.ts";
import { createView, type Records, type RecordView } from "./records.ts";

/** Most entries that are looked at for those to show. */
const mostSeen = 10_000;

/** Sizes and counts so far, by folder. */
interface SoFar {
  readonly sizeBytes: Float64Array;
  readonly files: Float64Array;
}

/** Begins at the root and goes down while there is one folder and nothing beside it. */
export function previewOf(records: Records, folders: Folders, limit: number): FolderPreview {
  const { columns } = folders;
  const view = createView();
  const names: string[] = [];
  let folder = 0;
  while (columns.foldersCount[folder] === 1 && columns.filesCount[folder] === 0) {
    const only = columns.firstFolder[folder] as number;
    if (columns.foldersCount[only] === 0 && columns.filesCount[only] === 0) break; // nothing to be seen there yet
    folder = only;
    records.read(columns.record[folder] as number, view);
    names.push(nameOf(view));
  }
  const path = names.join("/");
  const soFar = sumUp(folders);
  const entries = [...foldersOf(records, columns, folder, soFar, path), ...filesOf(records, columns, folder, path)];
  const total = (columns.foldersCount[folder] as number) + (columns.filesCount[folder] as number);
  return { path, total, entries: entries.slice(0, limit) };
}

/** A folder's id is larger than its parent's: from the last to the first, each is complete when its turn comes. */
function sumUp({ columns, count }: Folders): SoFar {
  const sizeBytes = columns.sizeBytes.slice(0, count());
  const files = new Float64Array(columns.filesCount.subarray(0, count()));
  for (let id = count() - 1; id > 0; id -= 1) {
    const parent = columns.parent[id] as number;
    sizeBytes[parent] = (sizeBytes[parent] as number) + (sizeBytes[id] as number);
    files[parent] = (files[parent] as number) + (files[id] as number);
  }
  return { sizeBytes, files };
}

function foldersOf(records: Records, columns: FolderColumns, folder: number, soFar: SoFar, path: string) {
  const [ids, order, view] = [[] as number[], createNameOrder(records), createView()];
  let id = columns.firstFolder[folder] as number;
  for (; id !== 0 && ids.length < mostSeen; id = columns.nextFolder[id] as number) {
    ids.push(id);
    order.push(columns.record[id] as number);
  }
  return order.sorted().map((index): IndexedEntry => {
    const child = ids[index] as number;
    records.read(columns.record[child] as number, view);
    return { ...entryOf(view, path), sizeBytes: soFar.sizeBytes[child] ?? 0, filesCount: soFar.files[child] ?? 0 };
  });
}

function filesOf(records: Records, columns: FolderColumns, folder: number, path: string) {
  const [files, order, view] = [[] as number[], createNameOrder(records), createView()];
  let file = columns.firstFile[folder] as number;
  for (; file !== 0 && files.length < mostSeen; file = records.next(file)) {
    files.push(file);
    order.push(file);
  }
  const entries = new Map<string, IndexedEntry>();
  for (const index of order.sorted()) {
    records.read(files[index] as number, view);
    const entry = entryOf(view, path);
    entries.set(entry.name, entry); // of one name the latest comes last
  }
  return [...entries.values()];
}

function entryOf(view: RecordView, path: string): IndexedEntry {
  const name = nameOf(view);
  const type = typeLetters[view.flags & flag.type] as EntryType;
  const link = decodeName(asBuffer(view), view.linkStart, view.linkEnd);
  return {
    path: path === "" ? name : `${path}/${name}`,
    name,
    type,
    mode: view.mode & permissionBits,
    damaged: (view.mode & damagedBit) !== 0,
    sizeBytes: view.sizeBytes,
    filesCount: (view.flags & flag.type) === folderType ? 0 : 1,
    modifiedAtUs: (view.flags & flag.implied) === 0 ? view.modifiedAtUs : null,
    linkTarget: link === "" ? null : link,
    hardlink: (view.flags & flag.hardlink) !== 0,
  };
}

function nameOf(view: RecordView): string {
  return decodeName(asBuffer(view), view.nameStart, view.nameEnd);
}

function asBuffer({ bytes }: RecordView): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
