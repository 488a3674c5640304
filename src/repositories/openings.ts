// Opening what Borgdeck does not know yet, in bounded numbers: each try is a borg, and each can be a guess at a passphrase.
import { Fault, isFault } from "../fault.ts";
import { createOneAtATime, type OneAtATime } from "../one-at-a-time.ts";
import type { Clock } from "../ports/clock.ts";

/** Runs a try of a user at a place. Fault `too-many-requests` where it is one too many. */
export type Openings = <T>(userId: string, place: string, work: () => Promise<T>) => Promise<T>;

const freeMistakes = 4;
const firstWaitMs = 2000;
const longestWaitMs = 300_000;
const mostRemembered = 1000;

interface Mistakes {
  readonly count: number;
  readonly atMs: number;
}

/** Two borgs at once, one of each user; after some wrong passphrases, whoever tries again at this place has to wait ever longer. */
export function createOpenings({ now }: Pick<Clock, "now">): Openings {
  const lanes = [createOneAtATime(), createOneAtATime()].map((run) => ({ run, length: 0 }));
  const busy = new Set<string>();
  const mistakes = new Map<string, Mistakes>();

  const waitOf = (key: string): number => {
    const { count, atMs } = mistakes.get(key) ?? { count: 0, atMs: 0 };
    if (count < freeMistakes) return 0;
    return Math.max(0, atMs + Math.min(longestWaitMs, firstWaitMs * 2 ** (count - freeMistakes)) - now());
  };
  const note = (key: string) => {
    const count = (mistakes.get(key)?.count ?? 0) + 1;
    mistakes.delete(key); // to the end: the first are those that were noted longest ago
    mistakes.set(key, { count, atMs: now() });
    const [oldest] = mistakes.keys();
    if (mistakes.size > mostRemembered && oldest !== undefined) mistakes.delete(oldest);
  };

  return async (userId, place, work) => {
    if (busy.has(userId)) {
      const detail = "Another repository is being opened for you: wait until that has ended.";
      throw new Fault("too-many-requests", detail, { retryAfterMs: firstWaitMs });
    }
    const keys = [`user ${userId}`, `place ${place}`];
    const retryAfterMs = Math.max(...keys.map(waitOf));
    if (retryAfterMs > 0) {
      const detail = `Too many wrong passphrases: try again in ${Math.ceil(retryAfterMs / 1000)} seconds.`;
      throw new Fault("too-many-requests", detail, { retryAfterMs });
    }
    busy.add(userId);
    try {
      const result = await inShortest(lanes, work);
      for (const key of keys) mistakes.delete(key);
      return result;
    } catch (error) {
      if (isFault(error, "invalid-input") && error.fields?.["/passphrase"] !== undefined) keys.forEach(note);
      throw error;
    } finally {
      busy.delete(userId);
    }
  };
}

interface Lane {
  readonly run: OneAtATime;
  length: number;
}

async function inShortest<T>(lanes: readonly Lane[], work: () => Promise<T>): Promise<T> {
  const lane = lanes.reduce((best, each) => (each.length < best.length ? each : best));
  lane.length += 1;
  try {
    return await lane.run(work);
  } finally {
    lane.length -= 1;
  }
}
