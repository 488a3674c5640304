// archives/ looks into repositories: lists archives, browses folders, downloads files, and verifies samples.
import type { Borg } from "../borg/borg.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import type { Ports } from "../ports/ports.ts";
import { look } from "./browse.ts";
import { listArchives } from "./catalog.ts";
import type { ArchiveItem, Archives, BrowseOptions, Download } from "./contract.ts";
import { openDownload } from "./download.ts";
import { type Folder, pageOf, readCursor } from "./folder.ts";
import { createLru } from "./lru.ts";
import type { Outline } from "./outline.ts";
import { fromPublicPath, parentOf, toPublicPath } from "./paths.ts";
import { verifySample } from "./verify.ts";

/** Reading borg shares a repository with other readers and waits for those who write. */
export interface Leases {
  shared<T>(
    repositoryId: string,
    use: (signal: AbortSignal) => Promise<T>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<T>;
}

export interface ArchivesDependencies {
  readonly borg: Pick<Borg, "run" | "stream">;
  readonly targets: { resolve(repositoryId: string): Promise<RepositoryTarget> };
  readonly leases: Leases;
  readonly ports: Pick<Ports, "files" | "random">;
}

/** What is remembered, in entries: about 100 MB at the most. */
const mostFolderEntries = 200_000;
const mostOutlineEntries = 200_000;
const mostArchives = 50_000;

/** Creates the service. Nothing is read before the first call. */
export function createArchives({ borg, targets, leases, ports }: ArchivesDependencies): Archives {
  const lists = createLru<readonly ArchiveItem[]>(mostArchives);
  const folders = createLru<Folder>(mostFolderEntries);
  const outlines = createLru<Outline>(mostOutlineEntries);
  const generations = new Map<string, number>();
  const generation = (repositoryId: string) => generations.get(repositoryId) ?? 0;

  /** Runs under the repository's lease; `remember` does nothing where the repository was invalidated meanwhile. */
  async function read<T>(
    repositoryId: string,
    signal: AbortSignal | undefined,
    use: (target: RepositoryTarget, signal: AbortSignal, remember: (keep: () => void) => void) => Promise<T>,
  ): Promise<T> {
    const began = generation(repositoryId);
    const remember = (keep: () => void) => {
      if (generation(repositoryId) === began) keep();
    };
    return leases.shared(
      repositoryId,
      async (lease) => {
        const both = signal ? AbortSignal.any([lease, signal]) : lease;
        return use(await targets.resolve(repositoryId), both, remember);
      },
      signal ? { signal } : {},
    );
  }

  async function list(repositoryId: string, options: { refresh?: boolean; signal?: AbortSignal } = {}) {
    const known = options.refresh ? undefined : lists.get(repositoryId);
    if (known) return known;
    return read(repositoryId, options.signal, async (target, signal, remember) => {
      const meanwhile = options.refresh ? undefined : lists.get(repositoryId); // others may have waited for the same
      if (meanwhile) return meanwhile;
      const items = await listArchives(borg, target, signal);
      remember(() => lists.set(repositoryId, items, items.length + 1));
      return items;
    });
  }

  async function browse(repositoryId: string, archiveName: string, { path, limit, cursor, signal }: BrowseOptions) {
    checkName(archiveName);
    const folder = fromPublicPath(path);
    const after = readCursor(cursor);
    const outlineKey = `${repositoryId}/${archiveName}`;
    const folderKey = `${outlineKey}/${folder}`;
    const known = folders.get(folderKey);
    if (known) return pageOf(toPublicPath(folder), known, after, limit);
    return read(repositoryId, signal, async (target, abort, remember) => {
      const meanwhile = folders.get(folderKey);
      if (meanwhile) return pageOf(toPublicPath(folder), meanwhile, after, limit);
      const seen = await look(borg, { target, archiveName, folder, after }, outlines.get(outlineKey) ?? null, abort);
      remember(() => {
        outlines.set(outlineKey, seen.outline, seen.outline.size + 1);
        if (seen.folder.whole) folders.set(folderKey, seen.folder, seen.folder.entries.length + 1);
      });
      return pageOf(toPublicPath(folder), seen.folder, after, limit);
    });
  }

  function download(repositoryId: string, archiveName: string, path: string, signal: AbortSignal): Promise<Download> {
    checkName(archiveName);
    const wanted = { archiveName, path: fromPublicPath(path) };
    const folder = folders.get(`${repositoryId}/${archiveName}/${parentOf(wanted.path)}`);
    const known = folder?.entries.find((entry) => entry.path === toPublicPath(wanted.path)) ?? null;
    return new Promise((resolve, reject) => {
      const whole = read(repositoryId, signal, async (target, abort) => {
        const { done, ...opened } = await openDownload(borg, { target, ...wanted }, known, abort);
        resolve(opened);
        await done; // the lease is held until borg is gone, not only until it was begun
      });
      whole.catch(reject);
    });
  }

  return {
    list,
    invalidate(repositoryId) {
      generations.set(repositoryId, generation(repositoryId) + 1);
      lists.removeAll(repositoryId);
      outlines.removeAll(`${repositoryId}/`);
      folders.removeAll(`${repositoryId}/`);
    },
    browse,
    download: async (...wanted) => download(...wanted),
    verifySample: (options) => verifySample({ borg, ports }, options),
  };
}

/** What could not be the name of one archive never reaches borg, where an empty one would mean the repository itself. */
function checkName(archiveName: string): void {
  if (archiveName === "" || archiveName.length > 1000 || /[/\0]/.test(archiveName)) {
    throw new Fault("not-found", "There is no archive of this name.");
  }
}
