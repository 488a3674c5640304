// What of the audit journal is shown, as the address of the page carries it.
import type { auditOutcomes } from "../../../../schemas/audit.ts";

export type Outcome = (typeof auditOutcomes)[number];

/** As in the form: days as YYYY-MM-DD of this browser's zone, everything empty where it does not matter. */
export interface AuditFilter {
  readonly event: string;
  readonly outcome: Outcome | "";
  readonly user: string;
  readonly from: string;
  readonly to: string;
}

const names = ["event", "outcome", "user", "from", "to"] as const;

export const noFilter: AuditFilter = { event: "", outcome: "", user: "", from: "", to: "" };

/** The filter of an address; what is no filter is left out. */
export function filterOf(search: string): AuditFilter {
  const query = new URLSearchParams(search);
  const outcome = query.get("outcome");
  const day = (name: "from" | "to") => (startOf(query.get(name) ?? "") === null ? "" : (query.get(name) ?? ""));
  return {
    event: query.get("event")?.slice(0, 80) ?? "",
    outcome: outcome === "ok" || outcome === "denied" || outcome === "failed" ? outcome : "",
    user: query.get("user") ?? "",
    from: day("from"),
    to: day("to"),
  };
}

/** The address's part for a filter: `?…`, or nothing. */
export function searchOf(filter: AuditFilter): string {
  const given = names.flatMap((name) => (filter[name].trim() === "" ? [] : [[name, filter[name].trim()]]));
  return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}

/** The query of GET /api/audit. The last day counts whole. */
export function queryOf({ event, outcome, user, from, to }: AuditFilter): Record<string, string | null> {
  return {
    event: event.trim() || null,
    outcome: outcome || null,
    userId: user || null,
    from: startOf(from)?.toISOString() ?? null,
    to: startOf(to, 1)?.toISOString() ?? null,
  };
}

/** When a day begins here, or the day so many after it. */
function startOf(day: string, daysLater = 0): Date | null {
  const [year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.slice(1).map(Number) ?? [];
  if (year === undefined || month === undefined || date === undefined) return null;
  const start = new Date(year, month - 1, date + daysLater);
  return Number.isNaN(start.getTime()) ? null : start;
}
