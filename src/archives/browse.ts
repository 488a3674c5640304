// Looking into a folder of an archive.
import type { FileEntry } from "../../schemas/archives.ts";
import type { Borg } from "../borg/borg.ts";
import { listFilesCommand } from "../borg/commands/list-files.ts";
import { type ListedEntry, readListing } from "../borg/listing.ts";
import { childrenOf, exactly } from "../borg/selector.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import { toFileEntry } from "./entry.ts";
import { createFolderCollector, type Folder, type FolderCollector, type Position } from "./folder.ts";
import { createOutlineBuilder, type Outline } from "./outline.ts";
import { parentOf } from "./paths.ts";

export interface Place {
  readonly target: RepositoryTarget;
  readonly archiveName: string;
  /** Empty for the root. */
  readonly folder: string;
  readonly after: Position | null;
}

export interface Look {
  readonly folder: Folder;
  readonly outline: Outline;
}

/**
 * Reads a folder. Without the archive's outline the whole archive is listed once, which gives both; with it, borg is asked for
 * this folder only, or not at all. Throws Fault `not-found`, BorgFault, or the signal's reason.
 */
export async function look(
  borg: Pick<Borg, "stream">,
  place: Place,
  outline: Outline | null,
  signal: AbortSignal,
): Promise<Look> {
  const collector = createFolderCollector(place.after);
  if (outline?.isImplied(place.folder)) return { outline, folder: fromOutline(outline, place.folder, collector) };
  if (outline) return { outline, folder: await listFolder(borg, place, outline, collector, signal) };
  return listAll(borg, place, collector, signal);
}

/** Asks borg for entries and hands them on, `.` (the root of an archive made in its own folder) left out. */
export async function eachEntry(
  borg: Pick<Borg, "stream">,
  { target, archiveName }: Pick<Place, "target" | "archiveName">,
  options: { selectors: readonly string[]; signal: AbortSignal; jobId?: string; lockWaitSeconds?: number },
  use: (entry: ListedEntry) => void,
): Promise<void> {
  const { selectors, signal, jobId, lockWaitSeconds } = options;
  const waiting = lockWaitSeconds === undefined ? {} : { lockWaitSeconds };
  const command = listFilesCommand(target, { archiveName, selectors, ...waiting });
  const { stdout } = await borg.stream(command, { signal, ...(jobId === undefined ? {} : { jobId }) });
  try {
    for await (const batch of readListing(stdout)) {
      for (const entry of batch) if (entry.path !== ".") use(entry);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}

async function listAll(
  borg: Pick<Borg, "stream">,
  place: Place,
  collector: FolderCollector,
  signal: AbortSignal,
): Promise<Look> {
  const builder = createOutlineBuilder();
  let own: ListedEntry | null = null;
  await eachEntry(borg, place, { selectors: [], signal }, (entry) => {
    builder.add(entry);
    if (entry.path === place.folder) own = entry;
    else if (place.folder !== "" && parentOf(entry.path) === place.folder) collector.add(toFileEntry(entry));
  });
  const outline = builder.finish();
  return { outline, folder: complete(place, outline, own, collector) };
}

async function listFolder(
  borg: Pick<Borg, "stream">,
  place: Place,
  outline: Outline,
  collector: FolderCollector,
  signal: AbortSignal,
): Promise<Folder> {
  let own: ListedEntry | null = null;
  const selectors = [exactly(place.folder), childrenOf(place.folder)];
  await eachEntry(borg, place, { selectors, signal }, (entry) => {
    if (entry.path === place.folder) own = entry;
    else collector.add(toFileEntry(entry));
  });
  return complete(place, outline, own, collector);
}

function complete({ folder }: Place, outline: Outline, own: ListedEntry | null, collector: FolderCollector): Folder {
  if (own === null && !outline.isImplied(folder)) throw noSuchFolder();
  if (own !== null && own.type !== "d") throw noSuchFolder();
  return fromOutline(outline, folder, collector);
}

function fromOutline(outline: Outline, folder: string, collector: FolderCollector): Folder {
  for (const entry of outline.entriesOf(folder) satisfies readonly FileEntry[]) collector.add(entry);
  return collector.finish();
}

function noSuchFolder(): Fault {
  return new Fault("not-found", "The archive has no folder of this name.");
}
