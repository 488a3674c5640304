// The content of Glance's extension widget, in Glance's own classes. It is put into the dashboard's page as it is.
import type { Status } from "../../../schemas/status.ts";
import { escapeMarkup } from "../../web/escape-markup.ts";
import type { PlainWords, ToldState } from "./languages/words.ts";
import { formatTime, type Row, rowsOf, worstOf } from "./rows.ts";
import { lookOf, needsSomeone, stateSigns } from "./state-looks.ts";

export interface GlanceOptions {
  /** Where the pages are, without a slash at the end; null where nobody has said. */
  readonly pages: string | null;
  readonly limit: number;
  readonly words: PlainWords;
}

/** Rows that are seen before the list is opened. */
const shownAtFirst = 5;

const classes: Readonly<Record<ToldState, string>> = {
  ok: "color-positive",
  running: "color-primary",
  warning: "color-negative",
  failed: "color-negative",
  late: "color-negative",
  suspicious: "color-negative",
  never: "color-subdue",
  paused: "color-subdue",
  empty: "color-subdue",
  unknown: "color-subdue",
};

/** The list of what is backed up, worst first. */
export function glanceList(status: Status, { pages, limit, words }: GlanceOptions): string {
  const rows = rowsOf(status);
  const verdict = worstOf(rows);
  const more = rows.length - limit;
  const lines = rows.slice(0, limit).map((row) => lineOf(row, pages, words));
  return [
    headline(verdict, words, lookOf(verdict, status.fault)),
    status.fault ? `<p class="color-negative">${escapeMarkup(status.fault.detail)}</p>` : "",
    lines.length === 0
      ? ""
      : `<ul class="list list-gap-10 margin-top-10 collapsible-container" data-collapse-after="${shownAtFirst}">\n${lines.join("\n")}\n</ul>`,
    more > 0 ? `<p class="color-subdue">${escapeMarkup(words.more(more))}</p>` : "",
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** What stands there where nothing can be told: Glance shows whatever it gets. */
export function glanceProblem(why: string, words: PlainWords): string {
  return `${headline("unknown", words)}\n<p class="color-subdue">${escapeMarkup(why)}</p>`;
}

function headline(state: ToldState, words: PlainWords, look = state): string {
  return `<p class="size-h4 ${classes[look]}" lang="${words.locale}">${stateSigns[look]} ${words.verdicts[state]}</p>`;
}

function lineOf(row: Row, pages: string | null, words: PlainWords): string {
  const { name, path, state, message } = row;
  const told = escapeMarkup(name);
  const title =
    pages === null
      ? `<span class="size-h4 text-truncate color-highlight">${told}</span>`
      : `<a class="size-h4 text-truncate color-highlight" href="${escapeMarkup(pages + path)}" target="_blank" rel="noreferrer">${told}</a>`;
  return `<li>
<div class="flex justify-between gap-10">${title}<span class="shrink-0 ${classes[state]}" lang="${words.locale}">${stateSigns[state]} ${words.states[state]}</span></div>
<ul class="list-horizontal-text" lang="${words.locale}">${timesOf(row, words)}</ul>${needsSomeone(state) && message ? `\n<p class="size-h5 color-subdue">${escapeMarkup(message)}</p>` : ""}
</li>`;
}

/** Glance itself turns the first into "3h" and keeps it current. */
function timesOf({ lastAt, nextAt, timeZone }: Row, { short, locale }: PlainWords): string {
  const time = (at: string) => formatTime(at, timeZone ?? "UTC", locale);
  const last =
    lastAt === null
      ? `<li>${short.none}</li>`
      : `<li>${short.last} <span data-dynamic-relative-time="${Math.floor(Date.parse(lastAt) / 1000)}">${time(lastAt)}</span></li>`;
  return nextAt === null ? last : `${last}<li>${short.next} ${time(nextAt)}</li>`;
}
