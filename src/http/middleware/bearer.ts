// Programs come with a Bearer token. It stands before everything that is there to protect a browser's cookie, since with a
// token of ours nothing else of the request says who it is.
import type { IncomingMessage } from "node:http";
import type { Middleware } from "koa";
import { Fault } from "../../fault.ts";
import type { IdentityService } from "../../identity/open-identity.ts";
import { callerOf } from "../caller.ts";
import type { RequestState } from "../state.ts";

const bearerForm = /^bearer +([^\s,]+) *$/i;

/** Creates the middleware. A token that does not hold is 401 on every route: inventing one gains nothing. */
export function createBearer(service: Pick<IdentityService, "resolveBearer">): Middleware<RequestState> {
  return async function readBearer(ctx, next) {
    ctx.state.byToken = false;
    const value = bearerOf(ctx.req);
    if (value === null) return next();
    ctx.set("www-authenticate", 'Bearer error="invalid_token"'); // for the refusal (RFC 6750, 3)
    const identity = await service.resolveBearer(value, ctx.state.client);
    ctx.remove("www-authenticate");
    if (identity === null) return next();
    ctx.state.byToken = true;
    ctx.state.ambient = false;
    ctx.state.identity = identity;
    ctx.state.caller = callerOf(identity);
    return next();
  };
}

/** What stands behind `Bearer`; null where the request has none. Other schemes are not ours to read. */
function bearerOf(req: IncomingMessage): string | null {
  const { authorization } = req.headers;
  if (authorization === undefined) return null;
  // Node keeps the first of several; a proxy may have judged by another.
  if ((req.headersDistinct["authorization"] ?? []).length > 1) {
    throw new Fault("invalid-request", "The header Authorization was sent more than once.");
  }
  if (!/^bearer\b/i.test(authorization)) return null;
  return bearerForm.exec(authorization)?.[1] ?? "";
}
