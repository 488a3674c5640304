// The folder beside the target where everything is made ready: flat, closed to other users, its names numbers. No folder, link
// or name of the archive exists in it as such, so nothing in an archive can lead a write anywhere.
import { Fault } from "../../fault.ts";
import { type FolderHandle, ownUser, systemCode } from "../../ports/directories.ts";

export interface Staging {
  readonly folder: FolderHandle;
  /** A name in it that nobody has had. */
  newName(): Buffer;
  /** Removes it with all that is in it. */
  remove(): Promise<void>;
}

export function stagingName(jobId: string): Buffer {
  return Buffer.from(`.borgdeck-restore-${jobId}`);
}

/** Makes it in `parent`, which stays open until it is removed. Fault `conflict` where something stands in the way. */
export async function createStaging(parent: FolderHandle, jobId: string): Promise<Staging> {
  const name = stagingName(jobId);
  await parent.makeFolder(name, 0o700);
  const folder = await openOwn(parent, name);
  let names = 0;
  return {
    folder,
    newName: () => Buffer.from(String(names++)),
    async remove() {
      try {
        await empty(folder).finally(() => folder.close());
        await parent.removeFolder(name).catch(unlessReplaced);
      } finally {
        await parent.close();
      }
    },
  };
}

/** Opens what was just made, and nothing else that has its name by now. */
async function openOwn(parent: FolderHandle, name: Buffer): Promise<FolderHandle> {
  const folder = await parent.openFolder(name);
  try {
    if (isOurs(folder) && !(await hasNames(folder))) return folder;
    throw new Fault("conflict", "Somebody is changing the folder into which files are to be restored.");
  } catch (error) {
    await folder.close();
    throw error;
  }
}

/** Removes one that an earlier process left in `parent`; what is not ours stays. */
export async function removeStaging(parent: FolderHandle, jobId: string): Promise<void> {
  const info = await parent.look(stagingName(jobId));
  if (info?.kind !== "directory") return;
  const folder = await parent.openFolder(stagingName(jobId));
  try {
    if (!isOurs(folder)) return;
    await empty(folder);
  } finally {
    await folder.close();
  }
  await parent.removeFolder(stagingName(jobId));
}

/** Whoever may write to the folder above could have put another one in its place, but not one of ours that is closed. */
function isOurs({ info }: FolderHandle): boolean {
  return info.uid === ownUser().uid && info.mode === 0o700;
}

/** Somebody gave its name to something else, which is left alone. What was in ours is gone. */
function unlessReplaced(error: unknown): void {
  const code = systemCode(error);
  if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "ENOTEMPTY") throw error;
}

async function hasNames(folder: FolderHandle): Promise<boolean> {
  for await (const _ of folder.names()) return true;
  return false;
}

async function empty(folder: FolderHandle): Promise<void> {
  for await (const name of folder.names()) {
    const isFolder = (await folder.look(name))?.kind === "directory"; // a new folder that had not been moved yet
    await (isFolder ? folder.removeFolder(name) : folder.removeFile(name));
  }
}
