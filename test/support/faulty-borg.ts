// The real borg with faults of a test's choice: where a certain word is among its arguments, a script comes first.
import { existsSync } from "node:fs";
import { chmod, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { eagerBorg } from "./borg.ts";
import { eventually } from "./service.ts";

export interface FaultyBorg {
  /** For BORG_PATH. */
  readonly path: string;
  /** From now on `script`, for a POSIX shell, runs where `word`, such as `export-tar`, is an argument; then the real borg, unless it exits. */
  before(word: string, script: string): Promise<void>;
  /** The real borg again, for that word or for all. */
  mend(word?: string): Promise<void>;
  /** Resolves when a script has come to `reach`; gives the number of its process. */
  reached(name: string): Promise<number>;
  /** For a script: tells that it is here. */
  reach(name: string): string;
  /** For a script: waits at this point until it is opened. */
  wait(name: string): string;
  open(name: string): Promise<void>;
}

/** A line of ten megabytes, and what is no text, on standard error. */
export const noise = `head -c 10000000 /dev/zero | tr '\\0' x >&2; printf '\\n\\377\\376\\000\\303(\\n{"\\n{"type": 7}\\n' >&2`;
/** The same on standard output, in place of an answer. */
export const flood = "head -c 10000000 /dev/zero | tr '\\0' x; exit 0";
export const noText = "printf '\\377\\376\\000\\303(\\n{\"\\n'; exit 0";
/** A child in borg's group, and one that no signal to the group reaches; both hold its pipes. */
export const child = "sleep 1000 &";
export const stranger = (reach: string) => `setsid sh -c '${reach}; exec sleep 1000' &`;
/** Asked to end, it stays; it holds the output that it was given. */
export const deaf = (reach: string) => `trap '' TERM INT; ${reach}; exec sleep 1000`;

/** Makes it in `folder`. */
export async function createFaultyBorg(folder: string, borg = eagerBorg): Promise<FaultyBorg> {
  const place = join(folder, "faults");
  const [path, scripts, points] = [join(place, "borg"), join(place, "scripts"), join(place, "points")];
  for (const each of [scripts, points]) await mkdir(each, { recursive: true });
  const search = `for word; do if [ -f "${scripts}/$word" ]; then . "${scripts}/$word"; fi; done`;
  await writeFile(path, `#!/bin/sh\n${search}\nexec ${borg} "$@"\n`);
  await chmod(path, 0o755);
  const point = (name: string) => join(points, name);
  const reach = (name: string) => `echo $$ > ${point(name)}.new; mv ${point(name)}.new ${point(name)}`;
  return {
    path,
    async before(word, script) {
      await writeFile(join(place, "new"), `${script}\n`);
      await rename(join(place, "new"), join(scripts, word));
    },
    async mend(word) {
      await rm(word === undefined ? scripts : join(scripts, word), { recursive: true, force: true });
      await rm(points, { recursive: true, force: true });
      for (const each of [scripts, points]) await mkdir(each, { recursive: true });
    },
    async reached(name) {
      await eventually(async () => existsSync(point(name)), Boolean, 60_000);
      return Number(await readFile(point(name), "utf8"));
    },
    reach,
    wait: (name) => `${reach(name)}; while ! [ -e ${point(name)}.open ]; do sleep 0.05; done`,
    open: (name) => writeFile(`${point(name)}.open`, ""),
  };
}
