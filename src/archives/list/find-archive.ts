import { Fault } from "../../fault.ts";

/** The archive of that name; undefined where there is none. A name stands for one archive only. */
export function archiveNamed<T extends { readonly name: string }>(archives: readonly T[], name: string): T | undefined {
  return archives.find((archive) => archive.name === name);
}

/** The same; Fault `not-found` where there is none. */
export function requireArchive<T extends { readonly name: string }>(archives: readonly T[], name: string): T {
  const found = archiveNamed(archives, name);
  if (!found) throw noSuchArchive();
  return found;
}

export function noSuchArchive(): Fault {
  return new Fault("not-found", "There is no archive of this name. Reload the list of archives.");
}
