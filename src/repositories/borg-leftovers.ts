// What borg keeps of a repository on this host, apart from the repository itself.
import { join } from "node:path";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import { knownBorgId } from "./copies.ts";
import type { RepositoriesDependencies } from "./use-case.ts";

/** A key file has less than two kilobytes; its first line names the repository. */
const firstLineBytes = 80;
const mostKeys = 10_000;

/** Where borg caches what it knows of one repository. */
const cacheOf = (borgDir: string, borgId: string) => join(borgDir, ".cache", "borg", borgId);

/** Removes borg's cache of a repository, which borg makes anew. Nothing where its id is not known. */
export async function removeBorgCache(
  borgId: string | null,
  { borgDir, ports: { files } }: Pick<RepositoriesDependencies, "borgDir" | "ports">,
): Promise<void> {
  if (borgId !== null) await files.remove(cacheOf(borgDir, borgId));
}

/**
 * Removes the key files, the cache and the notes of a repository that is gone. Nothing where its id is not known, or where another
 * repository that is known here has the same.
 */
export async function removeBorgLeftovers(
  borgId: string | null,
  others: readonly RepositoryRecord[],
  { borgDir, ports: { files } }: Pick<RepositoriesDependencies, "borgDir" | "ports">,
): Promise<void> {
  if (borgId === null) return;
  for (const other of others) if ((await knownBorgId(other, files)) === borgId) return;
  const settings = join(borgDir, ".config", "borg");
  for (const folder of [cacheOf(borgDir, borgId), join(settings, "security", borgId)]) {
    await files.remove(folder);
  }
  const keys = join(settings, "keys");
  if (!(await files.info(keys))) return;
  for (const { name, kind } of await files.list(keys, mostKeys)) {
    if (kind !== "file") continue;
    const [first] = (await files.readRange(join(keys, name), 0, firstLineBytes)).toString("utf8").split("\n");
    if (first === `BORG_KEY ${borgId}`) await files.remove(join(keys, name));
  }
}
