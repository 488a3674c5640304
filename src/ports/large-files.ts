// What files.ts offers for files that are too large to be held in memory.
import { type FileHandle, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";

/** A file that is read here and there. */
export interface RandomAccess {
  /** As it was when it was opened. */
  readonly sizeBytes: number;
  /** `length` bytes from `offset`, fewer only at the end. They are put into `into` where it is given, which is to have room. */
  read(offset: number, length: number, into?: Buffer): Promise<Buffer>;
  close(): Promise<void>;
}

/** A file that is there when it is whole: before `commit` its name is not taken, or has what it had. */
export interface DurableWriter {
  write(chunk: Buffer): Promise<void>;
  /** Syncs the file, gives it its name and syncs the folder. */
  commit(): Promise<void>;
  /** Takes back what was written; nothing happens after `commit`. */
  abort(): Promise<void>;
}

export async function openRandom(path: string): Promise<RandomAccess | null> {
  const handle = await open(path, "r").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return null;
    throw error;
  });
  if (!handle) return null;
  try {
    const { size } = await handle.stat();
    return {
      sizeBytes: size,
      read: (offset, length, into) => readFully(handle, offset, length, into),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

export async function createDurable(path: string, mode = 0o600): Promise<DurableWriter> {
  const temporary = `${path}.tmp`;
  const handle = await open(temporary, "w", mode);
  let ended = false;
  const abort = async () => {
    if (ended) return;
    ended = true;
    await handle.close();
    await rm(temporary, { force: true });
  };
  return {
    async write(chunk) {
      for (let done = 0; done < chunk.length; ) done += (await handle.write(chunk, done)).bytesWritten;
    },
    async commit() {
      try {
        await handle.sync();
        await rename(temporary, path);
      } catch (error) {
        await abort();
        throw error;
      }
      ended = true;
      await handle.close();
      await syncDirectory(dirname(path));
    },
    abort,
  };
}

/** Up to `length` bytes from `offset`, fewer at the end of the file. */
export async function readFully(
  handle: FileHandle,
  offset: number,
  length: number,
  into: Buffer = Buffer.allocUnsafe(length),
): Promise<Buffer> {
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await handle.read(into, filled, length - filled, offset + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return into.subarray(0, filled);
}

export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  await handle.sync().finally(() => handle.close());
}
