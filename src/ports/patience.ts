// Asking a file system that may never answer, as a network's disk that is gone does not.
import type { Clock } from "./clock.ts";

/**
 * Asks, and gives up waiting after a while: `late` then, and at once to all who ask of the same place until it answers. One
 * question a place is under way at the most: each that hangs keeps one of the few threads that all files share. Rejects as `ask`
 * does.
 */
export type Patience = <T>(place: string, ask: () => Promise<T>) => Promise<T | "late">;

/** How long somebody at a page waits for a disk, in milliseconds. */
const patienceMs = 5000;

/** Creates it. */
export function createPatience(clock: Pick<Clock, "after">): Patience {
  const underWay = new Map<string, Promise<unknown>>();
  const silent = new Set<string>();

  return async <T>(place: string, ask: () => Promise<T>): Promise<T | "late"> => {
    if (silent.has(place)) return "late";
    let isLate = false;
    const before = underWay.get(place) ?? Promise.resolve();
    const answer = before.then(async (): Promise<T | "late"> => (isLate ? "late" : ask()));
    const settled = answer
      .catch(() => {}) // whoever asked is told
      .then(() => {
        silent.delete(place);
        if (underWay.get(place) === settled) underWay.delete(place);
      });
    underWay.set(place, settled);
    let stopTimer = () => {};
    const late = new Promise<"late">((resolve) => {
      stopTimer = clock.after(patienceMs, () => {
        isLate = true;
        silent.add(place);
        resolve("late");
      });
    });
    return Promise.race([answer, late]).finally(stopTimer);
  };
}
