// Slows guessing down without letting anybody lock somebody else out.
import type { Clock } from "../ports/clock.ts";
import { createBuckets } from "./buckets.ts";
import { networkOf } from "./network.ts";

export interface Throttle {
  /** Counts an attempt, before any password is looked at. False: too many from there; answer as if it were wrong. */
  attempt(address: string | null, account: string): boolean;
  /** The attempt was right: it does not count. */
  succeeded(address: string | null, account: string): void;
  /** How long an attempt on this account has to wait first, in milliseconds, wherever it comes from. */
  delayMs(account: string): number;
  /** Forgets the attempts on an account, wherever they came from. */
  forget(account: string): void;
}

const minute = 60_000;
const freeAttempts = 10;
const maxDelayMs = 5000;

/**
 * Creates the throttle. From one network twenty attempts, then one each half minute; on one account from one network
 * ten, then one a minute. Attempts on an account from everywhere only make the next ones slower: its owner, at another
 * address, waits five seconds at most.
 */
export function createThrottle(clock: Clock): Throttle {
  const networks = createBuckets({ clock, capacity: 20, refillMs: minute / 2 });
  const pairs = createBuckets({ clock, capacity: 10, refillMs: minute });
  const accounts = createBuckets({ clock, capacity: 100, refillMs: minute });

  return {
    attempt(address, account) {
      const network = networkOf(address);
      const pair = `${network} ${account}`;
      if (!networks.take(network)) return false;
      if (!pairs.take(pair)) {
        networks.giveBack(network);
        return false;
      }
      accounts.take(account);
      return true;
    },
    succeeded(address, account) {
      const network = networkOf(address);
      networks.giveBack(network);
      pairs.giveBack(`${network} ${account}`);
      accounts.giveBack(account);
    },
    forget(account) {
      accounts.fill((key) => key === account);
      pairs.fill((key) => key.endsWith(` ${account}`));
    },
    delayMs(account) {
      const over = accounts.missing(account) - freeAttempts;
      return over <= 0 ? 0 : Math.min(maxDelayMs, 250 * 2 ** Math.min(over, 10));
    },
  };
}
