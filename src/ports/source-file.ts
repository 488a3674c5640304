// Opens files that others put there: one may be exchanged for a FIFO, a device or a link at any time, and none of them is to keep
// a thread of this process waiting, or to lead elsewhere.
import { constants, type Stats } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { readFully } from "./large-files.ts";

/** A regular file that is held open, whatever has its name meanwhile. */
export interface SourceFile {
  stats(): Promise<Stats>;
  /** Up to `length` bytes from `offset`, fewer at the end. */
  read(offset: number, length: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** open(2): names the file without opening it, so that nothing happens to it. Node has no word for it; of x86, ARM and RISC-V. */
const pathOnly = 0o10000000;
const slash = 0x2f;

/** What makes an open of any kind of file return at once; a link in the last name is refused with ELOOP. */
const cautiousFlags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW | constants.O_NOCTTY;

/** Opens without waiting. Null where there is nothing; rejects where it is no regular file. */
export async function openRegular(path: string | Buffer): Promise<FileHandle | null> {
  const handle = await open(path, cautiousFlags).catch((error: unknown) => {
    if (isOneOf(error, ["ENOENT", "ENOTDIR"])) return null;
    throw error;
  });
  if (!handle) return null;
  try {
    if ((await handle.stat()).isFile()) return handle;
    throw Object.assign(new Error("It is no regular file"), { code: "EINVAL" });
  } catch (error) {
    await handle.close();
    throw error;
  }
}

/** See Files.openSource. */
export async function openSource(path: string | Buffer): Promise<SourceFile | null> {
  const names = namesOf(path);
  if (!names) return null;
  try {
    const found = await walk(names);
    try {
      if (!(await found.stat()).isFile()) return null;
      return sourceFileOf(await open(`/proc/self/fd/${found.fd}`, cautiousFlags & ~constants.O_NOFOLLOW));
    } finally {
      await found.close();
    }
  } catch (error) {
    if (isOneOf(error, ["ENOENT", "ENOTDIR", "ELOOP", "ENAMETOOLONG"])) return null;
    throw error;
  }
}

/** From folder to folder, each looked up in the one that is held. */
async function walk(names: readonly Buffer[]): Promise<FileHandle> {
  let held = await open("/", pathOnly | constants.O_DIRECTORY);
  for (const [at, name] of names.entries()) {
    const folderOnly = at < names.length - 1 ? constants.O_DIRECTORY : 0;
    const place = Buffer.concat([Buffer.from(`/proc/self/fd/${held.fd}/`), name]);
    try {
      const next = await open(place, pathOnly | constants.O_NOFOLLOW | folderOnly);
      await held.close();
      held = next;
    } catch (error) {
      await held.close();
      throw error;
    }
  }
  return held;
}

function sourceFileOf(handle: FileHandle): SourceFile {
  return {
    stats: () => handle.stat(),
    read: (offset, length) => readFully(handle, offset, length),
    close: () => handle.close(),
  };
}

/** The names in an absolute path; null where it is none, or has `.`, `..` or empty ones. */
function namesOf(path: string | Buffer): Buffer[] | null {
  const bytes = Buffer.from(path as string);
  if (bytes[0] !== slash) return null;
  const names: Buffer[] = [];
  for (let start = 1; start <= bytes.length; ) {
    const end = bytes.indexOf(slash, start);
    const name = bytes.subarray(start, end === -1 ? bytes.length : end);
    if (["", ".", ".."].includes(name.toString("latin1")) || name.includes(0)) return null;
    names.push(name);
    start += name.length + 1;
  }
  return names;
}

function isOneOf(error: unknown, codes: readonly string[]): boolean {
  return codes.includes((error as NodeJS.ErrnoException).code ?? "");
}
