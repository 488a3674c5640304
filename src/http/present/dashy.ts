// The rows of Dashy's custom-list.
import type { Status } from "../../../schemas/status.ts";
import type { DashyList } from "../../../schemas/widgets.ts";
import type { PlainWords } from "./languages/words.ts";
import { formatTime, type Row, rowsOf } from "./rows.ts";
import { stateSigns } from "./state-looks.ts";

/** `pages` is where the pages are, without a slash at the end. */
export function presentDashyList(status: Status, pages: string, words: PlainWords): DashyList {
  return rowsOf(status).map((row) => ({
    link: { text: row.name, url: pages + row.path, title: row.message ?? words.open(row.name) },
    value: { text: `${stateSigns[row.state]} ${words.states[row.state]}`, title: timesOf(row, words) },
    date: row.lastAt,
  }));
}

/** Dashy may show the row for hours, so that times are told in full. */
function timesOf({ lastAt, nextAt, timeZone }: Row, words: PlainWords): string {
  const told = (term: string, at: string) => term + words.colon + formatTime(at, timeZone ?? "UTC", words.locale);
  const last = lastAt === null ? words.noBackup : told(words.lastBackup, lastAt);
  return nextAt === null ? last : `${last} · ${told(words.nextRun, nextAt)}`;
}
