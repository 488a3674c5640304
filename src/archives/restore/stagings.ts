// Makes the staging folders of a restore, one beside each place, and finds those again that a crash left.
import { join } from "node:path";
import { Fault } from "../../fault.ts";
import { type FolderHandle, type OpenFolder, systemCode } from "../../ports/directories.ts";
import type { Files } from "../../ports/files.ts";
import type { Place } from "./destination.ts";
import { asBytes, asText } from "./records.ts";
import { createStaging, removeStaging, type Staging } from "./staging.ts";
import { identityOf } from "./target-folders.ts";

export interface StagingDependencies {
  readonly files: Pick<Files, "writeDurable" | "readText" | "remove" | "makeDirectory">;
  readonly openFolder: OpenFolder;
  /** Folder for a note of where the staging folders of a job are. */
  readonly notesDir: string;
}

/** Where a staging folder is: the root as text, then names as latin1 text. */
type Note = readonly { readonly root: string; readonly parts: readonly string[] }[];

/** Makes them, noting first where. Throws Fault, or the system's error; then none is left. */
export async function createStagings(
  { files, openFolder, notesDir }: StagingDependencies,
  places: readonly Place[],
  jobId: string,
  forbidden: ReadonlySet<string>,
): Promise<Staging[]> {
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
    for (const staging of stagings) await staging.remove().catch(() => {}); // the first error says what is wrong
    for (const { folder } of parents.slice(stagings.length)) await folder.close();
    throw error;
  }
}

/** Removes them and the note. */
export async function removeStagings(
  { files, notesDir }: StagingDependencies,
  stagings: readonly Staging[],
  jobId: string,
): Promise<void> {
  const results = await Promise.allSettled(stagings.map((staging) => staging.remove()));
  await files.remove(join(notesDir, jobId));
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}

/** Removes what a job of an earlier process left. A place that is not there any more is passed over. */
export async function removeLeftStagings(
  { files, openFolder, notesDir }: StagingDependencies,
  jobId: string,
): Promise<void> {
  const text = await files.readText(join(notesDir, jobId));
  const note = text === null ? [] : (JSON.parse(text) as Note);
  for (const [at, { root, parts }] of note.entries()) {
    const parent = await walk(openFolder, root, parts.map(asBytes));
    if (parent === null) continue;
    await removeStaging(parent, at === 0 ? jobId : `${jobId}-${at}`).finally(() => parent.close());
  }
  await files.remove(join(notesDir, jobId));
}

/** Opens a root for certain: what is there is a folder, and is where its path says. */
export async function openRoot(openFolder: OpenFolder, root: string): Promise<FolderHandle> {
  const folder = await openFolder(root);
  if ((await folder.path()).equals(Buffer.from(root))) return folder;
  await folder.close();
  throw new Fault("conflict", `The folder ${root} was moved, or replaced by a link, this moment.`);
}

/** The last folder on the way to a place's base that is there. */
export async function deepest(
  openFolder: OpenFolder,
  { root, base }: Place,
  forbidden: ReadonlySet<string>,
): Promise<{ folder: FolderHandle; depth: number }> {
  let folder = await openRoot(openFolder, root);
  let depth = 0;
  for (; depth < base.length; depth += 1) {
    const next = await childOf(folder, base[depth] as Buffer);
    if (next === null) break;
    await folder.close();
    folder = next;
    if (forbidden.has(identityOf(folder))) {
      await folder.close();
      throw new Fault("not-allowed", "Borgdeck's own data and repositories are never written into.");
    }
  }
  return { folder, depth };
}

async function walk(openFolder: OpenFolder, root: string, parts: readonly Buffer[]): Promise<FolderHandle | null> {
  let folder = await openFolder(root).catch(absent);
  for (const part of parts) {
    if (folder === null) return null;
    const next: FolderHandle | null = await childOf(folder, part);
    await folder.close();
    folder = next;
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
