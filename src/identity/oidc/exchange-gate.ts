// Anybody can come back with a made-up code, and each makes us ask the provider: who may, how often, and how many at once.
import type { Clock } from "../../ports/clock.ts";
import type { Client } from "../identity.ts";
import type { PendingOf } from "../pending.ts";
import { createBuckets } from "../throttle/buckets.ts";
import { networkOf } from "../throttle/network.ts";
import { TripFailure } from "./oidc-trip.ts";

export interface ExchangeGate {
  /**
   * Exchanges a code, unless too many of this network failed before, or too many are under way. Throws TripFailure
   * `oidc-failed` then, without asking the provider.
   */
  pass<T>(trip: Pick<PendingOf<"oidc">, "userId">, client: Client, exchange: () => Promise<T>): Promise<T>;
}

const maxAtOnce = 20;
const maxOfOne = 4;
/** Failures in a row; after them one each so many milliseconds. */
const maxFailures = 20;
const failureMs = 10_000;

/**
 * Creates it. Who is signed in (to link, to prove presence) has a budget and room of its own, which no stranger can use up.
 */
export function createExchangeGate(clock: Clock): ExchangeGate {
  const failures = createBuckets({ clock, capacity: maxFailures, refillMs: failureMs });
  const underWay = { users: new Map<string, number>(), networks: new Map<string, number>() };

  return {
    async pass({ userId }, client, exchange) {
      const [lane, name] =
        userId === null ? (["networks", networkOf(client.address)] as const) : (["users", userId] as const);
      const here = underWay[lane];
      const own = here.get(name) ?? 0;
      const all = [...here.values()].reduce((sum, count) => sum + count, 0);
      if (own >= maxOfOne || all >= maxAtOnce) {
        throw new TripFailure("oidc-failed", "too many answers of the provider are being looked at", userId);
      }
      // Counted before, so that many at once are many.
      if (!failures.take(`${lane} ${name}`)) {
        throw new TripFailure("oidc-failed", "too many answers from there were wrong", userId);
      }
      here.set(name, own + 1);
      try {
        const exchanged = await exchange();
        failures.giveBack(`${lane} ${name}`);
        return exchanged;
      } finally {
        const left = (here.get(name) ?? 1) - 1;
        if (left > 0) here.set(name, left);
        else here.delete(name);
      }
    },
  };
}
