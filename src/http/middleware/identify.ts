// Who a request is, found out once, before any route.
import type { Middleware } from "koa";
import { callerOf } from "../../access/caller.ts";
import type { Identity } from "../../identity/identity.ts";
import type { IdentityService } from "../../identity/open-identity.ts";
import { carriesBearer } from "../bearer.ts";
import type { RequestState } from "../state.ts";
import { sessionOf } from "./session.ts";

/** Creates the middleware. Cookie and proxy header count for an expected Host only, and never beside a Bearer token. */
export function createIdentify(identity: Pick<IdentityService, "resolve">): Middleware<RequestState> {
  return async function identify(ctx, next) {
    const ambient = ctx.state.ambient && !carriesBearer(ctx.req);
    const found: Identity | null = ambient
      ? await identity.resolve({ client: ctx.state.client, headers: ctx.req.headersDistinct, session: sessionOf(ctx) })
      : null;
    ctx.state.identity = found;
    ctx.state.caller = found && callerOf(found.user);
    return next();
  };
}
