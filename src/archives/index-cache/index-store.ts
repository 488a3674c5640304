// The indexes in DATA_DIR/index: a cache that is never believed where it does not validate, within a budget of bytes.
import { Fault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Files, RandomAccess } from "../../ports/files.ts";
import type { Log } from "../../ports/log.ts";
import type { ArchiveIndex } from "../index/archive-index.ts";
import { InvalidIndexError } from "../index/format/invalid-index.ts";
import { createIndexFiles, type IndexFile, keyOf } from "./index-files.ts";
import { createIndexHandles } from "./index-handles.ts";

export interface IndexStore {
  /** Reads which indexes there are, and removes those of repositories that are gone. To be awaited before anything else. */
  load(repositoryIds?: ReadonlySet<string>): Promise<void>;
  /** Whether there is a file; whether it is valid shows when it is used. */
  has(file: IndexFile): boolean;
  /**
   * Reads an index, which stays open meanwhile. Null where there is none; one that turns out not to be valid is removed, and
   * is none.
   */
  use<T>(file: IndexFile, read: (index: ArchiveIndex) => Promise<T>): Promise<{ readonly value: T } | null>;
  /** Path that the index is to be written to, as one step. Its folder is there. */
  placeFor(file: IndexFile): Promise<string>;
  /** Takes in what was written there, and drops what was not used for longest beyond the budget. Resolves to its size in bytes. */
  added(file: IndexFile): Promise<number>;
  /** Whether one more of usual size fits without dropping another. */
  hasRoom(): boolean;
  /**
   * Throws Fault `disk-full` where these are known not to fit into the budget together, so that making one would drop another,
   * without end.
   */
  requireRoomFor(together: readonly IndexFile[]): void;
  /** Removes the indexes of archives that the repository no longer has; without `archiveIds` all of them. */
  keepOnly(repositoryId: string, archiveIds?: ReadonlySet<string>): Promise<void>;
  close(): Promise<void>;
}

export interface IndexStoreDependencies {
  /** DATA_DIR/index. */
  readonly folder: string;
  readonly maxBytes: number;
  readonly files: Files;
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  /** Opens and checks an index; throws InvalidIndexError. */
  readonly open: (file: RandomAccess, expected: { readonly archiveId: string }) => Promise<ArchiveIndex>;
}

/** Index files that stay open while nobody reads them. */
const mostOpen = 16;

/** Creates the store. */
export function createIndexStore({ folder, maxBytes, files, clock, log, open }: IndexStoreDependencies): IndexStore {
  const known = createIndexFiles(folder, files, clock);
  const handles = createIndexHandles(async (key) => {
    const [repositoryId = "", archiveId = ""] = key.split("/");
    const file = await files.openRandom(known.pathOf({ repositoryId, archiveId }));
    if (!file) return null;
    return open(file, { archiveId }).catch(async (error: unknown) => {
      await file.close().catch(() => {}); // the reader may have closed it already
      throw error;
    });
  }, mostOpen);

  const discard = async (file: IndexFile) => {
    handles.drop(keyOf(file));
    await known.remove(file);
  };
  const dropAll = (gone: readonly IndexFile[]) => {
    for (const file of gone) handles.drop(keyOf(file));
  };

  return {
    load: known.load,
    has: known.has,
    async use(file, read) {
      if (!known.has(file)) return null;
      known.touch(file);
      try {
        const found = await handles.use(keyOf(file), read);
        if (!found) await discard(file);
        return found;
      } catch (error) {
        if (!isBroken(error)) throw error;
        log.warn("The index of an archive is not valid, and is made again", { ...file, error });
        await discard(file);
        return null;
      }
    },
    async placeFor(file) {
      await known.prepare(file);
      return known.pathOf(file);
    },
    async added(file) {
      handles.drop(keyOf(file));
      const sizeBytes = await known.add(file);
      dropAll(await known.makeRoom(maxBytes, file));
      return sizeBytes;
    },
    hasRoom: () => known.count() === 0 || known.totalBytes() * (1 + 1 / known.count()) <= maxBytes,
    requireRoomFor(together) {
      const bySize = new Map(together.map((file) => [keyOf(file), known.sizeOf(file) ?? 0]));
      const bytes = [...bySize.values()].reduce((total, size) => total + size, 0);
      if (bytes > maxBytes) throw noRoom(bytes, maxBytes);
    },
    keepOnly: async (repositoryId, archiveIds) => dropAll(await known.removeAll(repositoryId, archiveIds)),
    close: handles.close,
  };
}

function noRoom(bytes: number, maxBytes: number): Fault {
  const [needed, most] = [Math.ceil(bytes / 1e6), Math.floor(maxBytes / 1e6)];
  return new Fault(
    "disk-full",
    `The indexes of these archives take ${needed} MB together, and INDEX_MAX_MB keeps ${most} MB at most. ` +
      `Set INDEX_MAX_MB to ${needed} or more to compare them.`,
  );
}

/** A disk that cannot read the file any more counts too: it is a cache, and the archive has it all. */
function isBroken(error: unknown): boolean {
  return error instanceof InvalidIndexError || (error as NodeJS.ErrnoException).code === "EIO";
}
