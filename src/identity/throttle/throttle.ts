// Slows guessing down without letting anybody lock somebody else out.
import { createHmac } from "node:crypto";
import type { Clock } from "../../ports/clock.ts";
import { type Buckets, createBuckets } from "./buckets.ts";
import { networkOf } from "./network.ts";

/** Where an attempt comes from: an address, and the device where it is one that signed in to this account before. */
export interface Origin {
  readonly address: string | null;
  /** Id of a device that is known for the account (devices.ts); null where it is not. */
  readonly device: string | null;
}

/** What is guessed at. Six digits have a budget of their own besides, since there are only a million of them. */
export type AttemptKind = "password" | "code";

export interface Throttle {
  /**
   * Counts an attempt, before any password or code (see `kind`) is looked at. False: too many; answer as if it were wrong.
   */
  attempt(origin: Origin, account: string, kind?: AttemptKind): boolean;
  /** The attempt was right: it does not count. */
  succeeded(origin: Origin, account: string, kind?: AttemptKind): void;
  /** How long an attempt on this account has to wait first, in milliseconds, wherever it comes from. */
  delayMs(origin: Origin, account: string): number;
  /** How many attempts on the account have failed, where that is so many that somebody has to be told; else null. Tells once a day. */
  alarm(account: string): number | null;
  /** Forgets all attempts on an account, and what the networks they came from have used up. */
  forget(account: string): void;
  /** What is counted, by its name, for keeping it over a restart. */
  readonly buckets: Readonly<Record<BucketName, Buckets>>;
}

export type BucketName = "networks" | "pairs" | "accounts" | "devices" | "codes" | "failures";

export interface ThrottleDependencies {
  readonly clock: Clock;
  /** 32 secret bytes. Names and addresses are counted under keyed digests: a name may be a password in the wrong field. */
  readonly key: Buffer;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const freeAttempts = 10;
const maxDelayMs = 5000;
/** So many failures in about a day are no person's mistakes any more (NIST SP 800-63B allows a hundred in a row). */
const alarmAfter = 100;
const maxAlarms = 1000;

/**
 * Creates the throttle. From one network twenty attempts, then one each half minute; on one account from one network
 * ten, then one a minute. A device that has signed in to an account before has ten of its own for it and waits for
 * nobody. Attempts on an account from everywhere only make the next ones slower: its owner, at another address, waits
 * five seconds at most. Who gets as far as a code knows the password, and would not need long with a thousand addresses:
 * of codes there are fifty from all strangers together (NIST SP 800-63B: a hundred at most), and fifty from each device
 * that is known, then one each quarter of an hour.
 */
export function createThrottle({ clock, key }: ThrottleDependencies): Throttle {
  const networks = createBuckets({ clock, capacity: 20, refillMs: minute / 2 });
  const pairs = createBuckets({ clock, capacity: 10, refillMs: minute });
  const devices = createBuckets({ clock, capacity: 10, refillMs: minute });
  const codes = createBuckets({ clock, capacity: 50, refillMs: 15 * minute });
  const accounts = createBuckets({ clock, capacity: 100, refillMs: minute });
  const failures = createBuckets({ clock, capacity: 1_000_000, refillMs: day / alarmAfter });
  const alarmedAt = new Map<string, number>();

  const digest = (kind: string, text: string) =>
    createHmac("sha256", key).update(`${kind} ${text}`).digest("base64url").slice(0, 22);
  const accountOf = (account: string) => digest("account", account);

  /** The buckets that an attempt takes of. */
  const lane = (
    { address, device }: Origin,
    account: string,
    kind: AttemptKind,
  ): readonly (readonly [Buckets, string])[] => {
    const own = accountOf(account);
    const codesOf = (name: string) => (kind === "code" ? ([[codes, name]] as const) : []);
    if (device !== null) {
      const known = `${own}.${digest("device", device)}`;
      return [[devices, known], ...codesOf(known)];
    }
    const network = digest("network", networkOf(address));
    return [[networks, network], [pairs, `${own}.${network}`], ...codesOf(own)];
  };
  const takeAll = (buckets: ReturnType<typeof lane>): boolean => {
    for (const [at, [bucket, name]] of buckets.entries()) {
      if (bucket.take(name)) continue;
      for (const [taken, takenName] of buckets.slice(0, at)) taken.giveBack(takenName);
      return false;
    }
    return true;
  };

  return {
    attempt(origin, account, kind = "password") {
      // A device that has used up its own is a stranger like any other.
      const taken = takeAll(lane(origin, account, kind)) || takeAll(lane({ ...origin, device: null }, account, kind));
      if (!taken) return false;
      accounts.take(accountOf(account));
      failures.take(accountOf(account));
      return true;
    },
    succeeded(origin, account, kind = "password") {
      for (const [bucket, name] of lane(origin, account, kind)) bucket.giveBack(name);
      accounts.giveBack(accountOf(account));
      failures.giveBack(accountOf(account));
    },
    delayMs({ device }, account) {
      if (device !== null) return 0;
      const over = accounts.missing(accountOf(account)) - freeAttempts;
      return over <= 0 ? 0 : Math.min(maxDelayMs, 250 * 2 ** Math.min(over, 10));
    },
    alarm(account) {
      const own = accountOf(account);
      const count = failures.missing(own);
      if (count < alarmAfter || clock.now() < (alarmedAt.get(own) ?? Number.NEGATIVE_INFINITY) + day) return null;
      alarmedAt.delete(own);
      alarmedAt.set(own, clock.now());
      if (alarmedAt.size > maxAlarms) alarmedAt.delete(alarmedAt.keys().next().value as string);
      return count;
    },
    forget(account) {
      const own = accountOf(account);
      accounts.fill(own);
      failures.fill(own);
      codes.fill(own);
      for (const bucket of [pairs, devices, codes]) {
        for (const name of bucket.keys().filter((name) => name.startsWith(`${own}.`))) {
          if (bucket === pairs) networks.fill(name.slice(own.length + 1));
          bucket.fill(name);
        }
      }
    },
    buckets: { networks, pairs, accounts, devices, codes, failures },
  };
}
