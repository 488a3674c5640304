// The folders into which a restore writes: each is opened from the one above, which is held open, so that no link and no
// change of a path leads elsewhere.
import { type Attributes, type FolderHandle, ownUser, systemCode } from "../../ports/directories.ts";
import { closeAll } from "./close-all.ts";
import { joined, otherName } from "./names.ts";
import type { Conflicts } from "./place-file.ts";
import type { Staging } from "./staging.ts";

/** Why nothing below a folder can be written. */
export class Obstacle extends Error {
  override readonly name = "Obstacle";
  /** What is there was to be left alone; else it is a failure. */
  readonly skipped: boolean;
  /** An error of the system, or words. */
  readonly reason: unknown;

  constructor(reason: unknown, skipped = false) {
    super("A folder cannot be written into");
    this.reason = reason;
    this.skipped = skipped;
  }
}

export interface TargetFolders {
  /** The folder of these names, made with what is above it where it is missing. Throws Obstacle. It stays the walker's. */
  enter(parts: readonly Buffer[]): Promise<FolderHandle>;
  /** Makes it, to have these attributes once it is left; one that is there stays as it is. Throws Obstacle. */
  make(parts: readonly Buffer[], attributes: Attributes): Promise<void>;
  /** Leaves all folders. */
  close(): Promise<void>;
}

export interface TargetFoldersDependencies {
  /** The walker's from now on. */
  readonly root: FolderHandle;
  /** New folders are made there and moved; of the file system of `root`. */
  readonly staging: Staging;
  readonly conflicts: Conflicts;
  /** Folders in which nothing may be written, as `device:inode`. */
  readonly forbidden: ReadonlySet<string>;
  /** Told of attributes that a new folder could not get. */
  readonly onAttributesLost: (folder: readonly Buffer[], error: unknown) => void;
  readonly setAttributes: (folder: FolderHandle, attributes: Attributes) => Promise<void>;
}

interface Frame {
  readonly name: Buffer;
  readonly handle: FolderHandle;
  /** Set when it is left; null for a folder that was there. */
  readonly attributes: Attributes | null;
}

/** What a folder gets that the archive has no entry for. */
const implied: Attributes = { mode: 0o755, owner: null, modifiedAtUs: null };
/** Folders with other names, whose content is to follow them. */
const mostOtherFolders = 10_000;
/** A folder in a folder in a folder: more than a path of 4,096 bytes can name. */
const mostDepth = 2100;
const mostTries = 100;
const beingChanged = "Somebody is changing the folder into which files are to be restored.";

export function identityOf({ info }: FolderHandle): string {
  return `${info.device}:${info.inode}`;
}

