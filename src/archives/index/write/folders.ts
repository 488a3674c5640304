// The folders of an archive while its index is built: columns of numbers, and a hash table from a parent and a name.
import type { Records, RecordView } from "./records.ts";
import { createView } from "./records.ts";

/** Columns by a folder's id, in the order in which they were met: a parent's is smaller. The root is 0. */
export interface FolderColumns {
  parent: Uint32Array;
  /** Its own record. */
  record: Uint32Array;
  /** Head of the list of its folders, which goes on in `nextFolder`; 0 for none. */
  firstFolder: Uint32Array;
  nextFolder: Uint32Array;
  /** Head of the list of its other entries, by record. */
  firstFile: Uint32Array;
  foldersCount: Uint32Array;
  filesCount: Uint32Array;
  /** Of the regular files in it itself. */
  sizeBytes: Float64Array;
  hash: Uint32Array;
}

export interface Folders {
  readonly columns: FolderColumns;
  /** How many there are, the root among them. */
  count(): number;
  /** The folder of that name; 0 where there is none yet. */
  find(parent: number, bytes: Uint8Array, start: number, end: number): number;
  /** Adds one that `find` has just not found. Its name is that of the record. */
  add(parent: number, record: number): number;
}

/** `seed` begins its hashes: what somebody else knows beforehand could be met by names that are slow to find. */
export function createFolders(records: Records, seed: number): Folders {
  let capacity = 1024;
  let count = 1;
  let table = new Uint32Array(capacity * 2);
  let sought = 0; // hash of what find has not found
  const view: RecordView = createView();
  const columns = emptyColumns(capacity);

  const grow = () => {
    capacity *= 2;
    for (const [name, old] of Object.entries(columns)) {
      const larger = old instanceof Float64Array ? new Float64Array(capacity) : new Uint32Array(capacity);
      larger.set(old);
      Object.assign(columns, { [name]: larger });
    }
    table = new Uint32Array(capacity * 2);
    for (let id = 1; id < count; id += 1) link(id);
  };
  const link = (id: number) => {
    const mask = table.length - 1;
    let slot = (columns.hash[id] as number) & mask;
    while (table[slot] !== 0) slot = (slot + 1) & mask;
    table[slot] = id;
  };
  const isNamed = (id: number, bytes: Uint8Array, start: number, end: number): boolean => {
    records.read(columns.record[id] as number, view);
    if (view.nameEnd - view.nameStart !== end - start) return false;
    for (let at = start, own = view.nameStart; at < end; at += 1, own += 1) {
      if (view.bytes[own] !== bytes[at]) return false;
    }
    return true;
  };

  return {
    columns,
    count: () => count,
    find(parent, bytes, start, end) {
      sought = hashOf(seed ^ parent, bytes, start, end);
      const mask = table.length - 1;
      for (let slot = sought & mask; table[slot] !== 0; slot = (slot + 1) & mask) {
        const id = table[slot] as number;
        if (columns.hash[id] === sought && columns.parent[id] === parent && isNamed(id, bytes, start, end)) return id;
      }
      return 0;
    },
    add(parent, record) {
      if (count === capacity) grow();
      const id = count;
      count += 1;
      columns.parent[id] = parent;
      columns.record[id] = record;
      columns.hash[id] = sought;
      columns.nextFolder[id] = columns.firstFolder[parent] as number;
      columns.firstFolder[parent] = id;
      columns.foldersCount[parent] = (columns.foldersCount[parent] as number) + 1;
      link(id);
      return id;
    },
  };
}

function emptyColumns(capacity: number): FolderColumns {
  const column = () => new Uint32Array(capacity);
  return {
    parent: column(),
    record: column(),
    firstFolder: column(),
    nextFolder: column(),
    firstFile: column(),
    foldersCount: column(),
    filesCount: column(),
    sizeBytes: new Float64Array(capacity),
    hash: column(),
  };
}

/** FNV-1a over a number and the name, with its bits mixed once more. */
function hashOf(first: number, bytes: Uint8Array, start: number, end: number): number {
  let hash = Math.imul(0x811c9dc5 ^ first, 0x9e3779b1);
  for (let at = start; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] as number), 0x01000193);
  hash ^= hash >>> 15;
  return Math.imul(hash, 0x85ebca6b) >>> 0;
}
