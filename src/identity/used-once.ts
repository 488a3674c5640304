// What was used already, for things that are nowhere else: remembered for as long as each could be shown again.
import type { Clock } from "../ports/clock.ts";

export interface UsedOnce {
  /** Whether a thing is good still. `beganAt` is when it was made, in milliseconds since the epoch. */
  isFresh(id: string, beganAt: number): boolean;
  /** Uses it up; false where it was not fresh. */
  use(id: string, beganAt: number): boolean;
}

export interface UsedOnceOptions {
  readonly clock: Clock;
  /** How long a thing can be shown after it was made, in milliseconds. */
  readonly keepMs: number;
  /** How many are remembered. */
  readonly max?: number;
}

/**
 * Creates it. Where more are used than are remembered, the older half is forgotten and nothing as old as that is fresh any
 * more: under a flood there is less time to answer, but nothing is ever good twice.
 */
export function createUsedOnce({ clock, keepMs, max = 50_000 }: UsedOnceOptions): UsedOnce {
  const used = new Map<string, number>();
  let spentUntil = Number.NEGATIVE_INFINITY;

  const forget = (matches: (beganAt: number) => boolean) => {
    for (const [id, beganAt] of used) if (matches(beganAt)) used.delete(id);
  };
  const makeRoom = () => {
    if (used.size < max) return;
    const expired = clock.now() - keepMs;
    forget((beganAt) => beganAt <= expired);
    if (used.size < max) return;
    const middle = [...used.values()].sort((a, b) => a - b)[Math.floor(used.size / 2)] ?? expired;
    spentUntil = Math.max(spentUntil, middle);
    forget((beganAt) => beganAt <= spentUntil);
  };
  const isFresh: UsedOnce["isFresh"] = (id, beganAt) => beganAt > spentUntil && !used.has(id);

  return {
    isFresh,
    use(id, beganAt) {
      if (!isFresh(id, beganAt)) return false;
      makeRoom();
      if (beganAt > spentUntil) used.set(id, beganAt);
      return true;
    },
  };
}
