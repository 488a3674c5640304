// The life of one path through the archives of a repository.
import type { PathHistoryReply } from "../../../schemas/archives.ts";
import type { CatalogItem } from "../contract.ts";
import type { IndexedEntry } from "../index/archive-index.ts";
import { toFileEntry } from "./entry.ts";
import { refOf } from "./search.ts";

type Item = PathHistoryReply["items"][number];
/** The entry; null where the archive does not have it; undefined where that is not known. */
export type Seen = IndexedEntry | null | undefined;

export interface HistoryLooks {
  /** Whether it can be looked into. */
  readonly has: (archive: CatalogItem) => boolean;
  /** The entry; null where the archive does not have it; undefined where it cannot be looked into after all. */
  readonly look: (archive: CatalogItem) => Promise<Seen>;
}

/**
 * What became of a path in `shown`, each archive compared with the next older one of its series that can be looked into. A
 * series is what one plan made, or, of archives that no plan made, what one host made: other plans back up other folders.
 * `all` is newest first, and `shown` a part of it.
 */
export async function historyOf(
  shown: readonly CatalogItem[],
  all: readonly CatalogItem[],
  { has, look }: HistoryLooks,
): Promise<Item[]> {
  const lookOnce = remembered(look);
  const olderOf = olderInSeries(all, has);
  const items: Item[] = [];
  for (const archive of shown) {
    const entry = has(archive) ? await lookOnce(archive) : undefined;
    const older = olderOf.get(archive);
    const earlier = older?.indexed ? await lookOnce(older.indexed) : older?.any ? undefined : null;
    const state = entry === undefined ? "unknown" : stateOf(entry, earlier);
    items.push({ archive: refOf(archive), state, entry: entry ? toFileEntry(entry) : null });
  }
  return items;
}

/** What a series has that is older: anything, and the next one that can be looked into. */
interface Older {
  readonly any: boolean;
  readonly indexed: CatalogItem | null;
}

function olderInSeries(all: readonly CatalogItem[], has: HistoryLooks["has"]): ReadonlyMap<CatalogItem, Older> {
  const olderOf = new Map<CatalogItem, Older>();
  const bySeries = new Map<string, Older>();
  for (const archive of all.toReversed()) {
    const series = seriesOf(archive);
    const older = bySeries.get(series) ?? { any: false, indexed: null };
    olderOf.set(archive, older);
    bySeries.set(series, { any: true, indexed: has(archive) ? archive : older.indexed });
  }
  return olderOf;
}

function stateOf(entry: IndexedEntry | null, earlier: Seen): Item["state"] {
  if (earlier === undefined) return entry ? "unknown" : "absent";
  if (!entry) return earlier ? "gone" : "absent";
  if (!earlier) return "appeared";
  return isSame(entry, earlier) ? "unchanged" : "changed";
}

function isSame(one: IndexedEntry, other: IndexedEntry): boolean {
  return (
    one.type === other.type &&
    one.mode === other.mode &&
    one.sizeBytes === other.sizeBytes &&
    one.filesCount === other.filesCount &&
    one.modifiedAtUs === other.modifiedAtUs &&
    one.linkTarget === other.linkTarget
  );
}

function seriesOf({ planId, hostname }: CatalogItem): string {
  return planId === null ? `host ${hostname ?? ""}` : `plan ${planId}`;
}

function remembered(look: (archive: CatalogItem) => Promise<Seen>): (archive: CatalogItem) => Promise<Seen> {
  const seen = new Map<CatalogItem, Seen>();
  return async (archive) => {
    if (!seen.has(archive)) seen.set(archive, await look(archive));
    return seen.get(archive);
  };
}
