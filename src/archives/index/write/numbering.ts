import { entriesPerLeaf } from "../format/layout.ts";
import type { Folders } from "./folders.ts";

/** Folders numbered breadth first, the children of one in the order of their names. All columns are by that number. */
export interface Numbering {
  readonly count: number;
  /** The builder's id. */
  readonly id: Uint32Array;
  readonly parent: Uint32Array;
  readonly firstChild: Uint32Array;
  readonly firstLeaf: Uint32Array;
  /** How many entries the folders before it have. */
  readonly firstEntry: Uint32Array;
  readonly leaves: number;
}

/** Numbers what is reached from the root; the lists are to be settled. */
export function numberFolders({ columns, count: idCount }: Folders): Numbering {
  const column = () => new Uint32Array(idCount());
  const [id, parent, firstChild, firstLeaf, firstEntry] = [column(), column(), column(), column(), column()];
  let [count, leaves, entries] = [1, 0, 0];
  for (let number = 0; number < count; number += 1) {
    const folder = id[number] as number;
    firstChild[number] = count;
    firstLeaf[number] = leaves;
    firstEntry[number] = entries;
    const own = (columns.foldersCount[folder] as number) + (columns.filesCount[folder] as number);
    leaves += Math.ceil(own / entriesPerLeaf);
    entries += own;
    for (let child = columns.firstFolder[folder] as number; child !== 0; child = columns.nextFolder[child] as number) {
      id[count] = child;
      parent[count] = number;
      count += 1;
    }
  }
  return { count, id, parent, firstChild, firstLeaf, firstEntry, leaves };
}
