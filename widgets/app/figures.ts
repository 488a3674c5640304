// Figures and times as the pages write them: in the language of the page.
import { html, type TemplateResult } from "lit";
import { formatBytes, formatCount, formatDateTime, formatDuration, formatRelative } from "../shared/client/format.ts";
import { languageOf } from "../shared/element/i18n.ts";

const locale = () => languageOf(document.documentElement);

/** Formats of single bytes by locale: making one takes long, and lists have many sizes. */
const byteFormats = new Map<string, Intl.NumberFormat>();

function byteText(value: number): string {
  const options = { style: "unit", unit: "byte", unitDisplay: "long", maximumFractionDigits: 0 } as const;
  const format = byteFormats.get(locale()) ?? new Intl.NumberFormat(locale(), options);
  byteFormats.set(locale(), format);
  return format.format(Math.max(0, value));
}

/** Single bytes are written out, with their plural: "939 byte" is no English. */
export function bytes(value: number | null | undefined, none = "unknown"): string {
  if (value === null || value === undefined) return none;
  return value < 999.5 ? byteText(value) : formatBytes(value, locale());
}

export const count = (value: number | null | undefined, none = "unknown") =>
  value === null || value === undefined ? none : formatCount(value, locale());

export const duration = (ms: number) => formatDuration(ms, locale());

/** "1 file", "1,204 files". */
export const counted = (value: number, one: string, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

/** A time by its distance from now, in full on hover. */
export function ago(iso: string | null | undefined, none = "never"): TemplateResult | string {
  if (!iso) return none;
  const at = Date.parse(iso);
  return html`<time datetime=${iso} title=${formatDateTime(at, locale())}>${formatRelative(at, Date.now(), locale())}</time>`;
}

/** Formats by locale and length of the time: making one takes long, and lists have many times. */
const dateFormats = new Map<string, Intl.DateTimeFormat>();

function dateText(iso: string, timeStyle: "short" | "long"): string {
  const key = `${locale()} ${timeStyle}`;
  const format = dateFormats.get(key) ?? new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle });
  dateFormats.set(key, format);
  return format.format(Date.parse(iso));
}

/** Date and time to the minute. */
export const momentText = (iso: string) => dateText(iso, "short");

/** The same, the second on hover. */
export function moment(iso: string | null | undefined, none = "–"): TemplateResult | string {
  if (!iso) return none;
  return html`<time datetime=${iso} title=${dateText(iso, "long")}>${momentText(iso)}</time>`;
}

/** Date and time to the second, for the record. */
export function instant(iso: string): TemplateResult {
  const text = new Intl.DateTimeFormat(locale(), { dateStyle: "medium", timeStyle: "medium" }).format(Date.parse(iso));
  return html`<time datetime=${iso}>${text}</time>`;
}

/** Both: the date for the record, the distance for the reader. */
export function when(iso: string | null | undefined, none = "never"): TemplateResult | string {
  return iso ? html`${moment(iso)} <span class="muted">(${ago(iso)})</span>` : none;
}
