// Keeps what the throttle counts over a restart: written now and then, since a lost minute only helps a little.
import type { ThrottleRecord } from "../../../schemas/throttle.ts";
import { type Clock, isoTime, type StopTimer } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Collection } from "../collection.ts";
import type { BucketName, Throttle } from "./throttle.ts";

export interface ThrottleKeeper {
  /** Writes what has changed. Resolves when durable. */
  save(): Promise<void>;
  /** Begins to write it every half minute, and once more when it is stopped. */
  start(): StopTimer;
}

export interface ThrottleKeeperDependencies {
  readonly throttle: Pick<Throttle, "buckets">;
  readonly collection: Collection<ThrottleRecord>;
  readonly clock: Clock;
  readonly log: Log;
}

const saveEveryMs = 30_000;
/** Of each kind those most used up: an attacker who tries thousands of names must not push out the one under attack. */
const maxKept = 1000;

/** Creates it, taking up what was kept. */
export function createThrottleKeeper({ throttle, collection, clock, log }: ThrottleKeeperDependencies): ThrottleKeeper {
  const buckets = Object.entries(throttle.buckets) as [BucketName, Throttle["buckets"][BucketName]][];
  const written = new Map<BucketName, string>();

  for (const [id, bucket] of buckets) {
    const used = collection.get(id)?.used ?? [];
    bucket.restore(used.map(({ key, missing, at }) => ({ key, missing, at: Date.parse(at) })));
  }

  const saveOne = async (id: BucketName, bucket: Throttle["buckets"][BucketName]) => {
    const found = bucket.mostUsed(maxKept);
    // By its keys and whole attempts: what only flows back by itself is no news.
    const state = JSON.stringify(found.map(({ key, missing }) => [key, Math.ceil(missing)]));
    if (written.get(id) === state || (found.length === 0 && !collection.get(id)?.used.length)) return;
    const used = found.map(({ key, missing, at }) => ({ key, missing, at: isoTime(at) }));
    if (collection.get(id)) await collection.update(id, (record) => ({ ...record, used }));
    else await collection.insert({ id, used });
    written.set(id, state);
  };

  const save = async () => {
    await Promise.all(buckets.map(([id, bucket]) => saveOne(id, bucket)));
  };
  const saveQuietly = () =>
    void save().catch((error: unknown) =>
      log.warn("What was counted of attempts at signing in was not kept", { error }),
    );

  return {
    save,
    start() {
      const stop = clock.every(saveEveryMs, saveQuietly);
      return () => {
        stop();
        saveQuietly();
      };
    },
  };
}
