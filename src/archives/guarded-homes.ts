// Names in homes into which nothing is written unless RESTORE_ROOTS says so: those that begin with a dot, such as .ssh and
// .bashrc, by which whoever writes them can do what the home's owner can.
import { posix } from "node:path";
import type { Files } from "../ports/files.ts";

/** Whether a path, given as its names from `/` on, is such a name or below one. */
export type IsGuarded = (names: readonly Buffer[]) => boolean;

const dot = 0x2e;

/** Of the real paths of the homes. One that ends in `/*` stands for every folder of that one. */
export async function guardHomes(files: Pick<Files, "realPath">, homes: readonly string[]): Promise<IsGuarded> {
  const real = await Promise.all(homes.map((home) => realHome(files, home)));
  const guarded = real.map((home) => namesOf(home).map((name) => (name === "*" ? null : Buffer.from(name))));
  return (names) =>
    guarded.some(
      (home) =>
        names[home.length]?.[0] === dot && home.every((name, at) => name === null || name.equals(names[at] as Buffer)),
    );
}

/** The names of an absolute path. */
export function namesOf(path: string): string[] {
  return path.split("/").filter((name) => name !== "");
}

async function realHome(files: Pick<Files, "realPath">, home: string): Promise<string> {
  if (!home.endsWith("/*")) return (await files.realPath(home)) ?? home;
  const above = posix.dirname(home);
  return `${(await files.realPath(above)) ?? above}/*`;
}
