// Builds the index of one archive: entries are packed in memory as they come, and put into order and written at the end.
import { crc32 } from "node:zlib";
import type { IndexBuilder } from "../archive-index.ts";
import type { RawEntry } from "../sources/raw-entry.ts";
import { createFolders, type Folders } from "./folders.ts";
import { createPathStack } from "./path-stack.ts";
import { previewOf } from "./preview.ts";
import { createRecords, type Records } from "./records.ts";
import { writeIndex } from "./writer.ts";

const slash = 0x2f;
const folderLetter = "d".charCodeAt(0);
const fileLetter = "-".charCodeAt(0);

/** Creates a builder for the archive of that id, as borg prints it. */
export function createIndexBuilder({ archiveId }: { readonly archiveId: string }): IndexBuilder {
  const records = createRecords();
  const folders = createFolders(records, crc32(archiveId));
  const stack = createPathStack(records, folders);

  return {
    add(entry) {
      const { path, pathStart } = entry;
      let { pathEnd } = entry;
      while (pathEnd > pathStart && path[pathEnd - 1] === slash) pathEnd -= 1;
      if (pathEnd === pathStart) return; // the root is no entry
      let nameStart = pathEnd;
      while (nameStart > pathStart && path[nameStart - 1] !== slash) nameStart -= 1;
      const folder = stack.enter(path, pathStart, Math.max(pathStart, nameStart - 1));
      if (entry.type === folderLetter) addFolder(records, folders, folder, entry, nameStart, pathEnd);
      else addFile(records, folders, folder, entry, nameStart, pathEnd);
    },
    preview: (limit) => previewOf(records, folders, limit),
    finish: (sink) => writeIndex(archiveId, records, folders, sink),
  };
}

function addFolder(
  records: Records,
  { columns, find, add }: Folders,
  parent: number,
  entry: RawEntry,
  start: number,
  end: number,
): void {
  const id = find(parent, entry.path, start, end);
  const record = records.add(entry, start, end);
  if (id === 0) add(parent, record);
  else columns.record[id] = record;
}

function addFile(
  records: Records,
  { columns }: Folders,
  folder: number,
  entry: RawEntry,
  start: number,
  end: number,
): void {
  const record = records.add(entry, start, end);
  records.setNext(record, columns.firstFile[folder] as number);
  columns.firstFile[folder] = record;
  columns.filesCount[folder] = (columns.filesCount[folder] as number) + 1;
  if (entry.type === fileLetter && !entry.hardlink) {
    columns.sizeBytes[folder] = (columns.sizeBytes[folder] as number) + entry.sizeBytes;
  }
}
