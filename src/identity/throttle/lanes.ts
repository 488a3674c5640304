// Two lanes to dear work: whoever is known goes first, in room that strangers can never use up.
import { Fault } from "../../fault.ts";

/** Whose work it is: somebody known, by the account, or a stranger, by the networks (see networksOf). */
export interface Place {
  readonly known: boolean;
  readonly names: readonly string[];
}

export interface RoomOptions {
  /** How many may wait in all. */
  readonly total: number;
  /** How many of one name; twice as many of each wider one. */
  readonly each: number;
}

/** Room to wait in. */
export interface Room {
  /** Gives what leaves it again; throws Fault `too-many-requests` where there is no room. */
  enter(names: readonly string[], retryAfterMs?: number): () => void;
}

/** Creates it, empty. */
export function createRoom({ total, each }: RoomOptions): Room {
  const waiting = new Map<string, number>();
  let all = 0;

  const add = (names: readonly string[], count: 1 | -1) => {
    all += count;
    for (const name of names) {
      const now = (waiting.get(name) ?? 0) + count;
      if (now === 0) waiting.delete(name);
      else waiting.set(name, now);
    }
  };

  return {
    enter(names, retryAfterMs = 5000) {
      if (all >= total || names.some((name, at) => (waiting.get(name) ?? 0) >= each * 2 ** at)) {
        throw new Fault("too-many-requests", "Too many people are signing in just now. Try again in a few seconds.", {
          retryAfterMs,
        });
      }
      add(names, 1);
      return () => add(names, -1);
    },
  };
}

/** Runs a piece of work in its turn. Throws Fault `too-many-requests` where its lane has no more room. */
export type Lanes = <T>(place: Place, work: () => Promise<T>) => Promise<T>;

/** Creates them: so many pieces of work at once, and room for those that wait. */
export function createLanes({
  atOnce,
  known,
  strangers,
}: {
  readonly atOnce: number;
  readonly known: RoomOptions;
  readonly strangers: RoomOptions;
}): Lanes {
  const first = { room: createRoom(known), queue: [] as (() => void)[] };
  const second = { room: createRoom(strangers), queue: [] as (() => void)[] };
  let running = 0;

  return async (place, work) => {
    if (running >= atOnce) {
      const { room, queue } = place.known ? first : second;
      const leave = room.enter(place.names);
      await new Promise<void>((resolve) => queue.push(resolve));
      leave();
    } else running += 1;
    try {
      return await work();
    } finally {
      // The turn is handed on rather than given back, so that nobody can slip in between.
      const next = first.queue.shift() ?? second.queue.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
