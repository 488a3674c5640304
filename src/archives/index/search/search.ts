// Finds names: the folded names of an archive are read from beginning to end and looked through as bytes.
import type { RandomAccess } from "../../../ports/files.ts";
import type { SearchOptions, SearchPage } from "../archive-index.ts";
import type { Tree } from "../read/tree.ts";
import { createHits, type Hits } from "./hits.ts";
import type { Work } from "./name-pattern.ts";
import type { NameQuery } from "./name-query.ts";
import { createNameScan, type NameScan } from "./name-scan.ts";
import { checkChunks, chunkOf, createSpans } from "./name-spans.ts";

/** Names that one call looks through: more than a million and a half of usual ones. */
const callBytes = 32 * 1024 * 1024;
/** Folders that one call looks at because of their names: as much work. */
const callEffort = 10_000;
/** Steps that one call takes: as much work, for patterns that cost much at each name. */
const callSteps = 8_000_000;
/** Names that match, of which more is to be known than the name, before the event loop may go on. */
const mostCandidates = 4096;

/** A page while it is filled. */
interface Progress {
  readonly found: number[];
  readonly limit: number;
  readonly work: Work;
  /** The next entry to be looked at. */
  from: number;
}

/** As ArchiveIndex.search says. `scan` gives a tree for this search alone. */
export async function searchNames(
  file: RandomAccess,
  tree: Tree,
  scan: () => Tree,
  query: NameQuery,
  { after, limit, signal, slice }: SearchOptions,
): Promise<SearchPage> {
  const { chunksCount, entries } = tree.footer;
  const work: Work = { steps: 0 };
  const hits = createHits(tree, scan, query, (piece) => slice.run(() => piece(work), signal));
  const spans = createSpans(file, tree);
  const progress: Progress = { found: [], limit, work, from: after === null ? 0 : after + 1 };
  let looked = 0;
  let at = await chunkOf(tree, progress.from);
  while (at < chunksCount && looked < callBytes && mayGoOn(progress, hits)) {
    const span = await spans.read(at);
    await slice.run(() => checkChunks(span), signal);
    const names = createNameScan(span, query.parts[0], progress.from);
    const look = (most: number) => slice.run(() => names.next(most, work), signal);
    await lookThrough(look, names, hits, span.endEntry, progress);
    looked += span.bytes.length;
    if (progress.from >= span.endEntry) at += span.chunks.length;
  }
  const found = await hits.resolve(progress.found);
  return { hits: found, next: progress.from >= entries ? null : progress.from - 1 };
}

/** Until the page is full, or has cost enough. */
function mayGoOn({ found, limit, work }: Progress, hits: Hits): boolean {
  return found.length < limit && work.steps < callSteps && hits.effort() < callEffort;
}

/** Goes on to the end of a span, or until the page is full or has cost enough. */
async function lookThrough(
  look: (most: number) => Promise<number[]>,
  names: NameScan,
  hits: Hits,
  endEntry: number,
  progress: Progress,
): Promise<void> {
  const { found, limit } = progress;
  while (progress.from < endEntry && mayGoOn(progress, hits)) {
    const most = hits.isCertain ? limit - found.length : mostCandidates;
    const candidates = await look(most);
    const checked = await confirmed(candidates, hits, limit - found.length, found);
    const last = candidates[checked - 1];
    progress.from = checked < candidates.length && last !== undefined ? last + 1 : names.entry();
  }
}

/** Adds to `found` those that the query as a whole is met by, at most `room`; tells how many were looked at. */
async function confirmed(candidates: number[], hits: Hits, room: number, found: number[]): Promise<number> {
  const full = found.length + room;
  let checked = 0;
  for (const candidate of candidates) {
    checked += 1;
    const answer = hits.confirm(candidate);
    if (answer === true || (answer !== false && (await answer))) found.push(candidate);
    if (found.length === full) break;
  }
  return checked;
}
