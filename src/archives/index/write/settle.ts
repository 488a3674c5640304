// What an archive may hold twice is settled, and each folder's lists are put into order, before the index is written.
import type { FolderColumns, Folders } from "./folders.ts";
import { createNameOrder } from "./name-order.ts";
import { compareNames, createView, type Records } from "./records.ts";

/** Sorts the lists of one folder, and takes out what a later entry of the same path has replaced. */
export type Settle = (folder: number) => void;

/** Creates it. Each folder is to be settled once, after the last entry was added. */
export function createSettle(records: Records, { columns }: Folders): Settle {
  const order = createNameOrder(records);
  const [view, other] = [createView(), createView()];
  let folders: number[] = [];
  let files: number[] = [];

  const compare = (a: number, b: number): number => {
    records.read(a, view);
    records.read(b, other);
    return compareNames(view, other);
  };
  const sortFolders = (folder: number) => {
    const ids: number[] = [];
    for (let id = columns.firstFolder[folder] as number; id !== 0; id = columns.nextFolder[id] as number) {
      ids.push(id);
      order.push(columns.record[id] as number);
    }
    folders = order.sorted().map((index) => ids[index] as number);
    order.clear();
  };
  const sortFiles = (folder: number) => {
    const references: number[] = [];
    for (let file = columns.firstFile[folder] as number; file !== 0; file = records.next(file)) {
      references.push(file);
      order.push(file);
    }
    const sorted = order.sorted().map((index) => references[index] as number);
    order.clear();
    // Of entries with one name the last is the latest.
    files = sorted.filter((file, at) => at === sorted.length - 1 || compare(file, sorted[at + 1] as number) !== 0);
  };
  /** The file of that name; `files` are sorted, and those before `from` come before the name. */
  const fileNamed = (record: number, from: number): { readonly at: number; readonly file: number | null } => {
    let at = from;
    while (at < files.length && compare(files[at] as number, record) < 0) at += 1;
    const file = files[at];
    return { at, file: file !== undefined && compare(file, record) === 0 ? file : null };
  };
  /** What has entries in it is a folder; of an empty one and a file, the later one stands. */
  const separate = () => {
    const gone = new Set<number>();
    let from = 0;
    for (const folder of folders) {
      const record = columns.record[folder] as number;
      const { at, file } = fileNamed(record, from);
      if (file !== null) gone.add(isEmpty(columns, folder) && file > record ? record : file);
      from = at;
    }
    if (gone.size === 0) return;
    files = files.filter((file) => !gone.has(file));
    folders = folders.filter((folder) => !gone.has(columns.record[folder] as number));
  };
  const relink = (folder: number) => {
    columns.firstFolder[folder] = folders[0] ?? 0;
    for (const [at, id] of folders.entries()) columns.nextFolder[id] = folders[at + 1] ?? 0;
    columns.foldersCount[folder] = folders.length;
    columns.firstFile[folder] = files[0] ?? 0;
    for (let at = 0; at < files.length; at += 1) records.setNext(files[at] as number, files[at + 1] ?? 0);
    columns.filesCount[folder] = files.length;
  };

  return (folder) => {
    sortFolders(folder);
    sortFiles(folder);
    if (folders.length > 0 && files.length > 0) separate();
    relink(folder);
  };
}

function isEmpty(columns: FolderColumns, folder: number): boolean {
  return columns.foldersCount[folder] === 0 && columns.filesCount[folder] === 0;
}
