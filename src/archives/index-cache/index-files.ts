// Which index files there are in DATA_DIR/index, how large they are, and when each was used.
import { join } from "node:path";
import type { Clock } from "../../ports/clock.ts";
import type { Files } from "../../ports/files.ts";

/** A file by repository and archive. */
export interface IndexFile {
  readonly repositoryId: string;
  readonly archiveId: string;
}

export interface IndexFiles {
  /** Reads what is there, and removes what an unfinished build left, and what is of no repository of these. */
  load(repositoryIds?: ReadonlySet<string>): Promise<void>;
  has(file: IndexFile): boolean;
  pathOf(file: IndexFile): string;
  /** Makes the folder that the file is written to. */
  prepare(file: IndexFile): Promise<void>;
  /** Takes in a file that was written. Resolves to its size in bytes, 0 where it is gone. */
  add(file: IndexFile): Promise<number>;
  /** Notes that it is used. */
  touch(file: IndexFile): void;
  remove(file: IndexFile): Promise<void>;
  /** All of a repository, or those whose archive `keep` does not know. */
  removeAll(repositoryId: string, keep?: ReadonlySet<string>): Promise<readonly IndexFile[]>;
  /** Removes what was not used for longest until the rest fits, but never `spared`. */
  makeRoom(maxBytes: number, spared: IndexFile): Promise<readonly IndexFile[]>;
  /** Of a file that is there, or was until it made room; null where that is not known. */
  sizeOf(file: IndexFile): number | null;
  readonly count: () => number;
  readonly totalBytes: () => number;
}

interface Known extends IndexFile {
  readonly sizeBytes: number;
  usedAtMs: number;
  touchedAtMs: number;
}

/** The time of use is written into the file's own time of modification, at most so often: it only has to order them. */
const touchEveryMs = 600_000;
/** Sizes that are remembered of files that made room. */
const mostRemembered = 1000;
/** The folder that index/build/scratch.ts looks after. */
const inTheMaking = "building";
const repositoryName = /^[a-z2-7]{8,40}$/;
const indexName = /^([0-9a-f]{64})\.index$/;

/** Creates it for a folder, which need not exist. */
export function createIndexFiles(folder: string, files: Files, clock: Pick<Clock, "now">): IndexFiles {
  const known = new Map<string, Known>();
  const madeRoom = new Map<string, number>(); // their sizes
  let totalBytes = 0;

  const pathOf = ({ repositoryId, archiveId }: IndexFile) => join(folder, repositoryId, `${archiveId}.index`);
  const forget = (file: IndexFile) => {
    totalBytes -= known.get(keyOf(file))?.sizeBytes ?? 0;
    known.delete(keyOf(file));
  };
  const note = (file: Known) => {
    forget(file);
    known.set(keyOf(file), file);
    totalBytes += file.sizeBytes;
  };
  const remove = async (file: IndexFile) => {
    forget(file);
    await files.remove(pathOf(file));
  };
  const loadFolder = async (repositoryId: string) => {
    for (const { name } of await files.list(join(folder, repositoryId))) {
      const archiveId = indexName.exec(name)?.[1];
      const info = archiveId === undefined ? null : await files.info(join(folder, repositoryId, name));
      if (archiveId === undefined || info?.kind !== "file") await files.remove(join(folder, repositoryId, name));
      else note({ ...timesOf(info.modifiedAtMs), repositoryId, archiveId, sizeBytes: info.sizeBytes });
    }
  };

  return {
    async load(repositoryIds) {
      await files.makeDirectory(folder, 0o700);
      for (const { name, kind } of await files.list(folder)) {
        if (kind !== "directory" || name === inTheMaking || !repositoryName.test(name)) continue;
        if (repositoryIds && !repositoryIds.has(name)) await files.remove(join(folder, name));
        else await loadFolder(name);
      }
    },
    has: (file) => known.has(keyOf(file)),
    pathOf,
    prepare: ({ repositoryId }) => files.makeDirectory(join(folder, repositoryId), 0o700),
    async add(file) {
      const info = await files.info(pathOf(file));
      if (info?.kind !== "file") return 0;
      note({ ...file, ...timesOf(clock.now()), sizeBytes: info.sizeBytes });
      return info.sizeBytes;
    },
    touch(file) {
      const found = known.get(keyOf(file));
      if (!found) return;
      found.usedAtMs = clock.now();
      if (found.usedAtMs < found.touchedAtMs + touchEveryMs) return;
      found.touchedAtMs = found.usedAtMs;
      files.touch(pathOf(file), found.usedAtMs).catch(() => {}); // it only looks as if it were unused for longer
    },
    remove,
    async removeAll(repositoryId, keep) {
      const gone = [...known.values()].filter(
        (file) => file.repositoryId === repositoryId && !keep?.has(file.archiveId),
      );
      for (const file of gone) await remove(file);
      if (!keep) await files.remove(join(folder, repositoryId));
      return gone;
    },
    async makeRoom(maxBytes, spared) {
      if (totalBytes <= maxBytes) return [];
      const gone: IndexFile[] = [];
      const oldestFirst = [...known.values()].sort((a, b) => a.usedAtMs - b.usedAtMs);
      for (const file of oldestFirst) {
        if (totalBytes <= maxBytes) break;
        if (keyOf(file) === keyOf(spared)) continue;
        await remove(file);
        madeRoom.set(keyOf(file), file.sizeBytes);
        if (madeRoom.size > mostRemembered) madeRoom.delete(madeRoom.keys().next().value as string);
        gone.push(file);
      }
      return gone;
    },
    sizeOf: (file) => known.get(keyOf(file))?.sizeBytes ?? madeRoom.get(keyOf(file)) ?? null,
    count: () => known.size,
    totalBytes: () => totalBytes,
  };
}

/** One text for a file. */
export function keyOf({ repositoryId, archiveId }: IndexFile): string {
  return `${repositoryId}/${archiveId}`;
}

function timesOf(ms: number): Pick<Known, "usedAtMs" | "touchedAtMs"> {
  return { usedAtMs: ms, touchedAtMs: ms };
}
