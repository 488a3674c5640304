// Files: everything that Borgdeck itself reads and writes on disk goes through here, so that tests can make it fail.
import { constants, type Stats } from "node:fs";
import {
  access,
  chmod,
  lstat,
  mkdir,
  open,
  opendir,
  readFile,
  realpath,
  rename,
  rm,
  rmdir,
  stat,
  statfs,
  unlink,
  utimes,
} from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { type FileInfo, type FileKind, infoOf, kindOf } from "./file-info.ts";
import {
  createDurable,
  type DurableWriter,
  openRandom,
  type RandomAccess,
  readFully,
  syncDirectory,
} from "./large-files.ts";
import { openRegular, openSource } from "./source-file.ts";

export type { FileInfo, FileKind } from "./file-info.ts";
export type { DurableWriter, RandomAccess } from "./large-files.ts";

export interface FileSystemInfo {
  /** For those who are not root. */
  readonly freeBytes: number;
  readonly sizeBytes: number;
  /** Whether it is in memory (tmpfs), and gone when the machine is off. */
  readonly inMemory: boolean;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: FileKind;
}

/** A file that only grows; `append` resolves when the data is on the disk. */
export interface AppendFile {
  append(data: string): Promise<void>;
  /** Cuts the file to `sizeBytes`, durably. */
  truncate(sizeBytes: number): Promise<void>;
  close(): Promise<void>;
}

