// Bounds what is asked with one API token: it lies in the files of a dashboard, and one that leaked must not keep the service busy.
import { Fault } from "../../fault.ts";
import type { Identity } from "../../identity/identity.ts";
import { createBuckets } from "../../identity/throttle/buckets.ts";
import type { Clock } from "../../ports/clock.ts";

/** What a wall of dashboards asks when all of it is loaded anew at once. */
export const tokenBurst = 600;
const perSecond = 20;
/** By then there is room for some more than one. */
const retryAfterMs = 5000;

/**
 * Six hundred at once and then twenty a second, each token by itself. Of tokens that see the status or badges alone: a program
 * that works with archives is as fast as it likes, and bounded by what it asks for.
 */
export function createTokenRequestLimit(clock: Clock): (identity: Identity | null) => void {
  const buckets = createBuckets({ clock, capacity: tokenBurst, refillMs: 1000 / perSecond });
  return (identity) => {
    const scopes = identity?.limits?.scopes;
    if (!identity?.sessionId || !scopes?.every((scope) => scope === "status" || scope === "badge")) return;
    if (buckets.take(identity.sessionId)) return;
    throw new Fault("too-many-requests", "This token is asked with too often. Ask less often, or make another one.", {
      retryAfterMs,
    });
  };
}
