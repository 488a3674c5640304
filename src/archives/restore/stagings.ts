// Makes the staging folders of a restore, one beside each place, and finds those again that a crash left.
import { join } from "node:path";
import { Fault } from "../../fault.ts";
import { type FolderHandle, type OpenFolder, systemCode } from "../../ports/directories.ts";
import type { Files } from "../../ports/files.ts";
import type { Log } from "../../ports/log.ts";
import { closeAll } from "./close-all.ts";
import type { Place } from "./destination.ts";
import { asBytes, asText } from "./records.ts";
import { createStaging, removeStaging, type Staging } from "./staging.ts";
import { identityOf } from "./target-folders.ts";

export interface StagingDependencies {
  readonly files: Pick<Files, "writeDurable" | "readText" | "remove" | "makeDirectory" | "list">;
  readonly openFolder: OpenFolder;
  /** Folder for a note of where the staging folders of a job are. */
  readonly notesDir: string;
  readonly log: Pick<Log, "warn">;
}

/** Where a staging folder is: the root as text, then names as latin1 text. */
type Note = readonly { readonly root: string; readonly parts: readonly string[] }[];

/** Makes them, noting first where. Throws Fault, or the system's error; then none is left, or the note is. */
export async function createStagings(
  dependencies: StagingDependencies,
  places: readonly Place[],
  jobId: string,
  forbidden: ReadonlySet<string>,
): Promise<Staging[]> {
  const { files, openFolder, notesDir, log } = dependencies;
  const parents: { place: Place; folder: FolderHandle; depth: number }[] = [];
  const stagings: Staging[] = [];
  try {
    for (const place of places) parents.push({ place, ...(await deepest(openFolder, place, forbidden)) });
    const note: Note = parents.map(({ place, depth }) => ({
      root: place.root,
      parts: place.base.slice(0, depth).map(asText),
    }));
    await files.makeDirectory(notesDir);
    await files.writeDurable(join(notesDir, jobId), JSON.stringify(note));
    for (const [at, { folder }] of parents.entries()) {
      stagings.push(await createStaging(folder, at === 0 ? jobId : `${jobId}-${at}`));
    }
    return stagings;
  } catch (error) {
    const unused = parents.slice(stagings.length).map(({ folder }) => folder);
    await closeAll(unused).catch(() => {}); // the first error says what is wrong
    for (const staging of stagings) await staging.remove().catch(() => {}); // as above, and it is tried again
    await removeLeftStagings(dependencies, jobId).catch((failure: unknown) =>
      log.warn("A folder beside the target could not be removed", { jobId, error: failure }),
    );
    throw error;
  }
}

/** Removes them, and the note with the last: while one is left, the next start finds it by that. */
export async function removeStagings(
  { files, notesDir, log }: StagingDependencies,
  stagings: readonly Staging[],
  jobId: string,
): Promise<void> {
  const results = await Promise.allSettled(stagings.map((staging) => staging.remove()));
  const failed = results.filter((result) => result.status === "rejected");
  for (const { reason } of failed) {
    log.warn("A folder beside the target could not be removed; the next start tries again", { jobId, error: reason });
  }
  if (failed[0]) throw failed[0].reason;
  await files.remove(join(notesDir, jobId));
}

/** Removes what a job of an earlier process left. A place that is not there any more is passed over. */
export async function removeLeftStagings(
  { files, openFolder, notesDir }: StagingDependencies,
  jobId: string,
): Promise<void> {
  const text = await files.readText(join(notesDir, jobId));
  const note = text === null ? [] : (JSON.parse(text) as Note);
  const removeOne = async ({ root, parts }: Note[number], at: number) => {
    const parent = await walk(openFolder, root, parts.map(asBytes));
    await (parent && removeStaging(parent, at === 0 ? jobId : `${jobId}-${at}`).finally(() => parent.close()));
  };
  const results = await Promise.allSettled(note.map(removeOne));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
  await files.remove(join(notesDir, jobId));
}

/** Jobs whose notes are there: before any job has begun, those whose folders were left. */
export async function notedJobs({
  files,
  notesDir,
}: Pick<StagingDependencies, "files" | "notesDir">): Promise<string[]> {
  await files.makeDirectory(notesDir);
  const entries = await files.list(notesDir);
  return entries.flatMap(({ name }) => (/^[a-z0-9]+$/.test(name) ? [name] : [])); // no half-written note, which nothing was made for
}

/** Opens a root for certain: what is there is a folder, and is where its path says. */
export async function openRoot(openFolder: OpenFolder, root: string): Promise<FolderHandle> {
  const folder = await openFolder(root);
  try {
    if ((await folder.path()).equals(Buffer.from(root))) return folder;
    throw new Fault("conflict", `The folder ${root} was moved, or replaced by a link, this moment.`);
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/** The last folder on the way to a place's base that is there. */
export async function deepest(
  openFolder: OpenFolder,
  { root, base }: Place,
  forbidden: ReadonlySet<string>,
): Promise<{ folder: FolderHandle; depth: number }> {
  let folder = await openRoot(openFolder, root);
  let depth = 0;
  try {
    for (; depth < base.length; depth += 1) {
      const next = await childOf(folder, base[depth] as Buffer);
      if (next === null) break;
      await folder.close();
      folder = next;
      if (forbidden.has(identityOf(folder))) {
        throw new Fault("not-allowed", "Borgdeck's own data and repositories are never written into.");
      }
    }
    return { folder, depth };
  } catch (error) {
    await folder.close();
    throw error;
  }
}

async function walk(openFolder: OpenFolder, root: string, parts: readonly Buffer[]): Promise<FolderHandle | null> {
  let folder = await openFolder(root).catch(absent);
  for (const part of parts) {
    if (folder === null) return null;
    const above = folder;
    folder = await childOf(above, part).finally(() => above.close());
  }
  return folder;
}

function childOf(folder: FolderHandle, name: Buffer): Promise<FolderHandle | null> {
  return folder.openFolder(name).catch(absent);
}

function absent(error: unknown): null {
  const code = systemCode(error);
  if (code === "ENOENT" || code === "ENOTDIR" || code === "ELOOP") return null;
  throw error;
}
