// What happened day by day, asked for when it may have become another: when a run has ended, and when a day has begun.
import type { Status } from "../../../schemas/status.ts";
import type { WidgetHistory } from "../../../schemas/widgets.ts";
import type { LiveSource, LiveState } from "./live-state.ts";

export type HistoryListener = (history: WidgetHistory | null) => void;

/** One shared source of the history for all elements of a page. */
export interface HistorySource {
  /**
   * Calls the listener at once (null while nothing is known) and at each change. The most `days` asked for (default 30)
   * count for all. Why there is none is said by the status.
   */
  subscribe(listener: HistoryListener, options?: { days?: number }): () => void;
}

export interface HistoryPorts {
  readonly live: LiveSource;
  /** GET /api/widgets/history. */
  read(days: number): Promise<WidgetHistory>;
  /** Epoch ms. */
  now(): number;
  visible(): boolean;
}

const defaultDays = 30;
const everyMs = 60_000;
/** How often the status is asked for is the elements' to say. */
const rarelyMs = 3_600_000;

/** Creates the source. It asks only while the status is known, and so neither while the page is hidden nor signed out. */
export function createHistory({ live, read, now, visible }: HistoryPorts): HistorySource {
  const listeners = new Map<HistoryListener, number>();
  let history: WidgetHistory | null = null;
  let asking = false;
  let askedAt = Number.NEGATIVE_INFINITY;
  let days = 0;
  let answered = "";

  const tell = (listener: HistoryListener) => {
    try {
      listener(history);
    } catch (problem) {
      reportError(problem);
    }
  };

  const look = ({ phase, status }: LiveState) => {
    if (phase !== "ready" || !status || asking || !visible()) return;
    const wanted = Math.max(...listeners.values());
    const due = wanted > days || (now() - askedAt >= everyMs && occasion(status, now(), history) !== answered);
    if (due) void ask(status, wanted);
  };

  async function ask(status: Status, wanted: number): Promise<void> {
    asking = true;
    askedAt = now();
    days = wanted;
    try {
      history = await read(wanted);
      answered = occasion(status, askedAt, history);
      for (const listener of [...listeners.keys()]) tell(listener);
    } catch {
      answered = ""; // the next status is an occasion to ask again
    }
    asking = false;
  }

  return {
    subscribe(listener, options = {}) {
      listeners.set(listener, options.days ?? defaultDays);
      tell(listener);
      const leave = live.subscribe((state) => look(state), { refreshMs: rarelyMs });
      return () => {
        listeners.delete(listener);
        leave();
      };
    },
  };
}

/** Becomes another when a run has ended and when a day has begun where the service is. */
function occasion({ plans }: Status, at: number, history: WidgetHistory | null): string {
  const day = new Date(at).toLocaleDateString("en", history ? { timeZone: history.timeZone } : {});
  return [day, ...plans.map(({ id, lastRun }) => id + lastRun?.finishedAt)].join();
}
