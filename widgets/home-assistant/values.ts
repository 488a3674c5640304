// Values of entities, which Home Assistant keeps as text, in the units of the contract.
import type { JobKindName } from "../../schemas/jobs.ts";
import type { HealthState } from "../../schemas/status.ts";
import { jobWordsEn } from "../shared/client/job-words-en.ts";

const states: Readonly<Record<HealthState, true>> = {
  ok: true,
  running: true,
  warning: true,
  failed: true,
  late: true,
  suspicious: true,
  never: true,
  paused: true,
};

/** A state of health; null where the text is none. */
export function healthState(text: unknown): HealthState | null {
  return typeof text === "string" && Object.hasOwn(states, text) ? (text as HealthState) : null;
}

/** What a job does; null where the text is nothing that there is a word for. */
export function jobKind(text: unknown): JobKindName | null {
  return typeof text === "string" && Object.hasOwn(jobWordsEn.kind, text) ? (text as JobKindName) : null;
}

/** A time as ISO 8601 in UTC; null where the text is none. Only with a zone: a bare date would mean another hour to each browser. */
export function timestamp(text: unknown): string | null {
  if (typeof text !== "string" || !/^\d{4}-\d\d-\d\d[T ].*(Z|[+-]\d\d:?\d\d)$/.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}

/** A number that is one, also as text; null otherwise. */
export function number(value: unknown): number | null {
  const parsed = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
  return typeof parsed === "number" && Number.isFinite(parsed) ? parsed : null;
}

/** A whole number of at least 0. */
export function count(value: unknown): number | null {
  const parsed = number(value);
  return parsed === null || parsed < 0 ? null : Math.round(parsed);
}

/** Bytes of a size in one of Home Assistant's units, those of 1000 and those of 1024. */
export function bytes(value: unknown, unit: unknown): number | null {
  const size = number(value);
  const match = /^([kKMGTPEZY]?)(i?)B$/.exec(typeof unit === "string" ? unit : "B");
  if (size === null || size < 0 || !match) return null;
  const power = match[1] ? " KMGTPEZY".indexOf(match[1].toUpperCase()) : 0;
  return Math.round(size * (match[2] ? 1024 : 1000) ** power);
}

/** Text that says something. */
export function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}
