// archives/ looks into repositories: lists archives, browses, searches and compares them by their indexes, downloads files,
// and verifies samples.
import type { Borg } from "../borg/borg.ts";
import type { RepositoryTarget } from "../borg/target.ts";
import { Fault } from "../fault.ts";
import type { Ports } from "../ports/ports.ts";
import type { ArchiveItem, Archives, CatalogItem, Download } from "./contract.ts";
import { openDownload } from "./download/download.ts";
import { parseNameQuery } from "./index/search/name-query.ts";
import type { Slices } from "./index/slices.ts";
import { createTurns } from "./index/turns.ts";
import { type IndexAccess, toBuilding } from "./index-cache/index-access.ts";
import type { IndexStore } from "./index-cache/index-store.ts";
import type { Indexing } from "./index-cache/indexing.ts";
import type { ReadRepository } from "./leased.ts";
import { archiveDetail } from "./list/archive-detail.ts";
import { type ArchiveLists, checkName } from "./list/archive-lists.ts";
import { matchingArchives } from "./list/catalog.ts";
import { browseBuild, browseIndex, positionOf } from "./look/browse.ts";
import { type Comparing, compareArchives } from "./look/compare-archives.ts";
import { contentDifference } from "./look/content-difference.ts";
import { historyOf } from "./look/history.ts";
import { searchIndex, searchRepository } from "./look/search.ts";
import { fromPublicPath } from "./paths.ts";
import { verifySample } from "./trial/verify.ts";

export type { Leases } from "./leased.ts";

export interface ArchivesDependencies {
  readonly borg: Pick<Borg, "run" | "stream">;
  readonly read: ReadRepository;
  readonly lists: ArchiveLists;
  readonly store: Pick<IndexStore, "has">;
  readonly indexing: Pick<Indexing, "building" | "wish">;
  readonly indexes: IndexAccess;
  readonly slice: Slices;
  readonly comparing: Comparing;
  readonly ports: Pick<Ports, "files" | "random" | "clock">;
}

/** Comparisons of contents, of all users: each is a borg that reads all of two archives' metadata. */
const contentsOfAll = { atOnce: 2, mostWaiting: 20 };

