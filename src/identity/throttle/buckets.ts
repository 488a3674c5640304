// Token buckets, a bounded number of them.
import type { Clock } from "../../ports/clock.ts";

/** How much of a bucket is used up; `at` in milliseconds since the epoch. */
export interface Used {
  readonly key: string;
  readonly missing: number;
  readonly at: number;
}

export interface Buckets {
  /** Takes a token; false where there is none. */
  take(key: string): boolean;
  /** Puts one back. */
  giveBack(key: string): void;
  /** Tokens missing now, rounded up. */
  missing(key: string): number;
  /** Fills the bucket. */
  fill(key: string): void;
  /** Keys of buckets that are not full, or were not when they were last used. */
  keys(): readonly string[];
  /** The `limit` buckets that are used up most. */
  mostUsed(limit: number): readonly Used[];
  /** Takes up what mostUsed gave to an earlier process. */
  restore(used: readonly Used[]): void;
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

  const missingOf = ({ missing, at }: Omit<Used, "key">) =>
    // A clock that was set back gives nothing, and takes nothing either.
    Math.max(0, missing - Math.max(0, clock.now() - at) / refillMs);
  const missing = (key: string) => {
    const bucket = used.get(key);
    return bucket ? missingOf(bucket) : 0;
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
    missing: (key) => Math.ceil(missing(key)),
    fill: (key) => set(key, 0),
    keys: () => [...used.keys()],
    mostUsed: (limit) =>
      [...used]
        .map(([key, bucket]) => ({ key, missing: missingOf(bucket), at: clock.now() }))
        .filter((bucket) => bucket.missing > 0)
        .sort((a, b) => b.missing - a.missing)
        .slice(0, limit),
    restore(restored) {
      for (const { key, ...bucket } of restored) {
        // A time that is still to come would keep it empty for as long.
        const at = Math.min(bucket.at, clock.now());
        set(key, Math.min(capacity, missingOf({ missing: bucket.missing, at })));
      }
    },
  };
}
