// Figures for people: sizes, counts, durations, times. Pure; everything takes its locale.

const sizeUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte", "petabyte"] as const;
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A size with three significant digits, in powers of 1000 as borg prints them: 1.21 GB. */
export function formatBytes(bytes: number, locale: string): string {
  let value = Math.max(0, bytes);
  let unit = 0;
  // 999.5 of a unit would be written as 1,000 of it.
  while (value >= 999.5 && unit < sizeUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return sizeFormat(locale, unit).format(value);
}

/** Making a format takes longer than a thousand uses of it, and lists have many sizes. */
const sizeFormats = new Map<string, Intl.NumberFormat>();

function sizeFormat(locale: string, unit: number): Intl.NumberFormat {
  const key = `${locale} ${unit}`;
  const format =
    sizeFormats.get(key) ??
    new Intl.NumberFormat(locale, {
      style: "unit",
      unit: sizeUnits[unit] ?? "byte",
      unitDisplay: "short",
      ...(unit === 0 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 }),
    });
  sizeFormats.set(key, format);
  return format;
}

/** A whole number with the locale's grouping. */
export function formatCount(count: number, locale: string): string {
  return new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(count);
}

/** A percentage of 0 to 100. */
export function formatPercent(percent: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 0 }).format(percent / 100);
}

/** A duration in its two largest units: 1 hr 12 min. */
export function formatDuration(ms: number, locale: string): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const parts: [number, string][] =
    seconds < 60
      ? [[seconds, "second"]]
      : seconds < 3600
        ? [
            [Math.floor(seconds / 60), "minute"],
            [seconds % 60, "second"],
          ]
        : seconds < 86_400
          ? [
              [Math.floor(seconds / 3600), "hour"],
              [Math.floor((seconds % 3600) / 60), "minute"],
            ]
          : [
              [Math.floor(seconds / 86_400), "day"],
              [Math.floor((seconds % 86_400) / 3600), "hour"],
            ];
  return parts
    .filter(([value], index) => index === 0 || value > 0)
    .map(([value, unit]) => new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "short" }).format(value))
    .join(" ");
}

/** An estimate rounded so that it does not pretend: minutes beyond two minutes, steps of five beyond twenty. */
export function roundEstimate(ms: number): number {
  if (ms < 10_000) return 10_000;
  if (ms < 2 * minuteMs) return Math.ceil(ms / 10_000) * 10_000;
  const step = ms < 20 * minuteMs ? minuteMs : 5 * minuteMs;
  return Math.round(ms / step) * step;
}

/** Distance of a time from now, past or future: now, 12 minutes ago, in 5 hours, tomorrow. */
export function formatRelative(at: number, now: number, locale: string): string {
  const delta = at - now;
  const size = Math.abs(delta);
  const [unit, unitMs] =
    size < minuteMs
      ? (["second", Number.POSITIVE_INFINITY] as const)
      : size < hourMs
        ? (["minute", minuteMs] as const)
        : size < dayMs
          ? (["hour", hourMs] as const)
          : (["day", dayMs] as const);
  // Days that are still to come are told by the nearest: what was given seven days a moment ago ends "in 7 days".
  const round = unit === "day" && delta > 0 ? Math.round : Math.trunc;
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(round(delta / unitMs), unit);
}

/** A time that is to come: one that has passed is due now. */
export function upcoming(iso: string | null): string | null {
  return iso && new Date(Math.max(Date.now(), Date.parse(iso))).toISOString();
}

/** Date and time in full, in the browser's zone, with its name. */
export function formatDateTime(at: number, locale: string): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: "medium",
    timeStyle: "long",
  }).format(at);
}

/** The time of day, in the browser's zone: with the weekday where it is of another day, with the date where that is a week off. */
export function formatClock(at: number, now: number, locale: string): string {
  const day = new Intl.DateTimeFormat("en", { dateStyle: "short" });
  const time: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
  const near: Intl.DateTimeFormatOptions = day.format(at) === day.format(now) ? time : { ...time, weekday: "short" };
  const isFar = Math.abs(at - now) > 6 * dayMs;
  return new Intl.DateTimeFormat(locale, isFar ? { ...time, day: "numeric", month: "short" } : near).format(at);
}

/** Dates without a time (2026-11-22), with their day of the week where it is asked for. */
export function formatDays(days: readonly string[], locale: string, weekday?: "short"): string[] {
  const format = new Intl.DateTimeFormat(locale, { weekday, day: "numeric", month: "short", timeZone: "UTC" });
  return days.map((day) => format.format(Date.parse(day)));
}

/** Text from outside; control and bidi characters, by which a name could be read as another, are shown as U+FFFD. */
export function safeText(text: string): string {
  return text.replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, "\ufffd");
}
