// Long work on the service's own thread, in slices: however many searches and comparisons run, each turn of the event loop
// gives them a few milliseconds together, and what waits for the loop is served in between (decision 0018).
import { createTurns } from "./turns.ts";

/** One gate for the whole service. */
export interface Slices {
  /**
   * Runs a piece of work that cannot be divided: at once where this turn of the loop has time left, else in one of the next,
   * in the order of asking. Rejects with the signal's reason where it was aborted before, and with what `piece` throws.
   */
  run<T>(piece: () => T, signal?: AbortSignal): Promise<T>;
  /**
   * Work of many pieces, which holds memory: a few at once, the others wait. Rejects as Turns.run does, so with Fault
   * `too-many-requests` where too many wait.
   */
  long<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
}

export interface SlicesDeps {
  /** Milliseconds of any clock that does not go back. */
  readonly now: () => number;
  /** Calls back once the event loop has served what waits for it. */
  readonly defer: (run: () => void) => void;
}

const sliceMs = 8;
/** Each search holds a megabyte; more at once would be done no sooner. */
const longWork = { atOnce: 8, mostWaiting: 64 };

const ofThisProcess: SlicesDeps = { now: () => performance.now(), defer: (run) => void setImmediate(run) };

/** Creates the gate. A piece of work should take no more than a millisecond or two. */
export function createSlices({ now, defer }: SlicesDeps = ofThisProcess): Slices {
  const waiting: (() => void)[] = [];
  const turns = createTurns(longWork);
  let turnBeganAt: number | null = null; // null: nothing has run in this turn of the loop

  /** What the loop did besides in this turn counts too: pieces of work end with some of it. */
  const hasTime = () => turnBeganAt === null || now() - turnBeganAt < sliceMs;
  const begin = () => {
    if (turnBeganAt !== null) return;
    turnBeganAt = now();
    defer(nextTurn);
  };
  const nextTurn = () => {
    turnBeganAt = null;
    if (waiting.length === 0) return;
    begin();
    let next = 0;
    for (; next < waiting.length && hasTime(); next += 1) waiting[next]?.();
    waiting.splice(0, next);
  };

  return {
    long: turns.run,
    run: (piece, signal) =>
      new Promise((resolve, reject) => {
        const work = () => {
          try {
            signal?.throwIfAborted();
            resolve(piece());
          } catch (error) {
            reject(error);
          }
        };
        if (waiting.length > 0 || !hasTime()) {
          waiting.push(work);
          return;
        }
        begin();
        work();
      }),
  };
}
