// Reading the audit journal: newest first, filtered, a page at a time.
import type { AuditEntry, AuditItem } from "../../schemas/audit.ts";

/** What is looked for. Times are ISO 8601; `cursor` is the `next` of the page before. */
export interface AuditFilter {
  readonly limit?: number | undefined;
  readonly cursor?: string | undefined;
  /** An event, or its first part. */
  readonly event?: string | undefined;
  readonly outcome?: AuditEntry["outcome"] | undefined;
  /** Of the actor or the target. */
  readonly userId?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/** `next` is null at the journal's end. A page may hold fewer than asked for, or none, and still have a next one. */
export interface AuditPage {
  readonly items: readonly AuditItem[];
  readonly next: string | null;
}

/** The journal as it is read here. */
export interface AuditSource {
  readPlaces(before: string | null): AsyncIterable<{ readonly entry: AuditEntry; readonly place: string }>;
}

const defaultLimit = 50;
/** Entries looked at for a page: a filter that fits few must not read years in one request. */
const maxScanned = 20_000;
const dayMs = 86_400_000;

/** Reads a page. Throws Fault `invalid-input` where the cursor is none. */
export async function readAudit(journal: AuditSource, filter: AuditFilter): Promise<AuditPage> {
  const { limit = defaultLimit } = filter;
  const matches = matcherOf(filter);
  const oldestMs = filter.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.from) - dayMs;
  const items: AuditItem[] = [];
  let scanned = 0;

  for await (const { entry, place } of journal.readPlaces(filter.cursor ?? startOf(filter.to))) {
    // A clock that was set back leaves times out of order, hence the day.
    if (Date.parse(entry.at) < oldestMs) break;
    if (matches(entry)) {
      if (items.length === limit) return { items, next: items.at(-1)?.id ?? null };
      items.push({ ...entry, id: place });
    }
    scanned += 1;
    if (scanned === maxScanned) return { items, next: place };
  }
  return { items, next: null };
}

function matcherOf({ event, outcome, userId, from, to }: AuditFilter): (entry: AuditEntry) => boolean {
  const fromMs = from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(from);
  const toMs = to === undefined ? Number.POSITIVE_INFINITY : Date.parse(to);
  return (entry) => {
    const atMs = Date.parse(entry.at);
    if (atMs < fromMs || atMs > toMs) return false;
    if (outcome !== undefined && entry.outcome !== outcome) return false;
    if (userId !== undefined && entry.actor?.userId !== userId && entry.target !== userId) return false;
    return event === undefined || entry.event === event || entry.event.startsWith(`${event}.`);
  };
}

/** The place behind everything of the month of `to`; null where all is to be read. The day is for a clock set back. */
function startOf(to: string | undefined): string | null {
  if (to === undefined) return null;
  const last = new Date(Date.parse(to) + dayMs);
  const monthAfter = new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + 1, 1));
  return `${monthAfter.toISOString().slice(0, 7)}.0`;
}
