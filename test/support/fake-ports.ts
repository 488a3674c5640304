// Clock and randomness that a test owns.
import { createHash } from "node:crypto";
import type { Clock } from "../../src/ports/clock.ts";
import type { Random } from "../../src/ports/random.ts";

interface Timer {
  at: number;
  every: number | null;
  run: () => void;
}

/** A clock that moves only when told. */
export interface FakeClock extends Clock {
  /** Moves on by `ms`, firing due timers in order. */
  advance(ms: number): void;
}

export function createFakeClock(startAt: number | string = "2026-11-22T10:00:00Z"): FakeClock {
  let now = typeof startAt === "number" ? startAt : Date.parse(startAt);
  const timers = new Set<Timer>();
  const add = (timer: Timer) => {
    timers.add(timer);
    return () => void timers.delete(timer);
  };
  const nextDue = (until: number) => [...timers].filter((timer) => timer.at <= until).sort((a, b) => a.at - b.at)[0];

  return {
    now: () => now,
    after: (ms, run) => add({ at: now + ms, every: null, run }),
    every: (ms, run) => add({ at: now + ms, every: ms, run }),
    advance(ms) {
      const until = now + ms;
      for (let timer = nextDue(until); timer; timer = nextDue(until)) {
        now = Math.max(now, timer.at);
        if (timer.every === null) timers.delete(timer);
        else timer.at += timer.every;
        timer.run();
      }
      now = until;
    },
  };
}

/** Randomness that repeats for the same seed. */
export function createSeededRandom(seed = "borgdeck"): Random {
  let counter = 0;
  const bytes = (count: number): Buffer => {
    const blocks: Buffer[] = [];
    for (let have = 0; have < count; have += 32) {
      blocks.push(createHash("sha256").update(`${seed}/${counter++}`).digest());
    }
    return Buffer.concat(blocks).subarray(0, count);
  };
  return { bytes, integer: (limit) => bytes(6).readUIntBE(0, 6) % limit };
}
