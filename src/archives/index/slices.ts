// Long work on the service's own thread, in slices: however many searches and comparisons run, each turn of the event loop
// gives them a few milliseconds together, and what waits for the loop is served in between (decision 0018).

/** One gate for the whole service. */
export interface Slices {
  /**
   * Runs a piece of work that cannot be divided: at once where this turn of the loop has time left, else in one of the next,
   * in the order of asking. Rejects with the signal's reason where it was aborted before, and with what `piece` throws.
   */
  run<T>(piece: () => T, signal?: AbortSignal): Promise<T>;
}

export interface SlicesDeps {
  /** Milliseconds of any clock that does not go back. */
  readonly now: () => number;
  /** Calls back once the event loop has served what waits for it. */
  readonly defer: (run: () => void) => void;
}

const sliceMs = 8;

const ofThisProcess: SlicesDeps = { now: () => performance.now(), defer: (run) => void setImmediate(run) };

/** Creates the gate. A piece of work should take no more than a millisecond or two. */
export function createSlices({ now, defer }: SlicesDeps = ofThisProcess): Slices {
  const waiting: (() => void)[] = [];
  let spentMs = 0;
  let deferred = false;

  const timed = (work: () => void) => {
    const startedAt = now();
    work();
    spentMs += now() - startedAt;
    if (deferred) return;
    deferred = true;
    defer(nextTurn);
  };
  const nextTurn = () => {
    deferred = false;
    spentMs = 0;
    let next = 0;
    for (; next < waiting.length && spentMs < sliceMs; next += 1) timed(waiting[next] as () => void);
    waiting.splice(0, next);
  };

  return {
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
        if (waiting.length === 0 && spentMs < sliceMs) timed(work);
        else waiting.push(work);
      }),
  };
}
