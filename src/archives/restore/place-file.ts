// Puts one staged file or link where it belongs, in one step, whatever others do there meanwhile.
import type { RestoreOptions } from "../../../schemas/restores.ts";
import { type FolderHandle, systemCode } from "../../ports/directories.ts";
import { otherName } from "./names.ts";

export type Conflicts = RestoreOptions["conflicts"];

/** What has the content, with its attributes, in the staging folder. */
export interface StagedFile {
  readonly folder: FolderHandle;
  readonly name: Buffer;
  /** A name in that folder that nobody has had. */
  newName(): Buffer;
  /** It is to stay there, since other names are still to get it. */
  readonly keep: boolean;
  /** Makes it anew in another folder, under a name that is free there, for file systems that cannot take it over. */
  copyTo(folder: FolderHandle, name: Buffer): Promise<void>;
}

export type Placement =
  | { readonly type: "written" | "skipped" | "replaced" }
  | { readonly type: "renamed"; readonly name: Buffer };

const mostOtherNames = 1000;
/** The new file is of another file system, has too many names, or its file system knows no second names at all. */
const noLinks = new Set(["EXDEV", "EMLINK", "EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/** Throws the system's error where it cannot be written; then nothing has changed. A folder is never replaced. */
export async function placeFile(
  target: FolderHandle,
  name: Buffer,
  staged: StagedFile,
  conflicts: Conflicts,
): Promise<Placement> {
  if (await add(target, name, staged)) return { type: "written" };
  if (conflicts === "skip") return { type: "skipped" };
  if (conflicts === "replace") {
    await replace(target, name, staged);
    return { type: "replaced" };
  }
  for (let attempt = 1; attempt <= mostOtherNames; attempt += 1) {
    const other = otherName(name, attempt);
    if (await add(target, other, staged)) return { type: "renamed", name: other };
  }
  throw new Error("All other names are taken");
}

/** False where the name is taken. */
async function add(target: FolderHandle, name: Buffer, staged: StagedFile): Promise<boolean> {
  try {
    await staged.folder.linkTo(staged.name, target, name);
    if (!staged.keep) await staged.folder.removeFile(staged.name);
    return true;
  } catch (error) {
    const code = systemCode(error);
    if (code === "EEXIST") return false;
    if (code === null || !noLinks.has(code)) throw error;
    if (code !== "EXDEV" && !staged.keep) return addMoved(target, name, staged);
  }
  return addCopy(target, name, staged);
}

/** Without links only making a file tells a free name from one that was taken this moment. It is empty until it is replaced. */
async function addMoved(target: FolderHandle, name: Buffer, staged: StagedFile): Promise<boolean> {
  if (!(await reserve(target, name))) return false;
  try {
    await staged.folder.moveTo(staged.name, target, name);
    return true;
  } catch (error) {
    await target.removeFile(name).catch(() => {}); // the first error says what is wrong
    throw error;
  }
}

async function addCopy(target: FolderHandle, name: Buffer, staged: StagedFile): Promise<boolean> {
  if ((await target.look(name)) !== null) return false;
  const temporary = temporaryName(staged);
  try {
    await staged.copyTo(target, temporary);
    if (!(await reserve(target, name))) return false;
    await target.moveTo(temporary, target, name);
    return true;
  } finally {
    await target.removeFile(temporary).catch(() => {}); // it has its name, or what went wrong is told already
  }
}

async function reserve(target: FolderHandle, name: Buffer): Promise<boolean> {
  try {
    await (await target.createFile(name)).close();
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function replace(target: FolderHandle, name: Buffer, staged: StagedFile): Promise<void> {
  try {
    const moved = staged.keep ? staged.newName() : staged.name;
    if (staged.keep) await staged.folder.linkTo(staged.name, staged.folder, moved);
    await staged.folder.moveTo(moved, target, name);
  } catch (error) {
    const code = systemCode(error);
    if (code === null || !(code === "EXDEV" || (staged.keep && noLinks.has(code)))) throw error;
    const temporary = temporaryName(staged);
    try {
      await staged.copyTo(target, temporary);
      await target.moveTo(temporary, target, name);
    } finally {
      await target.removeFile(temporary).catch(() => {}); // as above
    }
  }
}

function temporaryName(staged: StagedFile): Buffer {
  return Buffer.concat([Buffer.from(".borgdeck-restore-"), staged.name, Buffer.from(`-${process.pid}`)]);
}
