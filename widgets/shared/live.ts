// Live status: one data client per page and service, whatever the number of elements.
import { createBrowserPorts } from "./live-browser.ts";
import { createLive } from "./live-client.ts";
import type { LiveSource } from "./live-state.ts";

export { dress } from "./adapters.ts";
export { createApi } from "./api.ts";
export {
  formatBytes,
  formatCount,
  formatDateTime,
  formatDuration,
  formatPercent,
  formatRelative,
  roundEstimate,
} from "./format.ts";
export { jobWordsEn } from "./job-words-en.ts";
export { loadLanguage } from "./languages.ts";
export type { LiveError, LiveErrorKind, LiveListener, LivePhase, LiveSource, LiveState } from "./live-state.ts";
export { drawNotice, noticeTitle } from "./notice.ts";
export { pathParts } from "./path-parts.ts";
export { selectStatus } from "./select.ts";
export { bySeverity, problemsOf } from "./severity.ts";

/** Shared by every copy of the script on the page. The number changes when LiveSource or Status does. */
const registryKey = Symbol.for("borgdeck.live.1");

/** The page's source for the service at `base` (no trailing slash); the same for the same base. */
export function liveStatus(base: string): LiveSource {
  const page = globalThis as { [registryKey]?: Map<string, LiveSource> };
  page[registryKey] ??= new Map();
  let source = page[registryKey].get(base);
  if (!source) {
    source = createLive(createBrowserPorts(base));
    page[registryKey].set(base, source);
  }
  return source;
}
