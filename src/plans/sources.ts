// The folders that may be backed up: everything under SOURCE_ROOTS, never the service's own data.
import { dirname, join } from "node:path";
import type { FilesystemReply } from "../../schemas/archives.ts";
import { Fault } from "../fault.ts";
import type { Files } from "../ports/files.ts";
import { isWithin, isWithinAny } from "../ports/paths.ts";
import { typedRealPath } from "../ports/typed-path.ts";

export interface Sources {
  /** Folders below `path`, or the roots where it is null. Throws Fault `not-found` outside the roots. */
  browse(path: string | null): Promise<FilesystemReply>;
  /** Why a path cannot be a source, or null where it can. Real paths are compared, so no link leads out. */
  refusal(path: string): Promise<string | null>;
  /** Whether what is at a source's path now is something else than what was allowed: a link, or outside the roots. */
  strayed(path: string): Promise<boolean>;
  /** Counts files and bytes below the paths, stopping at its limits. */
  measure(paths: readonly string[]): Promise<SourceSize>;
}

export interface SourceSize {
  readonly files: number;
  readonly sizeBytes: number;
  readonly complete: boolean;
}

export interface SourcesDependencies {
  readonly files: Files;
  readonly roots: readonly string[];
  /** Never backed up, never shown. */
  readonly dataDir: string;
  /** Where archives are mounted: neither backed up nor shown, since who may back up need not be allowed to read them. */
  readonly mounted: () => Promise<readonly string[]>;
  readonly foldersLimit?: number;
  readonly measureLimit?: number;
}

/** Creates the sources of this host. */
export function createSources(dependencies: SourcesDependencies): Sources {
  const { files, roots, dataDir, mounted, foldersLimit = 1000, measureLimit = 20_000 } = dependencies;

  const realRoots = async () =>
    (await Promise.all(roots.map((root) => files.realPath(root)))).filter((root) => root !== null);
  const isMounted = async (path: string) => isWithinAny(path, await mounted());
  const isOwn = async (real: string) => isWithin(real, (await files.realPath(dataDir)) ?? dataDir);
  const allowedPath = async (path: string): Promise<string | null> => {
    if (await isMounted(path)) return null; // not even looked at: it may not answer
    const { real } = await typedRealPath(files, path);
    if (real === null || (await isOwn(real)) || (await isMounted(real))) return null;
    return isWithinAny(real, await realRoots()) ? real : null;
  };
  /** Why a folder of the host that is there, at this real path, cannot be backed up by the one that was typed; or null. */
  const refusalOf = async (path: string, real: string): Promise<string | null> => {
    if (await isOwn(real)) return "is Borgdeck's own data folder";
    if (await isMounted(real)) return "is an archive that is mounted, which is not backed up";
    if (real !== path) return `is not the folder's own path, which borg needs; choose ${real}`;
    return (await files.readable(real)) ? null : "cannot be read by the user that Borgdeck runs as";
  };

  return {
    async browse(path) {
      if (path === null) {
        const items = await Promise.all((await realRoots()).map((root) => describe(files, root, root)));
        return { path: null, parent: null, items, truncated: false };
      }
      const real = await allowedPath(path);
      if (real === null)
        throw new Fault("not-found", `There is no folder ${path} under the roots that may be backed up.`);
      const names = await folderNames(files, real, foldersLimit + 1);
      const shown = names.slice(0, foldersLimit).map((name) => join(real, name));
      const visible = (await Promise.all(shown.map(allowedPath))).filter((child) => child !== null);
      return {
        path: real,
        parent: (await realRoots()).includes(real) ? null : dirname(real),
        items: await Promise.all(
          visible.map((child) => describe(files, child, child.slice(child.lastIndexOf("/") + 1))),
        ),
        truncated: names.length > foldersLimit,
      };
    },
    async refusal(path) {
      const { real, problem } = await typedRealPath(files, path);
      const inside = real === null ? [...roots, ...(await realRoots())] : await realRoots();
      // Roots first: of what is outside nothing is told, not even whether it is there.
      if (!isWithinAny(real ?? path, inside)) {
        return `is outside the folders that may be backed up (SOURCE_ROOTS: ${roots.join(", ")})`;
      }
      return real === null ? (problem ?? "does not exist on this host") : refusalOf(path, real);
    },
    async strayed(path) {
      const { real } = await typedRealPath(files, path); // one that leads nowhere is borg's to report
      return real !== null && (real !== path || (await allowedPath(path)) === null);
    },
    async measure(paths) {
      const left = await mounted();
      return measure(files, paths, measureLimit, (path) => left.includes(path));
    },
  };
}

async function folderNames(files: Files, path: string, limit: number): Promise<string[]> {
  try {
    const entries = await files.list(path, limit * 20);
    return entries
      .filter(({ kind }) => kind === "directory")
      .map(({ name }) => name)
      .sort((a, b) => a.localeCompare(b))
      .slice(0, limit);
  } catch (error) {
    throw new Fault("not-allowed", `The folder ${path} cannot be read by the user that Borgdeck runs as.`, {
      cause: error,
    });
  }
}

async function describe(files: Files, path: string, name: string): Promise<FilesystemReply["items"][number]> {
  return { name, path, readable: await files.readable(path) };
}

async function measure(
  files: Files,
  paths: readonly string[],
  limit: number,
  isLeftOut: (path: string) => boolean,
): Promise<SourceSize> {
  const pending = [...paths];
  const size = { files: 0, sizeBytes: 0 };
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    if (isLeftOut(path)) continue;
    const info = await files.linkInfo(path).catch(() => null); // an unreadable part is not counted
    if (info?.kind === "directory") {
      const entries = await files.list(path, limit + 1).catch(() => []);
      pending.push(...entries.map(({ name }) => join(path, name)));
    } else if (info) {
      size.files += 1;
      size.sizeBytes += info.kind === "file" ? info.sizeBytes : 0;
    }
    if (size.files + pending.length > limit) return { ...size, complete: false };
  }
  return { ...size, complete: true };
}
