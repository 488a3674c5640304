// How many jobs may run at once, all repositories together.

/** Jobs of one lane share its slots: what people and plans wait for, what can be done at any time, what lasts. */
export const lanes = ["work", "background", "standing"] as const;
export type Lane = (typeof lanes)[number];

/** Gives back what was taken. A second call does nothing. */
export type Release = () => void;

export interface Slots {
  /** Waits for a free slot; `force` takes one over the limit. Rejects with the signal's reason when aborted before. */
  take(signal: AbortSignal | undefined, force?: boolean): Promise<Release>;
}

/** Creates `count` slots, given out in the order of asking. */
export function createSlots(count: number): Slots {
  const waiting: (() => void)[] = [];
  let used = 0;

  const release = () => {
    used -= 1;
    if (used < count) waiting.shift()?.();
  };

  return {
    take: (signal, force = false) =>
      new Promise((resolve, reject) => {
        const grant = () => {
          signal?.removeEventListener("abort", onAbort);
          used += 1;
          resolve(release);
        };
        const onAbort = () => {
          waiting.splice(waiting.indexOf(grant), 1);
          reject(signal?.reason);
        };
        if (signal?.aborted) return reject(signal.reason);
        if (force || used < count) return grant();
        signal?.addEventListener("abort", onAbort, { once: true });
        waiting.push(grant);
      }),
  };
}
