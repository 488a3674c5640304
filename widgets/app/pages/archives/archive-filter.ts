// Which archives of a repository are shown, and the address of that choice.
import type { ArchiveReply } from "../../../../schemas/archives.ts";

/** `plan` is an id, `none` for archives of no plan, or empty for all; days as dates are typed, or empty. */
export interface ArchiveFilter {
  readonly text: string;
  readonly plan: string;
  readonly from: string;
  readonly to: string;
}

export const noFilter: ArchiveFilter = { text: "", plan: "", from: "", to: "" };
const names = { text: "q", plan: "plan", from: "from", to: "to" } as const;
const keys = Object.keys(names) as (keyof ArchiveFilter)[];

/** The filter of an address. */
export function filterOf(query: URLSearchParams): ArchiveFilter {
  return Object.fromEntries(keys.map((key) => [key, query.get(names[key]) ?? ""])) as unknown as ArchiveFilter;
}

/** The query of an address, with its question mark; empty where everything is shown. */
export function searchOf(filter: ArchiveFilter): string {
  const query = new URLSearchParams(keys.flatMap((key) => (filter[key] === "" ? [] : [[names[key], filter[key]]])));
  return query.size === 0 ? "" : `?${query}`;
}

/** Those that fit, in their order. Days are those of the reader; the last one is included. */
export function filterArchives(
  archives: readonly ArchiveReply[],
  { text, plan, from, to }: ArchiveFilter,
): ArchiveReply[] {
  const wanted = text.trim().toLowerCase();
  const begin = from === "" ? Number.NEGATIVE_INFINITY : new Date(`${from}T00:00:00`).getTime();
  const end = to === "" ? Number.POSITIVE_INFINITY : new Date(`${to}T23:59:59.999`).getTime();
  return archives.filter(({ name, comment, hostname, planId, startedAt }) => {
    if (plan !== "" && (plan === "none" ? planId !== null : planId !== plan)) return false;
    const at = Date.parse(startedAt);
    if (at < begin || at > end) return false;
    return wanted === "" || [name, comment, hostname ?? ""].some((part) => part.toLowerCase().includes(wanted));
  });
}
