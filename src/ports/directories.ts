// Folders held open: what is done in one is done in that very folder, whatever its path leads to meanwhile. Node has no
// openat(2), but a name below /proc/self/fd/N is looked up from the folder that is open as N, and never by its path.
import { constants } from "node:fs";
import {
  type FileHandle,
  lchown,
  link,
  lstat,
  lutimes,
  mkdir,
  open,
  opendir,
  readlink,
  rename,
  rmdir,
  statfs,
  symlink,
  unlink,
} from "node:fs/promises";
import { type FileInfo, infoOf } from "./file-info.ts";

/** What is set on a new file, folder or link; null leaves it as it is. */
export interface Attributes {
  /** Permission bits; links have none. */
  readonly mode: number | null;
  readonly owner: { readonly uid: number; readonly gid: number } | null;
  /** Microseconds since the epoch. */
  readonly modifiedAtUs: number | null;
}

/** A file that nobody had before. */
export interface NewFile {
  write(chunk: Buffer): Promise<void>;
  /** Leaves a hole of so many bytes. */
  skip(length: number): void;
  /** Cut to what was written and skipped, with these attributes. Owner first, since that takes set-user-id bits away. */
  finish(attributes: Attributes): Promise<void>;
  close(): Promise<void>;
}

/**
 * A folder that is held open. Names are the bytes of one name: never empty, `.` or `..`, without slash. No call follows a
 * link that a name stands for. Errors are the system's, with its `code`.
 */
export interface FolderHandle {
  readonly info: FileInfo;
  /** What has that name, or null. */
  look(name: Buffer): Promise<FileInfo | null>;
  /** A folder in it. ENOTDIR or ELOOP where the name is of something else. */
  openFolder(name: Buffer): Promise<FolderHandle>;
  /** EEXIST where the name is taken; so for the next three. */
  makeFolder(name: Buffer, mode: number): Promise<void>;
  createFile(name: Buffer): Promise<NewFile>;
  /** A symbolic link; of its attributes, owner and time are set. */
  makeLink(name: Buffer, target: Buffer, attributes: Attributes): Promise<void>;
  /** Gives what has that name a second one in another folder, whatever it is, itself and not where it leads. */
  linkTo(name: Buffer, folder: FolderHandle, newName: Buffer): Promise<void>;
  /** Moves it there, replacing what has that name. */
  moveTo(name: Buffer, folder: FolderHandle, newName: Buffer): Promise<void>;
  /** The content of a file. */
  read(name: Buffer): AsyncIterable<Buffer>;
  linkTarget(name: Buffer): Promise<Buffer>;
  removeFile(name: Buffer): Promise<void>;
  removeFolder(name: Buffer): Promise<void>;
  names(): AsyncIterable<Buffer>;
  setAttributes(attributes: Attributes): Promise<void>;
  /** Bytes that this user may still write on its disk. */
  freeBytes(): Promise<number>;
  /** Where it is now. */
  path(): Promise<Buffer>;
  close(): Promise<void>;
  /** For the calls that name two folders. */
  at(name: Buffer): Buffer;
}

/** Opens a folder, by a path that may go through links but does not end in one. */
export type OpenFolder = (path: string) => Promise<FolderHandle>;

const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const newFileFlags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const readBytes = 1024 * 1024;

/** The user that this process acts as. */
export const ownUser = () => ({ uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 });

/** The name of an error of the system, such as ENOENT, or null. */
export function systemCode(error: unknown): string | null {
  const code = error instanceof Error && "code" in error ? error.code : null;
  return typeof code === "string" && /^E[A-Z0-9]+$/.test(code) ? code : null;
}

export const openFolder: OpenFolder = async (path) => folderOf(await open(path, folderFlags));

async function folderOf(handle: FileHandle): Promise<FolderHandle> {
  const base = Buffer.from(`/proc/self/fd/${handle.fd}/`);
  const at = (name: Buffer) => Buffer.concat([base, checked(name)]);
  try {
    const info = infoOf(await handle.stat());
    return {
      info,
      at,
      async look(name) {
        try {
          return infoOf(await lstat(at(name)));
        } catch (error) {
          if (systemCode(error) === "ENOENT") return null;
          throw error;
        }
      },
      openFolder: async (name) => folderOf(await open(at(name), folderFlags)),
      makeFolder: (name, mode) => mkdir(at(name), { mode }).then(() => {}),
      createFile: async (name) => newFileOf(await open(at(name), newFileFlags, 0o600)),
      async makeLink(name, target, { owner, modifiedAtUs }) {
        await symlink(target, at(name));
        if (owner) await lchown(at(name), owner.uid, owner.gid);
        if (modifiedAtUs !== null) await lutimes(at(name), seconds(modifiedAtUs), seconds(modifiedAtUs));
      },
      linkTo: (name, folder, newName) => link(at(name), folder.at(newName)),
      moveTo: (name, folder, newName) => rename(at(name), folder.at(newName)),
      read: (name) => readAll(at(name)),
      linkTarget: (name) => readlink(at(name), { encoding: "buffer" }),
      removeFile: (name) => unlink(at(name)),
      removeFolder: (name) => rmdir(at(name)),
      names: () => namesIn(base),
      setAttributes: (attributes) => setAttributes(handle, attributes),
      async freeBytes() {
        const { bavail, bsize } = await statfs(base);
        return bavail * bsize;
      },
      path: () => readlink(base.subarray(0, -1), { encoding: "buffer" }),
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

function newFileOf(handle: FileHandle): NewFile {
  let [position, written] = [0, 0];
  return {
    async write(chunk) {
      for (let done = 0; done < chunk.length; ) {
        const { bytesWritten } = await handle.write(chunk, done, chunk.length - done, position);
        done += bytesWritten;
        position += bytesWritten;
      }
      written = position;
    },
    skip(length) {
      position += length;
    },
    async finish(attributes) {
      if (position > written) await handle.truncate(position);
      await setAttributes(handle, attributes);
    },
    close: () => handle.close(),
  };
}

async function setAttributes(handle: FileHandle, { mode, owner, modifiedAtUs }: Attributes): Promise<void> {
  if (owner) await handle.chown(owner.uid, owner.gid);
  if (mode !== null) await handle.chmod(mode);
  if (modifiedAtUs !== null) await handle.utimes(seconds(modifiedAtUs), seconds(modifiedAtUs));
}

/** A number has no room for nanoseconds: a third of a microsecond is added, lest rounding take one away. */
function seconds(us: number): number {
  return us % 1_000_000 === 0 ? us / 1e6 : (us + 1 / 3) / 1e6;
}

async function* readAll(path: Buffer): AsyncGenerator<Buffer> {
  const handle = await open(path, readFlags);
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(readBytes), 0, readBytes, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function* namesIn(path: Buffer): AsyncGenerator<Buffer> {
  const options = { encoding: "buffer" as BufferEncoding };
  for await (const { name } of await opendir(path, options)) yield name as unknown as Buffer;
}

function checked(name: Buffer): Buffer {
  if (!isName(name)) throw new RangeError("A name in a folder is not empty, . or .., and holds neither slash nor NUL");
  return name;
}

/** Whether the bytes can be one name in a folder. */
export function isName(name: Buffer): boolean {
  if (name.length === 0 || name.includes(0) || name.includes(47)) return false;
  return !(name[0] === 46 && (name.length === 1 || (name.length === 2 && name[1] === 46)));
}
