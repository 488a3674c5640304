// Live data: one client per page and service, whatever the number of elements.
import type { WidgetHistory } from "../../../schemas/widgets.ts";
import { read } from "./api.ts";
import { createBrowserPorts } from "./live-browser.ts";
import { createLive } from "./live-client.ts";
import { createHistory, type HistorySource } from "./live-history.ts";
import type { LiveSource } from "./live-state.ts";

export { rememberHeight } from "../element/room.ts";
export { selectStatus } from "../model/select.ts";
export { bySeverity, troublesOf } from "../model/severity.ts";
export { linePoints, storageOf } from "../model/storage.ts";
export { countDays, dayStates, timelineOf } from "../model/timeline.ts";
export { trustOf } from "../model/trust.ts";
export { dress } from "./adapters.ts";
export { dataWordsEn } from "./data-words-en.ts";
export { drawLink } from "./drawings.ts";
export {
  formatBytes,
  formatClock,
  formatCount,
  formatDateTime,
  formatDays,
  formatDuration,
  formatPercent,
  formatRelative,
  roundEstimate,
  upcoming,
} from "./format.ts";
export { jobWordsEn } from "./job-words-en.ts";
export { loadLanguage } from "./languages.ts";
export type { HistoryListener, HistorySource } from "./live-history.ts";
export type { LiveError, LiveErrorKind, LiveListener, LivePhase, LiveSource, LiveState } from "./live-state.ts";
export { drawNotice, noticeTitle } from "./notice.ts";
export { pathParts } from "./path-parts.ts";

export { read };

/** Shared by every copy of the script on the page. The number changes when a source or what it gives does. */
const registryKey = Symbol.for("borgdeck.live.1");

interface Sources {
  readonly status: LiveSource;
  readonly history: HistorySource;
}

/** The page's source of the status for the service at `base` (no trailing slash); the same for the same base. */
export const liveStatus = (base: string): LiveSource => sourcesOf(base).status;

/** The page's source of the history, day by day, beside it. */
export const historyOf = (base: string): HistorySource => sourcesOf(base).history;

function sourcesOf(base: string): Sources {
  const page = globalThis as { [registryKey]?: Map<string, Sources> };
  page[registryKey] ??= new Map();
  let sources = page[registryKey].get(base);
  if (!sources) {
    sources = createSources(base);
    page[registryKey].set(base, sources);
  }
  return sources;
}

function createSources(base: string): Sources {
  const ports = createBrowserPorts(base);
  const status = createLive(ports);
  const history = createHistory({
    live: status,
    read: (days) => read<WidgetHistory>(`${base}/api/widgets/history?days=${days}`),
    now: ports.now,
    visible: ports.visible,
  });
  return { status, history };
}
