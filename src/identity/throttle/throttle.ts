// Slows guessing down without letting anybody lock somebody else out.
import { createHmac } from "node:crypto";
import type { ThrottleRecord } from "../../../schemas/throttle.ts";
import type { Clock } from "../../ports/clock.ts";
import { type Buckets, createBuckets } from "./buckets.ts";
import { networksOf } from "./network.ts";

/** Where an attempt comes from: an address, and the device where it is one that signed in to this account before. */
export interface Origin {
  readonly address: string | null;
  /** Id of a device that is known for the account (devices.ts), or what stands for one; null where it is not. */
  readonly device: string | null;
}

/** An attempt that was counted. */
export interface Attempt {
  /** Whether the device paid for it. Otherwise it is a stranger's: its networks did. */
  readonly known: boolean;
  /** It does not count, since it was right or never looked at: who paid for it gets it back. */
  giveBack(): void;
}

/** What is guessed at. Six digits have a budget of their own besides, since there are only a million of them. */
export type AttemptKind = "password" | "code";

export interface Throttle {
  /**
   * Counts an attempt, before any password or code (see `kind`) is looked at. Null: too many; answer as if it were wrong.
   */
  attempt(origin: Origin, account: string, kind?: AttemptKind): Attempt | null;
  /** How long a stranger's attempt on this account has to wait first, in milliseconds, wherever it comes from. */
  delayMs(account: string): number;
  /** How many attempts on the account have failed, where that is so many that somebody has to be told; else null. Tells once a day. */
  alarm(account: string): number | null;
  /** Forgets all attempts on an account, and what the networks they came from have used up. */
  forget(account: string): void;
  /** What is counted, by its name, for keeping it over a restart. */
  readonly buckets: Readonly<Record<BucketName, Buckets>>;
}

export type BucketName = ThrottleRecord["id"];

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
 * ten, then one a minute. An IPv6 network is a /64; the /56 around it has four times as many, the /48 sixteen times. A device that has signed in to an account before has ten of its own for it and waits for
 * nobody. Attempts on an account from everywhere only make the next ones slower: its owner, at another address, waits
 * five seconds at most. Who gets as far as a code knows the password, and would not need long with a thousand addresses:
 * of codes there are fifty from all strangers together (NIST SP 800-63B: a hundred at most), and fifty from each device
 * that is known, then one each quarter of an hour.
 */
export function createThrottle({ clock, key }: ThrottleDependencies): Throttle {
  const level = (times: number) => ({
    networks: createBuckets({ clock, capacity: 20 * times, refillMs: minute / 2 / times }),
    pairs: createBuckets({ clock, capacity: 10 * times, refillMs: minute / times }),
  });
  const levels = [level(1), level(4), level(16)] as const; // of what networksOf gives
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
    const ofNetworks = networksOf(address).flatMap((text, at) => {
      const network = digest("network", text);
      const { networks, pairs } = levels[at] ?? levels[0];
      return [[networks, network] as const, [pairs, `${own}.${network}`] as const];
    });
    return [...ofNetworks, ...codesOf(own)];
  };
  const giveBackAll = (buckets: ReturnType<typeof lane>) => {
    for (const [bucket, name] of buckets) bucket.giveBack(name);
  };
  /** Takes of all of them, or of none. */
  const takeAll = (buckets: ReturnType<typeof lane>): boolean => {
    const short = buckets.findIndex(([bucket, name]) => !bucket.take(name));
    if (short >= 0) giveBackAll(buckets.slice(0, short));
    return short < 0;
  };

  return {
    attempt(origin, account, kind = "password") {
      // A device that has used up its own is a stranger like any other.
      const lanes = [origin.device, null].map((device) => lane({ ...origin, device }, account, kind));
      const paid = lanes.find(takeAll);
      if (!paid) return null;
      const all = [...paid, [accounts, accountOf(account)], [failures, accountOf(account)]] as const;
      for (const [bucket, name] of all.slice(paid.length)) bucket.take(name);
      return { known: origin.device !== null && paid === lanes[0], giveBack: () => giveBackAll(all) };
    },
    delayMs(account) {
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
      const namesIn = (bucket: Buckets) => bucket.keys().filter((name) => name.startsWith(`${own}.`));
      for (const bucket of [devices, codes]) namesIn(bucket).forEach(bucket.fill);
      for (const { networks, pairs } of levels) {
        for (const name of namesIn(pairs)) {
          networks.fill(name.slice(own.length + 1));
          pairs.fill(name);
        }
      }
    },
    buckets: {
      networks: levels[0].networks,
      networks56: levels[1].networks,
      networks48: levels[2].networks,
      pairs: levels[0].pairs,
      pairs56: levels[1].pairs,
      pairs48: levels[2].pairs,
      accounts,
      devices,
      codes,
      failures,
    },
  };
}
