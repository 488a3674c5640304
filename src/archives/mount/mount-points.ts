// Where archives may be mounted: an empty or new folder below RESTORE_ROOTS that nobody else can exchange for another one.
import { posix } from "node:path";
import { systemCode } from "../../ports/directories.ts";
import type { FileInfo, Files } from "../../ports/files.ts";
import type { Mounts } from "../../ports/mounts.ts";
import { isWithin } from "../../ports/paths.ts";
import { typedPathProblem } from "../../ports/typed-path.ts";
import { guardHomes, namesOf } from "../guarded-homes.ts";

export interface MountPoints {
  /** What is wrong with a path, beginning with a verb, or null. Makes nothing. */
  problem(path: string): Promise<string | null>;
  /** The same, making the folder where it is not there: right before it is used. */
  prepare(path: string): Promise<string | null>;
}

export interface MountPointsDependencies {
  readonly files: Pick<Files, "realPath" | "linkInfo" | "list" | "makeNewDirectory" | "info">;
  readonly mounts: Pick<Mounts, "at">;
  /** RESTORE_ROOTS. */
  readonly roots: readonly string[];
  readonly dataDir: string;
  /** Folders that are never written into: the service's own, and repositories. */
  readonly forbidden: () => Promise<readonly string[]>;
  /** Folders that are being backed up: that backup would take in what is mounted now. */
  readonly beingBackedUp: () => readonly string[];
  /** Homes whose names that begin with a dot are not written to. */
  readonly guardedHomes?: readonly string[];
}

const sticky = 0o1000;
const writableByOthers = 0o022;
const rootUser = 0;

/** Creates it. */
export function createMountPoints(deps: MountPointsDependencies): MountPoints {
  const { files, mounts, roots, dataDir } = deps;

  const problem: MountPoints["problem"] = (path) => typedPathProblem(path, () => check(path));

  async function check(path: string): Promise<string | null> {
    const parent = posix.dirname(path);
    const root = await rootOf(deps, parent);
    if (root === null) return `is outside the folders into which may be restored (RESTORE_ROOTS: ${roots.join(", ")})`;
    if ((await files.realPath(parent)) !== parent)
      return "is reached through a link, or its parent folder does not exist";
    if ((await realPaths(deps, await deps.forbidden())).some((folder) => isWithin(path, folder))) {
      return "is Borgdeck's own data folder, or a repository";
    }
    const isGuarded = await guardHomes(files, deps.guardedHomes ?? []);
    if (isGuarded(namesOf(path).map((name) => Buffer.from(name)))) {
      return "is a name in a home that begins with a dot: nothing is mounted there as long as RESTORE_ROOTS is not set";
    }
    const read = deps.beingBackedUp().find((folder) => isWithin(path, folder));
    if (read !== undefined) return `is in ${read}, which is being backed up: wait until that has ended`;
    if (await mounts.at(path)) return "is a mount point already";
    const changeable = await exchangeable(parent, root);
    if (changeable !== null) return `could be exchanged by others, who may write to ${changeable}`;
    return contentProblem(path);
  }

  async function contentProblem(path: string): Promise<string | null> {
    const info = await files.linkInfo(path);
    if (info === null) return null;
    if (info.kind !== "directory") return "is no folder";
    if (info.uid !== (await ownUser()))
      return "belongs to another user: choose a new folder, or one of the service's user";
    return (await files.list(path, 1)).length === 0 ? null : "is not empty: choose a new folder, or an empty one";
  }

  const ownUser = async () => (await files.info(dataDir))?.uid;

  /** The first folder from the root down to this one in which somebody else could put another in the path's place. */
  async function exchangeable(folder: string, root: string): Promise<string | null> {
    const own = await ownUser();
    for (let at = folder; isWithin(at, root); at = posix.dirname(at)) {
      const info = await files.linkInfo(at);
      if (info === null || !isSafe(info, own)) return at;
      if (at === "/") break;
    }
    return null;
  }

  return {
    problem,
    async prepare(path) {
      const wrong = await problem(path);
      if (wrong !== null) return wrong;
      if (await files.linkInfo(path)) return null;
      try {
        await files.makeNewDirectory(path, 0o700);
        return null;
      } catch (error) {
        if (systemCode(error) === "EEXIST") return "was made by somebody else just now: choose another folder";
        throw error;
      }
    },
  };
}

/** In a sticky folder, such as /tmp, nobody renames what is another's. */
function isSafe({ uid, mode }: FileInfo, own: number | undefined): boolean {
  return (uid === own || uid === rootUser) && ((mode & writableByOthers) === 0 || (mode & sticky) !== 0);
}

async function rootOf(deps: MountPointsDependencies, path: string): Promise<string | null> {
  return (await realPaths(deps, deps.roots)).find((root) => isWithin(path, root)) ?? null;
}

async function realPaths({ files }: MountPointsDependencies, paths: readonly string[]): Promise<string[]> {
  return (await Promise.all(paths.map((path) => files.realPath(path)))).filter((path) => path !== null);
}
