// When a schedule fires: next and missed times, zones, and the schedule in words. Pure: the time is an argument.
import { CronExpressionParser } from "cron-parser";
import cronstrue from "cronstrue";
import type { Schedule } from "../../schemas/plans.ts";

/** What is wrong with a schedule, by JSON pointer relative to it; empty when it can be used. */
export function scheduleErrors(schedule: Schedule): Record<string, string> {
  const errors: Record<string, string> = {};
  if (!isTimeZone(schedule.timeZone))
    errors["/timeZone"] = "is not a time zone known here; use a name such as Europe/Berlin";
  const cronError = cronErrorOf(schedule.cron);
  if (cronError) errors["/cron"] = cronError;
  return errors;
}

/** The next `count` fire times after `afterMs`, in milliseconds since the epoch; fewer where a schedule ends. */
export function nextFireTimes(schedule: Schedule, afterMs: number, count: number): number[] {
  const expression = CronExpressionParser.parse(schedule.cron, {
    currentDate: new Date(afterMs),
    tz: schedule.timeZone,
  });
  const times: number[] = [];
  while (times.length < count && expression.hasNext()) times.push(expression.next().getTime());
  return times;
}

/** The first fire time after `afterMs`, or null where there is none. */
export function nextFireTime(schedule: Schedule, afterMs: number): number | null {
  return nextFireTimes(schedule, afterMs, 1)[0] ?? null;
}

/** The schedule in words, such as "At 02:30". */
export function describeSchedule(schedule: Schedule): string {
  return cronstrue.toString(schedule.cron, { use24HourTimeFormat: true });
}

/** A fire time as people of that zone read it, such as "Sun 22 Nov 2026, 02:30 GMT+1". */
export function formatFireTime(atMs: number, timeZone: string): string {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZoneName: "short",
  }).format(atMs);
}

/** Names what a stored fire time was computed from: another key means that it must be computed anew. */
export function scheduleKey(schedule: Schedule): string {
  return `${schedule.cron} ${schedule.timeZone}`;
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone.length > 0;
  } catch {
    return false; // RangeError: the name is unknown
  }
}

function cronErrorOf(cron: string): string | null {
  if (cron.trim().split(/\s+/).length !== 5) return "must have five fields: minute hour day month weekday";
  if (/[^\d\s*/,\-a-z?L#]/i.test(cron) || /\bh\b/i.test(cron)) return "has a sign that is no part of a cron expression";
  const wide = stepTooWide(cron);
  if (wide) return wide;
  try {
    if (!CronExpressionParser.parse(cron).hasNext()) return "never fires";
    cronstrue.toString(cron); // what cannot be put into words could not be shown
    return null;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return `is not a cron expression: ${why.replace("Constraint error, ", "")}`;
  }
}

/** Values that each of the five fields can take. A step beyond them fires once a round, whatever its number says. */
const fieldSizes = [60, 24, 31, 12, 7] as const;

function stepTooWide(cron: string): string | null {
  const fields = cron.trim().split(/\s+/);
  const at = fields.findIndex((field, index) =>
    [...field.matchAll(/\/(\d+)/g)].some(([, step]) => Number(step) >= (fieldSizes[index] ?? 0)),
  );
  return at < 0 ? null : `has a step in ${fields[at]} that is as wide as the field: it would not fire as it reads`;
}
