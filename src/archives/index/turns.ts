import { Fault } from "../../fault.ts";

/** Some pieces of work at once; the others wait in a line that has an end. */
export interface Turns {
  /**
   * Runs the work in its turn. Throws Fault `too-many-requests` where the line is full, the signal's reason where it was aborted
   * before its turn, and what `work` throws.
   */
  run<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Whether nothing runs. */
  idle(): boolean;
}

export interface TurnsOptions {
  readonly atOnce: number;
  readonly mostWaiting: number;
}

const retryAfterMs = 2000;

/** Creates the line. Who came first is first. */
export function createTurns({ atOnce, mostWaiting }: TurnsOptions): Turns {
  const waiting = new Set<() => void>();
  let running = 0;

  const myTurn = (signal: AbortSignal | undefined): Promise<void> =>
    new Promise((resolve, reject) => {
      const begin = () => {
        waiting.delete(begin);
        signal?.removeEventListener("abort", leave);
        running += 1;
        resolve();
      };
      const leave = () => {
        waiting.delete(begin);
        reject(signal?.reason);
      };
      if (running < atOnce) return begin();
      if (waiting.size >= mostWaiting) return reject(tooMany());
      waiting.add(begin);
      signal?.addEventListener("abort", leave, { once: true });
    });

  return {
    async run(work, signal) {
      signal?.throwIfAborted();
      await myTurn(signal);
      try {
        return await work();
      } finally {
        running -= 1;
        const [next] = waiting;
        next?.();
      }
    },
    idle: () => running === 0,
  };
}

function tooMany(): Fault {
  return new Fault("too-many-requests", "Too many searches and comparisons wait already. Try again in a few seconds.", {
    retryAfterMs,
  });
}