/** A file that is read whatever has its name meanwhile. */
export interface HeldFile {
  info(): Promise<FileInfo>;
  /** Up to `length` bytes from `offset`, fewer at the end. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** A path; as bytes where its name is not valid UTF-8. */
export type FilePath = string | Buffer;

export interface Files {
  /** The whole text, or null where there is no such file. */
  readText(path: string): Promise<string | null>;
  /**
   * Up to `length` bytes from `offset`; empty at the end or where there is no such file. Rejects, and waits for nobody, where it
   * is a link, a FIFO or anything else but a regular file; so does the next.
   */
  readRange(path: FilePath, offset: number, length: number): Promise<Buffer>;
  readStream(path: FilePath): Readable;
  /**
   * Opens a regular file by an absolute path that goes through no link, not even in a parent folder. Null where there is none;
   * rejects where it may not be read.
   */
  openSource(path: FilePath): Promise<HeldFile | null>;
  /** The whole content of a file, which is then gone. Rejects where there is none. */
  take(path: string): Promise<Buffer>;
  /**
   * Replaces the file as one step that survives a crash: temporary file, fsync, rename, fsync of the folder. An error
   * with `unreplaced: true` came before the rename: the file is then for certain as it was.
   */
  writeDurable(path: string, data: string | Buffer, mode?: number): Promise<void>;
  /** Opens for reading; null where there is no such file. */
  openRandom(path: string): Promise<RandomAccess | null>;
  /** Like writeDurable, for more than fits in memory. Two of them for one path at once are not kept apart. */
  createDurable(path: string, mode?: number): Promise<DurableWriter>;
  /** Opens for appending, made with `mode` where it does not exist. */
  openAppend(path: string, mode?: number): Promise<AppendFile>;
  /** Empties a file without replacing it. */
  empty(path: string): Promise<void>;
  /** Follows symbolic links; null where there is nothing. */
  info(path: string): Promise<FileInfo | null>;
  /** Does not follow them. */
  linkInfo(path: FilePath): Promise<FileInfo | null>;
  /** The file system that holds the path; null where that does not exist. */
  fileSystem(path: string): Promise<FileSystemInfo | null>;
  /** Entries of a folder, at most `limit` of them, in the order of the file system. */
  list(path: string, limit?: number): Promise<DirectoryEntry[]>;
  /** Makes the folder and its parents; `mode` is set on the folder itself, also when it existed. */
  makeDirectory(path: string, mode?: number): Promise<void>;
  /** Makes one folder, in one that is there. EEXIST where anything has that name, a link too. */
  makeNewDirectory(path: string, mode: number): Promise<void>;
  /** Gives what is at `from` the name `to`, replacing what had it. */
  rename(from: string, to: string): Promise<void>;
  /** Notes that a file was used: sets its time of modification. */
  touch(path: string, atMs: number): Promise<void>;
  /** Sets the permission bits. */
  setMode(path: string, mode: number): Promise<void>;
  /** Removes a file or a whole folder; nothing happens where there is none. */
  remove(path: string): Promise<void>;
  /** Removes a folder that has nothing in it; rejects where it has. */
  removeEmpty(path: string): Promise<void>;
  /** The path with all links resolved; null where it does not exist. */
  realPath(path: string): Promise<string | null>;
  readable(path: string): Promise<boolean>;
  /** Whether entries of a folder can be made and removed. */
  writable(folder: string): Promise<boolean>;
}

/** TMPFS_MAGIC of statfs(2). */
const tmpfsType = 0x01021994;
/** A piece of a stream. */
const streamBytes = 256 * 1024;

export const systemFiles: Files = {
  readText: (path) => orNull(readFile(path, "utf8")),
  readRange,
  readStream: (path) => Readable.from(piecesOf(path), { objectMode: false }),
  async openSource(path) {
    const held = await openSource(path);
    return held && { info: async () => infoOf(await held.stats()), read: held.read, close: held.close };
  },
  async take(path) {
    const content = await readFile(path);
    await unlink(path);
    return content;
  },
  writeDurable,
  openRandom,
  createDurable,
  openAppend,
  async empty(path) {
    const handle = await open(path, "r+");
    await handle.truncate(0).finally(() => handle.close());
  },
  info: async (path) => asInfo(await orNull(stat(path))),
  linkInfo: async (path) => asInfo(await orNull(lstat(path))),
  async fileSystem(path) {
    const found = await orNull(statfs(path));
    if (!found) return null;
    const { bavail, blocks, bsize, type } = found;
    return { freeBytes: bavail * bsize, sizeBytes: blocks * bsize, inMemory: type === tmpfsType };
  },
  list,
  async makeDirectory(path, mode = 0o700) {
    await mkdir(path, { recursive: true, mode });
    await chmod(path, mode);
  },
  makeNewDirectory: (path, mode) => mkdir(path, { mode }).then(() => {}),
  rename,
  touch: (path, atMs) => utimes(path, atMs / 1000, atMs / 1000),
  setMode: chmod,
  remove: (path) => rm(path, { recursive: true, force: true }),
  removeEmpty: rmdir,
  realPath: (path) => orNull(realpath(path)),
  readable: (path) => permits(path, constants.R_OK),
  writable: (folder) => permits(folder, constants.W_OK | constants.X_OK),
};

function permits(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

async function writeDurable(path: string, data: string | Buffer, mode = 0o600): Promise<void> {
  const temporary = `${path}.tmp`;
  try {
    await writeSynced(temporary, data, mode).catch((error: unknown) => {
      throw Object.assign(error as Error, { unreplaced: true });
    });
    await rename(temporary, path);
    await syncDirectory(dirname(path));
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

async function writeSynced(path: string, data: string | Buffer, mode: number): Promise<void> {
  const handle = await open(path, "w", mode);
  try {
    await handle.writeFile(data);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function openAppend(path: string, mode = 0o600): Promise<AppendFile> {
  const handle = await open(path, "a", mode);
  await syncDirectory(dirname(path));
  return {
    async append(data) {
      await handle.appendFile(data);
      await handle.datasync();
    },
    async truncate(sizeBytes) {
      await handle.truncate(sizeBytes);
      await handle.sync();
    },
    close: () => handle.close(),
  };
}

async function readRange(path: FilePath, offset: number, length: number): Promise<Buffer> {
  const handle = await openRegular(path);
  if (!handle) return Buffer.alloc(0);
  try {
    return await readFully(handle, offset, length);
  } finally {
    await handle.close();
  }
}

async function* piecesOf(path: FilePath): AsyncGenerator<Buffer> {
  const handle = await openRegular(path);
  if (!handle) throw Object.assign(new Error("There is no such file"), { code: "ENOENT" });
  try {
    for (let at = 0; ; ) {
      const piece = await readFully(handle, at, streamBytes);
      if (piece.length === 0) return;
      at += piece.length;
      yield piece;
    }
  } finally {
    await handle.close();
  }
}

async function list(path: string, limit = Number.POSITIVE_INFINITY): Promise<DirectoryEntry[]> {
  const entries: DirectoryEntry[] = [];
  for await (const entry of await opendir(path)) {
    if (entries.length >= limit) break;
    entries.push({ name: entry.name, kind: kindOf(entry) });
  }
  return entries;
}

function asInfo(stats: Stats | null): FileInfo | null {
  return stats && infoOf(stats);
}

async function orNull<T>(promise: Promise<T>): Promise<T | null> {
  try {
    return await promise;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw error;
  }
}
