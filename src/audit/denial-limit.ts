// Bounds how many denials are recorded: a refused stranger must not be able to fill the disk.
import type { Clock } from "../ports/clock.ts";

const windowMs = 60_000;
const perSource = 10;
const inAll = 200;

export interface DenialLimit {
  /**
   * Whether this one is recorded, how many of the same source were not in the minute before, and how many of all sources
   * were not since the last that was, because there were too many in all.
   */
  admit(
    source: string,
  ):
    | { readonly admitted: true; readonly suppressed: number; readonly overflowed: number }
    | { readonly admitted: false };
}

/** Admits ten a minute for each source and two hundred in all. */
export function createDenialLimit(clock: Clock): DenialLimit {
  let startedAt = clock.now();
  let total = 0;
  let overflowed = 0;
  let seen = new Map<string, number>();
  let suppressedBefore = new Map<string, number>();

  const roll = () => {
    if (clock.now() - startedAt < windowMs) return;
    suppressedBefore = new Map(
      [...seen].filter(([, count]) => count > perSource).map(([source, count]) => [source, count - perSource]),
    );
    seen = new Map();
    startedAt = clock.now();
    total = 0;
  };

  return {
    admit(source) {
      roll();
      const count = (seen.get(source) ?? 0) + 1;
      if (count <= perSource && total >= inAll) {
        overflowed += 1;
        return { admitted: false };
      }
      seen.set(source, count);
      if (count > perSource) return { admitted: false };
      total += 1;
      const verdict = { admitted: true, suppressed: suppressedBefore.get(source) ?? 0, overflowed } as const;
      suppressedBefore.delete(source);
      overflowed = 0;
      return verdict;
    },
  };
}
