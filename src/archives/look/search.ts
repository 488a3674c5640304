// Finding names: in one archive, or in all of a repository from the newest on.
import type { RepositorySearchReply, SearchReply } from "../../../schemas/archives.ts";
import { Fault } from "../../fault.ts";
import type { CatalogItem } from "../contract.ts";
import type { ArchiveIndex } from "../index/archive-index.ts";
import type { NameQuery } from "../index/search/name-query.ts";
import type { Slices } from "../index/slices.ts";
import type { IndexAccess } from "../index-cache/index-access.ts";
import { positionOf, strangeCursor } from "./browse.ts";
import { toFileEntry } from "./entry.ts";

export interface SearchPart {
  readonly query: NameQuery;
  readonly limit: number;
  readonly cursor: string | null;
  readonly signal?: AbortSignal;
}

/** A search in many archives ends its page after this, in milliseconds, so that the caller sees how far it is. */
const pageMs = 200;

/** Searches one archive. A page can have fewer hits than its limit, or none, and yet not be the last. */
export async function searchIndex(index: ArchiveIndex, slice: Slices, part: SearchPart): Promise<SearchReply> {
  const after = part.cursor === null ? null : positionOf(part.cursor);
  const look = () => index.search(part.query, { ...part, after, slice });
  const { hits, next } = await slice.long(look, part.signal);
  return { items: hits.map(toFileEntry), next: next === null ? null : String(next), building: null };
}

export interface RepositorySearchDependencies {
  readonly indexes: Pick<IndexAccess, "peek">;
  readonly has: (archive: CatalogItem) => boolean;
  readonly now: () => number;
  readonly slice: Slices;
}

/** Searches those archives that have an index, in the order given. */
export async function searchRepository(
  { indexes, has, now, slice }: RepositorySearchDependencies,
  repositoryId: string,
  archives: readonly CatalogItem[],
  part: SearchPart,
): Promise<RepositorySearchReply> {
  const until = now() + pageMs;
  const items: RepositorySearchReply["items"] = [];
  let { at, after } = placeOf(part.cursor, archives);
  for (let step = 0; at < archives.length && items.length < part.limit && (step === 0 || now() < until); step += 1) {
    part.signal?.throwIfAborted();
    const archive = archives[at] as CatalogItem;
    const options = { ...part, limit: part.limit - items.length, after, slice };
    const found = await indexes.peek(repositoryId, archive, (index) =>
      slice.long(() => index.search(part.query, options), part.signal),
    );
    for (const hit of found?.value.hits ?? []) items.push({ archive: refOf(archive), entry: toFileEntry(hit) });
    after = found?.value.next ?? null;
    if (after === null) at += 1;
  }
  const missing = archives.filter((archive) => !has(archive));
  const searched = archives.slice(0, at).filter(has).length;
  const next = at < archives.length ? `${archives[at]?.id}.${after ?? ""}` : null;
  return {
    items,
    next,
    progress: { archivesSearched: searched, archivesTotal: archives.length, archivesMissing: missing.length },
  };
}

/** Which archive comes first in a page, and where in it. */
function placeOf(cursor: string | null, archives: readonly CatalogItem[]): { at: number; after: number | null } {
  if (cursor === null) return { at: 0, after: null };
  const match = /^([0-9a-f]{64})\.(\d{0,15})$/.exec(cursor);
  if (!match) throw strangeCursor();
  const at = archives.findIndex(({ id }) => id === match[1]);
  if (at === -1) {
    throw new Fault("invalid-input", "The archives have changed; begin again without a cursor.", {
      fields: { "?cursor": "is of an archive that is gone" },
    });
  }
  return { at, after: match[2] === "" ? null : Number(match[2]) };
}

/** An archive as others refer to it. */
export function refOf({ id, name, startedAt }: CatalogItem): { id: string; name: string; startedAt: string } {
  return { id, name, startedAt };
}
