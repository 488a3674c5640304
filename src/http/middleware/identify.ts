// Who a request is, found out once, before any route.
import type { Middleware } from "koa";
import type { Identity } from "../../identity/identity.ts";
import type { IdentityService } from "../../identity/open-identity.ts";
import { accountKey } from "../../identity/throttle/attempts.ts";
import { callerOf } from "../caller.ts";
import type { RequestState } from "../state.ts";
import { sessionOf } from "./session.ts";

/** Creates the middleware, for what no token has said already. Cookie and proxy header count for an expected Host only. */
export function createIdentify(identity: Pick<IdentityService, "doors" | "resolve">): Middleware<RequestState> {
  return async function identify(ctx, next) {
    if (ctx.state.byToken) return next();
    const ambient = ctx.state.ambient;
    // Making headersDistinct costs more than all the rest, so it is done only where somebody looks at it.
    const headers = identity.doors.header ? ctx.req.headersDistinct : {};
    const found: Identity | null = ambient
      ? await identity.resolve({ client: ctx.state.client, headers, session: sessionOf(ctx) })
      : null;
    ctx.state.identity = found;
    ctx.state.caller = found && callerOf(found);
    // Nothing that is only read asks for a password or a code.
    if (found && ctx.method !== "GET") ctx.state.client = { ...ctx.state.client, account: accountKey(found.user) };
    return next();
  };
}
