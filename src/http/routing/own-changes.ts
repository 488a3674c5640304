// Bounds what one user does to their own account: each of it is recorded for good, and somebody could do it without end.
import { Fault } from "../../fault.ts";
import type { Identity } from "../../identity/identity.ts";
import { createBuckets } from "../../identity/throttle/buckets.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Route } from "../route.ts";

const burst = 60;
const refillMs = 10_000;

/**
 * Sixty at once and then one each ten seconds; ending things (sessions, tokens) has a budget of its own, so that a thief who
 * uses up one does not keep the owner from it. A change of the password costs two hashes, and is not bounded here.
 */
export function createOwnChangeLimit(
  clock: Clock,
): (route: Pick<Route, "action" | "method">, identity: Identity | null) => void {
  const buckets = createBuckets({ clock, capacity: burst, refillMs });
  return ({ action, method }, identity) => {
    if (action !== "signed-in" || identity === null || method === "GET" || method === "PUT") return;
    if (buckets.take(`${identity.user.id} ${method === "DELETE" ? "end" : "change"}`)) return;
    throw new Fault("too-many-requests", "You have changed a lot just now. Try again in a few seconds.", {
      retryAfterMs: refillMs,
    });
  };
}
