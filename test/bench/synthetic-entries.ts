// An archive that nobody has to make: its entries as a source would give them to the builder.
import type { IndexBuilder } from "../../src/archives/index/archive-index.ts";
import type { RawEntry } from "../../src/archives/index/sources/raw-entry.ts";

export interface Synthetic {
  readonly files: number;
  readonly filesEach: number;
  /** Others for another number: times and sizes of every file. */
  readonly state: number;
}

const [folderType, fileType] = ["d", "-"].map((letter) => letter.charCodeAt(0)) as [number, number];

/** Paths have a hundred bytes on average, names twenty. */
export const folderPath = (folder: number) =>
  `home/ada/projects/area-${Math.floor(folder / 1000)}/project-number-${Math.floor(folder / 30)}/components/folder-${folder}-of-some-name`;

/** Adds them all. */
export function addSynthetic(builder: IndexBuilder, { files, filesEach, state }: Synthetic): void {
  const path = Buffer.alloc(4096);
  const link = { link: path, linkStart: 0, linkEnd: 0 };
  const entry: RawEntry = {
    ...{ type: fileType, mode: 0o644, hardlink: false, damaged: false, sizeBytes: 0, modifiedAtUs: 0 },
    ...{ path, pathStart: 0, pathEnd: 0, ...link },
  };
  let random = state;
  const next = () => {
    random = (Math.imul(random, 1103515245) + 12345) >>> 0;
    return random / 2 ** 32;
  };
  const add = (type: number, mode: number, sizeBytes: number, text: string) => {
    Object.assign(entry, { type, mode, sizeBytes, modifiedAtUs: 1.6e15 + Math.floor(next() * 1e14) });
    entry.pathEnd = path.write(text, "latin1");
    builder.add(entry);
  };
  for (let file = 0; file < files; file += 1) {
    const parent = folderPath(Math.floor(file / filesEach));
    if (file % filesEach === 0) add(folderType, 0o755, 0, parent);
    // Not in the order of their names, and not alike at their ends.
    add(
      fileType,
      0o644,
      Math.floor(next() ** 4 * 1e6),
      `${parent}/Doc-${Math.imul(file, 2654435761) >>> 15}-${file.toString(36)}.txt`,
    );
  }
}
