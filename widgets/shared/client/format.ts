// Figures for people: sizes, counts, durations, times. Pure; everything takes its locale.

const sizeUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;
const minuteMs = 60_000;
const dayMs = 1440 * minuteMs;
const timeUnits = [
  ["day", dayMs],
  ["hour", 60 * minuteMs],
  ["minute", minuteMs],
  ["second", 1000],
] as const;

const formats: Record<string, unknown> = {};

/**
 * Making a format takes longer than a thousand uses of it, and the first paint waits for all of them. The zone that a format has
 * for its life is the browser's, which travels.
 */
function formatOf<Format, Options>(
  kind: new (locale: string, options: Options) => Format,
  locale: string,
  options: Options,
): Format {
  const key = kind.name + locale + new Date().getTimezoneOffset() + JSON.stringify(options);
  formats[key] ??= new kind(locale, options);
  return formats[key] as Format;
}

const numbers = (locale: string, options: Intl.NumberFormatOptions) => formatOf(Intl.NumberFormat, locale, options);
const dates = (locale: string, options: Intl.DateTimeFormatOptions) => formatOf(Intl.DateTimeFormat, locale, options);

/** A size with three significant digits, in powers of 1000 as borg prints them: 1.21 GB. */
export function formatBytes(bytes: number, locale: string): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 of a unit would be written as 1,000 of it.
  while (value >= 999.5 && unit < sizeUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 };
  return numbers(locale, { style: "unit", unit: sizeUnits[unit] ?? "byte", unitDisplay: "short", ...digits }).format(
    value,
  );
}

/** A whole number with the locale's grouping. */
export function formatCount(count: number, locale: string): string {
  return numbers(locale, { maximumFractionDigits: 0 }).format(count);
}

/** A percentage of 0 to 100. */
export function formatPercent(percent: number, locale: string): string {
  return numbers(locale, { style: "percent" }).format(percent / 100);
}

/** A duration in its two largest units: 1 hr 12 min. */
export function formatDuration(ms: number, locale: string): string {
  let rest = Math.max(0, Math.round(ms / 1000)) * 1000;
  const largest = timeUnits.findIndex(([, unitMs]) => rest >= unitMs);
  return timeUnits
    .slice(largest)
    .slice(0, 2)
    .map(([unit, unitMs]) => {
      const value = Math.floor(rest / unitMs);
      rest %= unitMs;
      return { value, unit };
    })
    .filter(({ value }, index) => index === 0 || value > 0)
    .map(({ value, unit }) => numbers(locale, { style: "unit", unit, unitDisplay: "short" }).format(value))
    .join(" ");
}

/** An estimate rounded so that it does not pretend: minutes beyond two minutes, steps of five beyond twenty. */
export function roundEstimate(ms: number): number {
  if (ms < 2 * minuteMs) return Math.ceil(Math.max(1, ms) / 10_000) * 10_000;
  const step = ms < 20 * minuteMs ? minuteMs : 5 * minuteMs;
  return Math.round(ms / step) * step;
}

/** Distance of a time from now, past or future: now, 12 minutes ago, in 5 hours, tomorrow. */
export function formatRelative(at: number, now: number, locale: string): string {
  const delta = at - now;
  const [unit, unitMs] = timeUnits.find(([, ms]) => Math.abs(delta) >= ms) ?? timeUnits[3];
  // Days that are still to come are told by the nearest: what was given seven days a moment ago ends "in 7 days".
  const round = unit === "day" && delta > 0 ? Math.round : Math.trunc;
  const distance = unit === "second" ? 0 : round(delta / unitMs);
  return formatOf(Intl.RelativeTimeFormat, locale, { numeric: "auto" as const }).format(distance, unit);
}

/** A time that is to come: one that has passed is due now. */
export function upcoming(iso: string | null): string | null {
  return iso && new Date(Math.max(Date.now(), Date.parse(iso))).toISOString();
}

/** Date and time in full, in the browser's zone, with its name. */
export function formatDateTime(at: number, locale: string): string {
  return dates(locale, {
    dateStyle: "medium",
    timeStyle: "long",
  }).format(at);
}

/** The time of day, in the browser's zone: with the weekday where it is of another day, with the date where that is a week off. */
export function formatClock(at: number, now: number, locale: string): string {
  const day = dates("en", { dateStyle: "short" });
  const time: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  const near: Intl.DateTimeFormatOptions = day.format(at) === day.format(now) ? time : { ...time, weekday: "short" };
  const isFar = Math.abs(at - now) > 6 * dayMs;
  return dates(locale, isFar ? { ...time, day: "numeric", month: "short" } : near).format(at);
}

/** Dates without a time (2026-11-22), with their day of the week where it is asked for. */
export function formatDays(days: readonly string[], locale: string, weekday?: "short"): string[] {
  const format = dates(locale, { weekday, day: "numeric", month: "short", timeZone: "UTC" });
  return days.map((day) => format.format(Date.parse(day)));
}

/** Text from outside; control and bidi characters, by which a name could be read as another, are shown as U+FFFD. */
export function safeText(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
