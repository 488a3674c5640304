// Finds names: the folded names of an archive are read from beginning to end and looked through as bytes.
import type { RandomAccess } from "../../ports/files.ts";
import type { SearchOptions, SearchPage } from "./archive-index.ts";
import { createHits, type Hits } from "./hits.ts";
import type { NamePattern } from "./name-pattern.ts";
import type { NameQuery } from "./name-query.ts";
import { checkChunks, chunkOf, createSpans, type Span } from "./name-spans.ts";
import type { Tree } from "./tree.ts";

/** Names that one call looks through: more than a million and a half of usual ones. */
const callBytes = 32 * 1024 * 1024;
/** Folders that one call looks at because of their names: as much work. */
const callEffort = 10_000;
/** Names that match, of which more is to be known than the name, before the event loop may go on. */
const mostCandidates = 4096;

/** A page while it is filled. */
interface Progress {
  readonly found: number[];
  readonly limit: number;
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
  const hits = createHits(tree, scan, query);
  const spans = createSpans(file, tree);
  const progress: Progress = { found: [], limit, from: after === null ? 0 : after + 1 };
  let looked = 0;
  let at = await chunkOf(tree, progress.from);
  while (at < chunksCount && progress.found.length < limit && looked < callBytes && hits.effort() < callEffort) {
    const span = await spans.read(at);
    await slice.run(() => checkChunks(span), signal);
    const look = (most: number) => slice.run(() => candidatesIn(span, query.parts[0], progress.from, most), signal);
    await lookThrough(look, hits, span.endEntry, progress);
    looked += span.bytes.length;
    if (progress.from >= span.endEntry) at += span.chunks.length;
  }
  const isEnd = progress.from >= entries;
  const found = await hits.resolve(progress.found);
  return { hits: found, next: isEnd ? null : progress.from - 1, scanned: isEnd ? 1 : at / chunksCount };
}

/** Goes on to the end of a span, or until the page is full. */
async function lookThrough(
  look: (most: number) => Promise<number[]>,
  hits: Hits,
  endEntry: number,
  progress: Progress,
): Promise<void> {
  const { found, limit } = progress;
  while (progress.from < endEntry && found.length < limit && hits.effort() < callEffort) {
    const most = hits.isCertain ? limit - found.length : mostCandidates;
    const candidates = await look(most);
    const checked = await confirmed(candidates, hits, limit - found.length, found);
    const last = candidates[checked - 1];
    const isAll = checked === candidates.length && candidates.length < most;
    progress.from = isAll || last === undefined ? endEntry : last + 1;
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

/** The numbers of the first entries from `from` on whose names match, at most `most`. */
function candidatesIn(span: Span, pattern: NamePattern, from: number, most: number): number[] {
  const found: number[] = [];
  for (const [index, { firstEntry, length }] of span.chunks.entries()) {
    const next = span.chunks[index + 1]?.firstEntry ?? span.endEntry;
    if (next <= from) continue;
    const start = span.starts[index] as number;
    candidatesInChunk(span.bytes.subarray(start, start + length), pattern, firstEntry, from, most, found);
    if (found.length >= most) break;
  }
  return found;
}

function candidatesInChunk(
  names: Buffer,
  pattern: NamePattern,
  firstEntry: number,
  from: number,
  most: number,
  found: number[],
): void {
  let entry = firstEntry;
  let start = 0; // of the entry's name
  const stepTo = (at: number) => {
    for (let passed = start; passed < at; passed += 1) {
      if (names[passed] !== 0) continue;
      entry += 1;
      start = passed + 1;
    }
  };
  while (start < names.length && found.length < most) {
    const at = pattern.literal.length > 0 ? names.indexOf(pattern.literal, start) : start;
    if (at < 0) return;
    stepTo(at);
    const end = names.indexOf(0, at);
    if (entry >= from && pattern.matches(names, start, end)) found.push(entry);
    entry += 1;
    start = end + 1;
  }
}