/** Creates the service. Nothing is read before the first call. */
export function createArchives(dependencies: ArchivesDependencies): Archives {
  const { borg, read, lists, store, indexing, indexes, slice, comparing, ports } = dependencies;
  const contents = createTurns(contentsOfAll);

  const hasIn = (repositoryId: string) => (archive: CatalogItem) => store.has({ repositoryId, archiveId: archive.id });
  const present = (repositoryId: string, archive: CatalogItem): ArchiveItem => {
    const file = { repositoryId, archiveId: archive.id };
    const index = store.has(file) ? "ready" : indexing.building(file) ? "building" : "missing";
    return { ...archive, index };
  };
  /** All archives, newest first; those without an index get one, as far as there is room. */
  const newestFirst = async (repositoryId: string, signal: AbortSignal | undefined) => {
    const archives = (await lists.listSoon(repositoryId, signal ? { signal } : {})).toReversed();
    indexing.wish(repositoryId, archives);
    return archives;
  };
  const both = async (repositoryId: string, names: readonly [string, string], signal: AbortSignal | undefined) => {
    const [one, other] = names;
    return [await lists.find(repositoryId, one, signal), await lists.find(repositoryId, other, signal)] as const;
  };

  function download(repositoryId: string, archiveName: string, path: string, signal: AbortSignal): Promise<Download> {
    checkName(archiveName);
    return new Promise((resolve, reject) => {
      const give = async (target: RepositoryTarget, abort: AbortSignal) => {
        const inside = fromPublicPath(path);
        const archive = lists.known(repositoryId, archiveName);
        const found = archive && (await indexes.peek(repositoryId, archive, (index) => index.find(inside)));
        const wanted = { target, archiveName, path: inside, shown: found?.value ?? null };
        const { done, ...opened } = await openDownload(borg, wanted, abort);
        resolve(opened);
        await done; // the lease is held until borg is gone, not only until it was begun
      };
      const whole = read(repositoryId, signal, give, { lasting: true });
      whole.catch(reject);
    });
  }

  return {
    async list(repositoryId, options = {}) {
      const all = await (options.orOld ? lists.listSoon : lists.list)(repositoryId, options);
      const items = matchingArchives(all, options);
      return items.map((item) => present(repositoryId, item));
    },
    async detail(repositoryId, archiveName, signal) {
      const archive = await lists.find(repositoryId, archiveName, signal);
      const detail = await read(repositoryId, signal, (target, abort) =>
        archiveDetail(borg, target, archive.name, abort),
      );
      return { archive: present(repositoryId, archive), detail };
    },
    async browse(repositoryId, archiveName, { path, limit, cursor, signal }) {
      const part = { path: fromPublicPath(path), from: positionOf(cursor), limit };
      const archive = await lists.find(repositoryId, archiveName, signal);
      const found = await indexes.read(repositoryId, archive, (index) => browseIndex(index, part));
      return "value" in found ? found.value : browseBuild(found.building, part);
    },
    async search(repositoryId, archiveName, { text, ...options }) {
      const part = { ...options, query: parseNameQuery(text) };
      const archive = await lists.find(repositoryId, archiveName, options.signal);
      const found = await indexes.read(repositoryId, archive, (index) => searchIndex(index, slice, part));
      return "value" in found ? found.value : { items: [], next: null, building: toBuilding(found.building) };
    },
    async searchAll(repositoryId, { text, ...options }) {
      const part = { ...options, query: parseNameQuery(text) };
      const archives = await newestFirst(repositoryId, options.signal);
      const { now } = ports.clock;
      return searchRepository({ indexes, has: hasIn(repositoryId), now, slice }, repositoryId, archives, part);
    },
    async compare(repositoryId, archiveName, otherName, { path, limit, cursor, collapse, signal }) {
      const inside = fromPublicPath(path);
      const archives = await both(repositoryId, [archiveName, otherName], signal);
      const options = { path: inside, after: cursor, limit, collapse, slice, ...(signal ? { signal } : {}) };
      const found = await indexes.readBoth(repositoryId, archives, (one, other) =>
        compareArchives(comparing, [one, other], options),
      );
      if ("value" in found) return found.value;
      return { items: [], next: null, summary: null, building: toBuilding(found.building) };
    },
    async compareContent(repositoryId, archiveName, otherName, { paths, signal }) {
      const inside = paths.map(fromPublicPath);
      const [one, other] = await both(repositoryId, [archiveName, otherName], signal);
      const look = (target: RepositoryTarget, abort: AbortSignal) =>
        contentDifference(borg, { target, archiveName: one.name, otherName: other.name, paths: inside, signal: abort });
      return contents.run(() => read(repositoryId, signal, look), signal);
    },
    async history(repositoryId, { path, limit, cursor, signal }) {
      const inside = fromPublicPath(path);
      const archives = await newestFirst(repositoryId, signal);
      const from = cursor === null ? 0 : archives.findIndex(({ id }) => id === cursor) + 1;
      if (cursor !== null && from === 0) throw changedList();
      const shown = archives.slice(from, from + limit);
      const has = hasIn(repositoryId);
      const look = async (archive: CatalogItem) => {
        signal?.throwIfAborted();
        return (await indexes.peek(repositoryId, archive, (index) => index.find(inside)))?.value;
      };
      const items = await slice.long(() => historyOf(shown, archives, { has, look }), signal);
      const next = from + limit < archives.length ? (shown.at(-1)?.id ?? null) : null;
      return { items, next, archivesMissing: archives.filter((archive) => !has(archive)).length };
    },
    download: async (...wanted) => download(...wanted),
    verifySample: (options) => verifySample({ borg, ports }, options),
  };
}

function changedList(): Fault {
  return new Fault("invalid-input", "The archives have changed; begin again without a cursor.", {
    fields: { "?cursor": "is of an archive that is gone" },
  });
}
