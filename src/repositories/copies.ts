// Copies of one repository: borg knows a repository by its id, and keeps its cache, its keys and what it last saw of it under that.
import { join } from "node:path";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import { identifyCommand, parseIdentified, unnoticedIdentifyCommand } from "../borg/commands/identify.ts";
import { readRepositoryConfig } from "../borg/formats/repository-config.ts";
import { requireDone } from "../borg/result/result.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import type { Files } from "../ports/files.ts";
import { newId } from "../ports/random.ts";
import { isLocal } from "./place.ts";
import type { RepositoriesDependencies } from "./use-case.ts";

/** Whether somebody may be told of a repository that is known here. */
export type Sees = (repository: RepositoryRecord) => boolean;

/** The repositories as somebody may be told of them: the others have no name. */
export function asSeen(repositories: readonly RepositoryRecord[], sees: Sees): RepositoryRecord[] {
  return repositories.map((each) => (sees(each) ? each : { ...each, name: "a repository that is known here" }));
}

/** borg's id of a repository as far as it can be told without asking borg: as it was learned, or from a local one's own file. */
export async function knownBorgId(
  { borgId, location }: Pick<RepositoryRecord, "borgId" | "location">,
  files: Pick<Files, "readRange">,
): Promise<string | null> {
  if (borgId !== null || !isLocal(location)) return borgId;
  return (await readRepositoryConfig(files, location))?.id ?? null;
}

/**
 * What is wrong with a place whose repository has this id, or null: where one of the others has it, the two are one to borg that
 * moves to and fro, so that neither could be backed up to.
 */
export async function copyProblem(
  borgId: string | null,
  others: readonly Pick<RepositoryRecord, "name" | "location" | "borgId">[],
  { files }: Pick<RepositoriesDependencies["ports"], "files">,
): Promise<string | null> {
  if (borgId === null) return null;
  for (const other of others) {
    if ((await knownBorgId(other, files)) !== borgId) continue;
    return `has ${other.name}, reached another way, or a copy of it: borg takes both for the same, and could use neither. If it is to replace that one, forget that one first`;
  }
  return null;
}

/** Where borg notes what is looked at unnoticed; removed after each look, and at the start. */
export const unnoticedFolder = (borgDir: string) => join(borgDir, "unnoticed");

/** Finds out the id of a repository that is known here since before ids were kept, or that borg made on another host. */
export async function learnBorgId(
  record: RepositoryRecord,
  target: RepositoryTarget,
  { borg, collection, ports }: Pick<RepositoriesDependencies, "borg" | "collection" | "ports">,
): Promise<void> {
  if (record.borgId !== null || record.state !== "ready") return;
  const askBorg = async () => parseIdentified((await borg.run(identifyCommand(target))).stdout)?.repositoryId ?? null;
  const borgId = (await knownBorgId(record, ports.files)) ?? (await askBorg());
  if (borgId !== null) await collection.update(record.id, (before) => ({ ...before, borgId }));
}

/** Asks borg for the id without borg noting that it saw the repository there. Fault `borg-failed`. */
export async function unnoticedBorgId(
  target: RepositoryTarget,
  { borg, borgDir, ports: { files, random } }: Pick<RepositoriesDependencies, "borg" | "borgDir" | "ports">,
): Promise<string | null> {
  const folder = join(unnoticedFolder(borgDir), newId(random));
  try {
    await files.makeDirectory(folder, 0o700);
    const result = await borg.run(unnoticedIdentifyCommand(target, folder));
    requireDone(result);
    return parseIdentified(result.stdout)?.repositoryId ?? null;
  } finally {
    await files.remove(folder);
  }
}
