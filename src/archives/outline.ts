// The folders above an archive's sources. borg stores /home/ada as one entry, none for /home: what leads to the sources is
// only implied, and only a pass over the whole archive tells. It is made once per archive; then any folder can be listed alone.
import type { FileEntry } from "../../schemas/archives.ts";
import type { ListedEntry } from "../borg/listing.ts";
import { Fault } from "../fault.ts";
import { impliedFolder, toFileEntry } from "./entry.ts";
import { nameOf, parentOf } from "./paths.ts";

export interface Outline {
  /** Entries of the folder that are no child of an entry, and folders that are only implied. */
  entriesOf(folder: string): readonly FileEntry[];
  /** Whether the folder has no entry of its own, so that `entriesOf` is all there is in it. */
  isImplied(folder: string): boolean;
  readonly size: number;
}

export interface OutlineBuilder {
  /** Takes the entries in the order of the archive: a folder comes before what is in it. */
  add(entry: ListedEntry): void;
  finish(): Outline;
}

interface Branch {
  readonly entry: FileEntry;
  readonly implied: boolean;
}

/** More than any set of sources makes; an archive of loose files without folders can have as many as it has folders. */
const mostBranches = 200_000;

export function createOutlineBuilder(): OutlineBuilder {
  const folders = new Map<string, Map<string, Branch>>();
  const open: string[] = []; // the folders that the pass is in, outermost first
  let size = 0;

  const put = (path: string, branch: Branch) => {
    const folder = parentOf(path);
    const branches = folders.get(folder) ?? new Map<string, Branch>();
    folders.set(folder, branches);
    const known = branches.get(nameOf(path));
    if (known && !known.implied) return;
    if (!known) size += 1;
    if (size > mostBranches) {
      throw new Fault("borg-failed", "This archive has too many loose files without folders to be browsed.");
    }
    branches.set(nameOf(path), branch);
  };
  const imply = (path: string) => {
    for (let folder = parentOf(path); folder !== "" && !open.includes(folder); folder = parentOf(folder)) {
      put(folder, { entry: impliedFolder(folder), implied: true });
    }
  };
  const leave = (path: string) => {
    while (open.length > 0 && !path.startsWith(`${open.at(-1)}/`)) open.pop();
  };

  return {
    add(listed) {
      leave(listed.path);
      if (open.length === 0 || open.at(-1) !== parentOf(listed.path)) {
        imply(listed.path);
        put(listed.path, { entry: toFileEntry(listed), implied: false });
      }
      if (listed.type === "d") open.push(listed.path);
    },
    finish: () => ({
      entriesOf: (folder) => Array.from(folders.get(folder)?.values() ?? [], ({ entry }) => entry),
      isImplied: (folder) => folder === "" || folders.get(parentOf(folder))?.get(nameOf(folder))?.implied === true,
      size,
    }),
  };
}
