// The rows of Dashy's custom-list.
import type { Status } from "../../../schemas/status.ts";
import type { DashyList } from "../../../schemas/widgets.ts";
import { formatTime, type Row, rowsOf } from "./rows.ts";
import { stateSigns, stateWords } from "./state-words.ts";

/** `pages` is where the pages are, without a slash at the end. */
export function presentDashyList(status: Status, repositoryIds: readonly string[], pages: string): DashyList {
  return rowsOf(status, repositoryIds).map((row) => ({
    link: { text: row.name, url: pages + row.path, title: row.message ?? `Open ${row.name} in Borgdeck` },
    value: { text: `${stateSigns[row.state]} ${stateWords[row.state]}`, title: timesOf(row) },
    date: row.lastAt,
  }));
}

/** Dashy may show the row for hours, so that times are told in full. */
function timesOf({ lastAt, nextAt, timeZone }: Row): string {
  const zone = timeZone ?? "UTC";
  const last = lastAt === null ? "No backup yet" : `Last backup: ${formatTime(lastAt, zone)}`;
  return nextAt === null ? last : `${last}. Next: ${formatTime(nextAt, zone)}`;
}
