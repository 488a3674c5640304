// The data client of the cards: rollup.config.js puts it in the place of the one that all elements share. Without what no card needs,
// which would be a fifth of it: history, storage, timeline and trust.
import { createBrowserPorts } from "../shared/client/live-browser.ts";
import { createLive } from "../shared/client/live-client.ts";
import type { LiveSource } from "../shared/client/live-state.ts";

export { dress } from "../shared/client/adapters.ts";
export { read } from "../shared/client/api.ts";
export { dataWordsEn } from "../shared/client/data-words-en.ts";
export { drawLink } from "../shared/client/drawings.ts";
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
} from "../shared/client/format.ts";
export { jobWordsEn } from "../shared/client/job-words-en.ts";
export { loadLanguage } from "../shared/client/languages.ts";
export { drawNotice, noticeTitle } from "../shared/client/notice.ts";
export { pathParts } from "../shared/client/path-parts.ts";
export { rememberHeight } from "../shared/element/room.ts";
export { selectStatus } from "../shared/model/select.ts";
export { bySeverity, troublesOf } from "../shared/model/severity.ts";

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
