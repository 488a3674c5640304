// When a plan runs, as a form holds it: presets that are cron expressions, and cron itself.
import type { Schedule } from "../../../../schemas/plans.ts";

export type ScheduleKind = "hourly" | "daily" | "weekly" | "monthly" | "cron" | "manual";

/** `time` is HH:MM; `weekday` counts from Sunday, 0; `day` is that of the month. */
export interface ScheduleDraft {
  readonly kind: ScheduleKind;
  readonly time: string;
  readonly weekday: string;
  readonly day: string;
  readonly cron: string;
  readonly timeZone: string;
}

export const weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"] as const;

/** Zones for choosing from; the given one is among them whatever the browser knows. */
export function timeZones(own: string): string[] {
  return [...new Set([own, "UTC", ...Intl.supportedValuesOf("timeZone")])].sort();
}

export function newScheduleDraft(timeZone = Intl.DateTimeFormat().resolvedOptions().timeZone): ScheduleDraft {
  return { kind: "daily", time: "02:00", weekday: "0", day: "1", cron: "0 2 * * *", timeZone };
}

/** The schedule that a draft means; null where the plan runs by hand only. */
export function scheduleOf(draft: ScheduleDraft): Schedule | null {
  if (draft.kind === "manual") return null;
  return { cron: cronOf(draft), timeZone: draft.timeZone };
}

/** The draft that shows a schedule: as a preset where it is one. */
export function draftOfSchedule(schedule: Schedule | null): ScheduleDraft {
  if (!schedule) return { ...newScheduleDraft(), kind: "manual" };
  const draft = { ...newScheduleDraft(schedule.timeZone), cron: schedule.cron };
  const [minute = "", hour = "", day = "", month = "", weekday = ""] = schedule.cron.trim().split(/\s+/);
  if (schedule.cron.trim() === "0 * * * *") return { ...draft, kind: "hourly" };
  if (!isNumber(minute, 59) || !isNumber(hour, 23) || month !== "*") return { ...draft, kind: "cron" };
  const time = `${hour.padStart(2, "0")}:${minute.padStart(2, "0")}`;
  if (day === "*" && weekday === "*") return { ...draft, kind: "daily", time };
  if (day === "*" && isNumber(weekday, 6)) return { ...draft, kind: "weekly", time, weekday };
  if (isNumber(day, 31) && weekday === "*") return { ...draft, kind: "monthly", time, day };
  return { ...draft, kind: "cron" };
}

/** The schedule in words, where the service has not told them yet. */
export function scheduleWords({ kind, time, weekday, day, cron, timeZone }: ScheduleDraft): string {
  const zone = timeZone.replaceAll("_", " ");
  switch (kind) {
    case "hourly":
      return "every hour";
    case "daily":
      return `every day at ${time} (${zone})`;
    case "weekly":
      return `every ${weekdays[Number(weekday)]} at ${time} (${zone})`;
    case "monthly":
      return `on day ${day} of every month at ${time} (${zone})`;
    case "cron":
      return `cron ${cron.trim()} (${zone})`;
    default:
      return "by hand only";
  }
}

/** The draft in another kind; cron starts from what was chosen before. */
export function ofKind(draft: ScheduleDraft, kind: ScheduleKind): ScheduleDraft {
  return kind === "cron" && draft.kind !== "manual" ? { ...draft, kind, cron: cronOf(draft) } : { ...draft, kind };
}

function cronOf({ kind, time, weekday, day, cron }: ScheduleDraft): string {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  switch (kind) {
    case "hourly":
      return "0 * * * *";
    case "daily":
      return `${minute} ${hour} * * *`;
    case "weekly":
      return `${minute} ${hour} * * ${weekday}`;
    case "monthly":
      return `${minute} ${hour} ${day} * *`;
    default:
      return cron.trim();
  }
}

function isNumber(text: string, max: number): boolean {
  return /^\d{1,2}$/.test(text) && Number(text) <= max;
}
