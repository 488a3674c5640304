// Everything that slows guessing down, put together: what is counted, kept, told, and who need not wait.
import type { ThrottleRecord } from "../../../schemas/throttle.ts";
import type { Clock, StopTimer } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { Random } from "../../ports/random.ts";
import type { Accounts } from "../accounts.ts";
import type { Collection } from "../collection.ts";
import type { IdentityAudit } from "../identity.ts";
import { createAttemptAlarm } from "./attempt-alarm.ts";
import { type Attempts, accountKey, createAttempts } from "./attempts.ts";
import { createDevices } from "./devices.ts";
import { createThrottle } from "./throttle.ts";
import { createThrottleKeeper } from "./throttle-keeper.ts";

export interface Throttling {
  readonly attempts: Attempts;
  /** Forgets attempts on an account (see accountKey). Resolves when durable. */
  forgetAttempts(account: string): Promise<void>;
  /**
   * A note for the device at which this user has signed in just now, so that attempts of others do not make it wait;
   * null where the one it has will do.
   */
  deviceNote(userId: string, current: string | undefined): string | null;
  /** Begins to keep what is counted. */
  start(): StopTimer;
}

export interface ThrottlingDependencies {
  readonly collection: Collection<ThrottleRecord>;
  readonly accounts: Pick<Accounts, "byDoor" | "get">;
  readonly audit: IdentityAudit;
  deriveKey(purpose: string): Buffer;
  readonly clock: Clock;
  readonly random: Pick<Random, "bytes">;
  readonly log: Log;
}

/** Creates it, taking up what an earlier process counted. */
export function createThrottling(deps: ThrottlingDependencies): Throttling {
  const { collection, accounts, audit, clock, random, log } = deps;
  const throttle = createThrottle({ clock, key: deps.deriveKey("throttle") });
  const keeper = createThrottleKeeper({ throttle, collection, clock, log });
  const devices = createDevices({ clock, random, key: deps.deriveKey("device") });

  return {
    attempts: createAttempts({ throttle, devices, onAlarm: createAttemptAlarm({ accounts, audit }), clock }),
    async forgetAttempts(account) {
      throttle.forget(account);
      await keeper.save();
    },
    deviceNote(userId, current) {
      const user = accounts.get(userId);
      if (!user) return null;
      const account = accountKey(user);
      const known = current !== undefined && devices.read(current, account) !== null;
      return known && !devices.isAging(current) ? null : devices.issue(account);
    },
    start: keeper.start,
  };
}