/** Creates the walker. Entries of one folder are best given one after another: others are opened anew. */
export function createTargetFolders(dependencies: TargetFoldersDependencies): TargetFolders {
  const { root, staging, conflicts, forbidden, setAttributes, onAttributesLost } = dependencies;
  const frames: Frame[] = [];
  const otherNames = new Map<string, Buffer>();
  let blocked: { readonly parts: readonly Buffer[]; readonly obstacle: Obstacle } | null = null;

  const top = () => frames.at(-1)?.handle ?? root;

  const leave = async () => {
    const { handle, attributes } = frames.at(-1) as Frame;
    const parts = frames.map(({ name }) => name);
    frames.pop();
    try {
      if (attributes) await setAttributes(handle, attributes);
    } catch (error) {
      onAttributesLost(parts, error);
    } finally {
      await handle.close();
    }
  };

  const open = async (name: Buffer): Promise<FolderHandle | "absent" | "taken"> => {
    const handle = await top().openFolder(name).catch(withoutFolder);
    if (typeof handle === "string" || !forbidden.has(identityOf(handle))) return handle;
    await handle.close();
    throw new Obstacle("Borgdeck's own data and repositories are never written into.");
  };

  /** Made in the staging folder and moved from there, so that it is certain whose attributes are set later. */
  const create = async (name: Buffer): Promise<FolderHandle> => {
    const temporary = staging.newName();
    await staging.folder.makeFolder(temporary, 0o700);
    const handle = await staging.folder.openFolder(temporary);
    try {
      await staging.folder.moveTo(temporary, top(), name);
      return handle;
    } catch (error) {
      await handle.close();
      await staging.folder.removeFolder(temporary);
      if (systemCode(error) === "EXDEV") return createElsewhere(name);
      throw error;
    }
  };

  const createElsewhere = async (name: Buffer): Promise<FolderHandle> => {
    await top().makeFolder(name, 0o700);
    const handle = await top().openFolder(name);
    if (handle.info.uid === ownUser().uid && handle.info.mode === 0o700) return handle;
    await handle.close();
    throw new Obstacle(beingChanged);
  };

  const chooseOtherName = (key: string, name: Buffer, attempt: number): Buffer => {
    if (otherNames.size >= mostOtherFolders) throw new Obstacle("Too many folders would need another name.");
    const other = otherName(name, attempt);
    otherNames.set(key, other);
    return other;
  };

  /** Null where something that is no folder has the name. */
  const openOrMake = async (name: Buffer, wanted: Buffer, attributes: Attributes | null): Promise<Frame | null> => {
    for (let tries = 0; tries < mostTries; tries += 1) {
      const found = await open(name);
      if (found === "taken") return null;
      if (found !== "absent") return { name: wanted, handle: found, attributes: null };
      const made = await createOrNull(name);
      if (made) return { name: wanted, handle: made, attributes: attributes ?? implied };
    }
    throw new Obstacle(beingChanged);
  };

  /** Goes down by one folder. */
  const step = async (wanted: Buffer, attributes: Attributes | null): Promise<Frame> => {
    const key = joined([...frames.map(({ name }) => name), wanted]).toString("latin1");
    let name = otherNames.get(key) ?? wanted;
    for (let tries = 1; tries <= mostTries; tries += 1) {
      const frame = await openOrMake(name, wanted, attributes);
      if (frame) return frame;
      if (conflicts === "skip") throw new Obstacle("Something that is no folder has its name.", true);
      if (conflicts === "replace") await top().removeFile(name);
      else name = chooseOtherName(key, wanted, tries);
    }
    throw new Obstacle(beingChanged);
  };

  /** Null where the name was taken meanwhile: then it is to be opened. */
  const createOrNull = async (name: Buffer): Promise<FolderHandle | null> => {
    if ((await top().look(name)) !== null) return null;
    try {
      return await create(name);
    } catch (error) {
      const code = systemCode(error);
      if (code === "EEXIST" || code === "ENOTEMPTY" || code === "ENOTDIR") return null;
      throw error;
    }
  };

  const descend = async (parts: readonly Buffer[], attributes: Attributes | null): Promise<void> => {
    const at = frames.length;
    try {
      frames.push(await step(parts[at] as Buffer, at === parts.length - 1 ? attributes : null));
    } catch (error) {
      const obstacle = error instanceof Obstacle ? error : new Obstacle(error);
      blocked = { parts: parts.slice(0, at + 1), obstacle };
      throw obstacle;
    }
  };

  const enter = async (parts: readonly Buffer[], attributes: Attributes | null): Promise<FolderHandle> => {
    if (blocked && startsWith(parts, blocked.parts)) throw blocked.obstacle;
    if (parts.length > mostDepth) throw new Obstacle("Too many folders inside one another.");
    while (frames.length > commonLength(frames, parts)) await leave();
    while (frames.length < parts.length) await descend(parts, attributes);
    return top();
  };

  return {
    enter: (parts) => enter(parts, null),
    make: (parts, attributes) => enter(parts, attributes).then(() => {}),
    async close() {
      await closeAll([...frames.map(() => ({ close: leave })), root]); // the innermost first: leaving sets its time
    },
  };
}

/** Why a name could not be opened as a folder. Throws other errors. */
function withoutFolder(error: unknown): "absent" | "taken" {
  const code = systemCode(error);
  if (code === "ENOENT") return "absent";
  if (code === "ENOTDIR" || code === "ELOOP") return "taken";
  throw error;
}

function commonLength(frames: readonly Frame[], parts: readonly Buffer[]): number {
  let length = 0;
  while (length < frames.length && length < parts.length && frames[length]?.name.equals(parts[length] as Buffer)) {
    length += 1;
  }
  return length;
}

function startsWith(parts: readonly Buffer[], start: readonly Buffer[]): boolean {
  return start.length <= parts.length && start.every((part, at) => part.equals(parts[at] as Buffer));
}
