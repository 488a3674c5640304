// How often progress is told: soon at first, then in steps, however often it comes. Pure but for what it remembers.

/** Gives, for a moment in milliseconds, in how many it is to be told; null where a telling is due already. */
export type Pace = (now: number) => number | null;

/** Creates it. */
export function createPace({ firstMs, everyMs }: { readonly firstMs: number; readonly everyMs: number }): Pace {
  let dueAt = 0;
  return (now) => {
    if (dueAt > now) return null;
    dueAt = Math.max(now + firstMs, dueAt + everyMs);
    return dueAt - now;
  };
}
