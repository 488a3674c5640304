// Results that come bit by bit: pages are fetched one after another until there are enough, or all of them.
import type { Building } from "../../../../schemas/archives.ts";

/** How often an index that is being built is asked for, in milliseconds. */
const askAgainMs = 1_500;

export interface ResultPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
  readonly building?: Building;
}

/** `paused`: there is more, when wanted. `failed` carries `problem`. */
export type GatheringState = "working" | "paused" | "done" | "failed";

export interface Gathering<T, P extends ResultPage<T>> {
  readonly state: GatheringState;
  readonly items: readonly T[];
  /** The newest page; null before the first. */
  readonly page: P | null;
  readonly problem: unknown;
  /** Goes on: until as many more are here, or after a failure. */
  more(): void;
  /** Stops where it is; `more` goes on. */
  pause(): void;
  /** Stops for good. */
  end(): void;
}

export interface GatheringOptions<T, P extends ResultPage<T>> {
  readonly fetchPage: (cursor: string | null, signal: AbortSignal) => Promise<P>;
  /** So many are gathered at once. */
  readonly enough: number;
  readonly onChange: () => void;
}

/** Starts at once. Pages may be empty while `next` is set: it goes on all the same. */
export function gather<T, P extends ResultPage<T>>(options: GatheringOptions<T, P>): Gathering<T, P> {
  const { fetchPage, enough, onChange } = options;
  let state: GatheringState = "paused";
  let items: readonly T[] = [];
  let page: P | null = null;
  let cursor: string | null = null;
  let problem: unknown = null;
  let goal = 0;
  let flight = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const take = (reply: P) => {
    page = reply;
    if (reply.building) {
      timer = setTimeout(() => void step(flight), askAgainMs);
      return;
    }
    items = [...items, ...reply.items];
    cursor = reply.next;
    state = cursor === null ? "done" : items.length >= goal ? "paused" : "working";
  };
  const step = async ({ signal }: AbortController): Promise<void> => {
    try {
      const reply = await fetchPage(cursor, signal);
      if (!signal.aborted) take(reply);
    } catch (error) {
      if (!signal.aborted) [state, problem] = ["failed", error];
    }
    if (signal.aborted) return;
    onChange();
    if (state === "working" && !page?.building) void step(flight);
  };
  const stop = () => {
    flight.abort();
    clearTimeout(timer);
  };
  const more = () => {
    if (state === "working" || state === "done" || ended) return;
    [state, problem] = ["working", null];
    goal = items.length + enough;
    flight = new AbortController();
    onChange();
    void step(flight);
  };
  more();
  return {
    get state() {
      return state;
    },
    get items() {
      return items;
    },
    get page() {
      return page;
    },
    get problem() {
      return problem;
    },
    more,
    pause() {
      if (state !== "working") return;
      stop();
      state = "paused";
      onChange();
    },
    end() {
      ended = true;
      stop();
    },
  };
}
