// Folders in which nothing is ever restored, told by what they are and not by their names.
import type { Files } from "../../ports/files.ts";

export interface ForbiddenDependencies {
  readonly files: Pick<Files, "info">;
  readonly forbidden: () => Promise<readonly string[]>;
}

/** `device:inode` of each that is there: no link or second mount hides it. */
export async function forbiddenIdentities({ files, forbidden }: ForbiddenDependencies): Promise<ReadonlySet<string>> {
  const infos = await Promise.all((await forbidden()).map((path) => files.info(path)));
  return new Set(infos.flatMap((info) => (info ? [`${info.device}:${info.inode}`] : [])));
}
