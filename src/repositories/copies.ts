// Copies of one repository: borg knows a repository by its id, and keeps its cache and what it last saw of it under that.
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import { readRepositoryConfig } from "../borg/repository-config.ts";
import { isLocal } from "./place.ts";
import type { RepositoriesDependencies } from "./use-case.ts";

/**
 * What is wrong with a place whose repository is a copy of one of the others, or null: to borg the two are one that moves to
 * and fro, so that neither could be backed up to. Only local ones can be told before borg is asked.
 */
export async function copyProblem(
  location: string,
  others: readonly Pick<RepositoryRecord, "name" | "location">[],
  { files }: Pick<RepositoriesDependencies["ports"], "files">,
): Promise<string | null> {
  if (!isLocal(location)) return null;
  const id = (await readRepositoryConfig(files, location))?.id ?? null;
  if (id === null) return null;
  for (const other of others.filter((each) => isLocal(each.location) && each.location !== location)) {
    if ((await readRepositoryConfig(files, other.location))?.id !== id) continue;
    return `has a copy of ${other.name}: borg takes both for the same, and could use neither. If it is to replace that one, forget that one first`;
  }
  return null;
}
