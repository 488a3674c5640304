// Whoever is refused by a rule, a role or because another site caused the request, is written down.
import type { Middleware } from "koa";
import { type FaultCode, isFault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Log } from "../../ports/log.ts";
import type { AuditService } from "../services.ts";
import type { RequestState } from "../state.ts";

export interface RefusalsDependencies {
  readonly audit: Pick<AuditService, "record">;
  readonly clock: Clock;
  readonly log: Log;
}

/** What is no mistake of a page: it offers nobody what is refused for these reasons. */
const recorded: ReadonlySet<FaultCode> = new Set(["cross-site", "not-allowed", "wrong-host"]);
/** The same refusal of the same caller is written down once an hour: what asks, asks again. */
const againAfterMs = 3_600_000;
const maxRemembered = 5000;

/** Creates the middleware; it stands inside that of errors. Signing in has records of its own. */
export function createRefusals({ audit, clock, log }: RefusalsDependencies): Middleware<RequestState> {
  const recordedAt = new Map<string, number>();

  const isNews = (key: string): boolean => {
    const now = clock.now();
    if (now < (recordedAt.get(key) ?? Number.NEGATIVE_INFINITY) + againAfterMs) return false;
    recordedAt.delete(key);
    recordedAt.set(key, now);
    if (recordedAt.size > maxRemembered) recordedAt.delete(recordedAt.keys().next().value as string);
    return true;
  };

  const record = async (code: FaultCode, method: string, { route, client, identity }: RequestState) => {
    const target = `${method} ${route.path}`;
    const actor = identity ? { userId: identity.user.id, username: identity.user.username } : null;
    if (!isNews(`${code} ${target} ${actor?.userId ?? client.address}`)) return;
    await audit.record({ event: "request.refuse", outcome: "denied", actor, ...client, target, detail: code });
  };

  return async function withRefusals(ctx, next) {
    try {
      await next();
    } catch (error) {
      // Without a client or a route nothing of ours was asked for.
      if (isFault(error) && recorded.has(error.code) && ctx.state.client && ctx.state.route) {
        await record(error.code, ctx.method, ctx.state).catch((cause: unknown) =>
          log.warn("A refusal could not be recorded", { error: cause }),
        );
      }
      throw error;
    }
  };
}
