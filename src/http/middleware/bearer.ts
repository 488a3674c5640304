// Programs come with a Bearer token. It stands before everything that is there to protect a browser's cookie, since with a
// token of ours nothing else of the request says who it is.
import type { IncomingMessage } from "node:http";
import type { Context, Middleware } from "koa";
import { Fault } from "../../fault.ts";
import type { Identity } from "../../identity/identity.ts";
import type { IdentityService } from "../../identity/open-identity.ts";
import { isForBadges } from "../authorise.ts";
import { callerOf } from "../caller.ts";
import type { RequestState } from "../state.ts";

const bearerForm = /^bearer +([^\s,]+) *$/i;

/** Creates the middleware. A token that does not hold is 401 on every route: inventing one gains nothing. */
export function createBearer(service: Pick<IdentityService, "resolveBearer">): Middleware<RequestState> {
  return async function readBearer(ctx, next) {
    ctx.state.byToken = false;
    const value = bearerOf(ctx.req) ?? (ctx.state.route.tokenInAddress ? tokenOf(ctx) : null);
    if (value === null) return next();
    ctx.set("www-authenticate", 'Bearer error="invalid_token"'); // for the refusal (RFC 6750, 3)
    const identity = await service.resolveBearer(value, ctx.state.client);
    ctx.remove("www-authenticate");
    if (identity === null) return next();
    if (ctx.state.route.tokenInAddress && bearerOf(ctx.req) === null) requireForBadges(identity);
    ctx.state.byToken = true;
    ctx.state.ambient = false;
    ctx.state.identity = identity;
    ctx.state.caller = callerOf(identity);
    return next();
  };
}

/** The token in the address; null where there is none. */
function tokenOf({ query }: Context): string | null {
  const { token } = query;
  if (Array.isArray(token)) throw new Fault("invalid-request", "The token was given more than once.");
  return token ?? null;
}

/** Addresses are written into logs and histories: what opens more than a badge must never get there. */
function requireForBadges({ limits }: Identity): void {
  if (limits?.scopes && isForBadges(limits.scopes)) return;
  throw new Fault(
    "invalid-token",
    "In an address only a token of the scope badge counts. Revoke this one: it was seen.",
  );
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
