// The status as a list of what is backed up: plans, and repositories that somebody else writes to. Worst first.
import { type HealthState, type Status, worstFirst } from "../../../schemas/status.ts";

export interface Row {
  readonly name: string;
  /** Of its page. */
  readonly path: string;
  readonly state: HealthState;
  readonly message: string | null;
  readonly lastAt: string | null;
  readonly nextAt: string | null;
  /** Of the plan's schedule. */
  readonly timeZone: string | null;
}

/** The rows. */
export function rowsOf({ plans, repositories }: Status): Row[] {
  const rows: Row[] = [
    ...plans.map(({ id, name, state, message, lastSuccessAt, nextRunAt, timeZone }) => ({
      name,
      path: `/plans/${id}`,
      state,
      message,
      lastAt: lastSuccessAt,
      nextAt: nextRunAt,
      timeZone,
    })),
    ...repositories
      .filter(({ mode }) => mode === "observe")
      .map(({ id, name, state, message, lastBackupAt }) => ({
        name,
        path: `/repositories/${id}`,
        state,
        message,
        lastAt: lastBackupAt,
        nextAt: null,
        timeZone: null,
      })),
  ];
  return rows.sort((a, b) => worstFirst.indexOf(a.state) - worstFirst.indexOf(b.state) || a.name.localeCompare(b.name));
}

/** What all the rows add up to: the worst of them. */
export function worstOf(rows: readonly Row[]): HealthState | "empty" {
  return rows[0]?.state ?? "empty";
}

/** A time as somebody reads it, such as "Sun 22 Nov, 02:30 GMT+1". */
export function formatTime(iso: string, timeZone: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(Date.parse(iso));
}
