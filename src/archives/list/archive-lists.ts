// The archives of each repository as borg listed them, remembered until something wrote there.

import type { Borg } from "../../borg/borg.ts";
import { lockWait } from "../../borg/command.ts";
import type { RepositoryTarget } from "../../borg/target.ts";
import { isFault } from "../../fault.ts";
import { type Clock, sleep } from "../../ports/clock.ts";
import type { CatalogItem } from "../contract.ts";
import { createLru } from "../index-cache/lru.ts";
import type { ReadRepository } from "../leased.ts";
import { type Asking, listArchives } from "./catalog.ts";
import { archiveNamed, noSuchArchive, requireArchive } from "./find-archive.ts";

export interface ArchiveLists {
  /** Oldest first. From memory where it was listed before and nothing wrote since. */
  list(repositoryId: string, options?: { refresh?: boolean; signal?: AbortSignal }): Promise<readonly CatalogItem[]>;
  /** The same for whoever would rather see the list of before than wait for a job that writes. */
  listSoon(
    repositoryId: string,
    options?: { refresh?: boolean; signal?: AbortSignal },
  ): Promise<readonly CatalogItem[]>;
  /**
   * The archive of this name. While the repository cannot be read, as it was when it was listed last. Throws Fault
   * `not-found`, or why it cannot be listed.
   */
  find(repositoryId: string, archiveName: string, signal?: AbortSignal): Promise<CatalogItem>;
  /** The archive of this name as far as it is known without asking borg. */
  known(repositoryId: string, archiveName: string): CatalogItem | undefined;
  /** The archive for a job, which holds the repository's lease: asks borg unless it was listed in the last minute. */
  findHere(
    repositoryId: string,
    archiveName: string,
    target: RepositoryTarget,
    signal: AbortSignal,
  ): Promise<CatalogItem | undefined>;
  /** Called after every job that writes to the repository. */
  invalidate(repositoryId: string): void;
}

export interface ArchiveListsDependencies {
  readonly borg: Pick<Borg, "run">;
  readonly read: ReadRepository;
  readonly clock: Clock;
  /** Told whenever borg was asked. */
  readonly listed: (repositoryId: string, items: readonly CatalogItem[]) => void;
}

interface Listed {
  readonly items: readonly CatalogItem[];
  readonly atMs: number;
  stale: boolean;
}

const mostArchives = 50_000;
/** How long somebody waits for a new list where an old one would do, in milliseconds. */
const patienceMs = 1500;
/** A name that is not in the list is looked for anew, but not more often than this. */
const lookAgainMs = 10_000;
const freshMs = 60_000;

/** Creates it. Nothing is read before the first call. */
export function createArchiveLists({ borg, read, clock, listed }: ArchiveListsDependencies): ArchiveLists {
  const lists = createLru<Listed>(mostArchives);
  const generations = new Map<string, number>();
  const generation = (repositoryId: string) => generations.get(repositoryId) ?? 0;
  const current = (repositoryId: string) => {
    const known = lists.get(repositoryId);
    return known && !known.stale ? known.items : undefined;
  };

  /** Does not remember what was read while something wrote. */
  const ask = async (repositoryId: string, target: RepositoryTarget, signal: AbortSignal, asking?: Asking) => {
    const began = generation(repositoryId);
    const items = await listArchives(borg, target, signal, asking);
    if (generation(repositoryId) === began) {
      lists.set(repositoryId, { items, atMs: clock.now(), stale: false }, items.length + 1);
    }
    listed(repositoryId, items);
    return items;
  };
  const list: ArchiveLists["list"] = async (repositoryId, options = {}) => {
    const known = options.refresh ? undefined : current(repositoryId);
    if (known) return known;
    return read(repositoryId, options.signal, async (target, signal) => {
      const meanwhile = options.refresh ? undefined : current(repositoryId); // others may have waited for the same
      return meanwhile ?? ask(repositoryId, target, signal);
    });
  };

  return {
    list,
    async listSoon(repositoryId, options = {}) {
      const known = lists.get(repositoryId);
      const anew = list(repositoryId, options);
      if (!known || options.refresh) return anew;
      return soon(anew, clock, known.items).catch((error: unknown) => {
        if (isFault(error, "repository-locked") || isFault(error, "too-many-requests")) return known.items;
        throw error;
      });
    },
    async find(repositoryId, archiveName, signal) {
      checkName(archiveName);
      const known = lists.get(repositoryId);
      const found = known && archiveNamed(known.items, archiveName);
      if (found && !known.stale) return found;
      if (known && !known.stale && clock.now() < known.atMs + lookAgainMs) throw noSuchArchive();
      const anew = list(repositoryId, { refresh: known?.stale === false, ...(signal ? { signal } : {}) });
      // What is in its index can be seen even where the repository is out of reach.
      const items = found ? await soon(anew, clock, known.items).catch(() => known.items) : await anew;
      return requireArchive(items, archiveName);
    },
    known(repositoryId, archiveName) {
      const known = lists.get(repositoryId);
      return known && archiveNamed(known.items, archiveName);
    },
    async findHere(repositoryId, archiveName, target, signal) {
      const known = lists.get(repositoryId);
      const fresh = known && !known.stale && clock.now() < known.atMs + freshMs;
      const items = fresh ? known.items : await ask(repositoryId, target, signal, { lockWaitSeconds: lockWait.job });
      return archiveNamed(items, archiveName);
    },
    invalidate(repositoryId) {
      generations.set(repositoryId, generation(repositoryId) + 1);
      const known = lists.get(repositoryId);
      if (known) known.stale = true;
    },
  };
}

/** The new list, or the old one where the new one cannot be had soon. */
async function soon<T>(anew: Promise<T>, clock: Clock, old: T): Promise<T> {
  const gone = new AbortController();
  const wait = sleep(clock, patienceMs, gone.signal).then(
    () => old,
    () => old,
  );
  return Promise.race([anew, wait]).finally(() => gone.abort());
}

/** What could not be the name of one archive never reaches borg, where an empty one would mean the repository itself. */
export function checkName(archiveName: string): void {
  if (archiveName === "" || archiveName.length > 1000 || /[/\0]/.test(archiveName)) throw noSuchArchive();
}
