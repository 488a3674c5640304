// The data client of the cards: rollup.config.js puts it in the place of the one that all elements share. Without what no card needs,
// which would be a fifth of it: history, storage, timeline and trust.
import { createBrowserPorts } from "../shared/live-browser.ts";
import { createLive } from "../shared/live-client.ts";
import type { LiveSource } from "../shared/live-state.ts";

export { dress } from "../shared/adapters.ts";
export { read } from "../shared/api.ts";
export { dataWordsEn } from "../shared/data-words-en.ts";
export { drawLink } from "../shared/drawings.ts";
export {
  formatBytes,
  formatClock,
  formatCount,
  formatDateTime,
  formatDuration,
  formatPercent,
  formatRelative,
  roundEstimate,
  upcoming,
} from "../shared/format.ts";
export { jobWordsEn } from "../shared/job-words-en.ts";
export { loadLanguage } from "../shared/languages.ts";
export { drawNotice, noticeTitle } from "../shared/notice.ts";
export { pathParts } from "../shared/path-parts.ts";
export { rememberHeight } from "../shared/room.ts";
export { selectStatus } from "../shared/select.ts";
export { bySeverity, troublesOf } from "../shared/severity.ts";

/** Shared by every copy of this script on the page; other scripts' sources have more than a status. */
const registryKey = Symbol.for("borgdeck.live.cards.1");

/** The page's source of the status for the service at `base`, for cards with `server`; the same for the same base. */
export function liveStatus(base: string): LiveSource {
  const page = globalThis as { [registryKey]?: Map<string, LiveSource> };
  page[registryKey] ??= new Map();
  const source = page[registryKey].get(base) ?? createLive(createBrowserPorts(base));
  page[registryKey].set(base, source);
  return source;
}
