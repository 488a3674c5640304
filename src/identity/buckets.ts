// Token buckets, a bounded number of them.
import type { Clock } from "../ports/clock.ts";

export interface Buckets {
  /** Takes a token; false where there is none. */
  take(key: string): boolean;
  /** Puts one back. */
  giveBack(key: string): void;
  /** Fills every bucket whose key is matched. */
  fill(matches: (key: string) => boolean): void;
  /** Tokens missing now, rounded up. */
  missing(key: string): number;
}

export interface BucketOptions {
  readonly clock: Clock;
  /** Tokens of a full bucket. */
  readonly capacity: number;
  /** A token comes back each so many milliseconds. */
  readonly refillMs: number;
  /** Buckets kept; above that those longest unused are forgotten, which is to say full. */
  readonly maxKeys?: number;
}

/** Creates the buckets, all of them full. */
export function createBuckets({ clock, capacity, refillMs, maxKeys = 10_000 }: BucketOptions): Buckets {
  const used = new Map<string, { missing: number; at: number }>();

  const missing = (key: string) => {
    const bucket = used.get(key);
    return bucket ? Math.max(0, bucket.missing - (clock.now() - bucket.at) / refillMs) : 0;
  };
  const set = (key: string, value: number) => {
    // Taken out and put in again, so that the map stays in the order of use.
    used.delete(key);
    if (value <= 0) return;
    used.set(key, { missing: value, at: clock.now() });
    if (used.size > maxKeys) used.delete(used.keys().next().value as string);
  };

  return {
    take(key) {
      const now = missing(key);
      if (now + 1 > capacity) return false;
      set(key, now + 1);
      return true;
    },
    giveBack: (key) => set(key, missing(key) - 1),
    fill(matches) {
      for (const key of used.keys()) if (matches(key)) used.delete(key);
    },
    missing: (key) => Math.ceil(missing(key)),
  };
}
