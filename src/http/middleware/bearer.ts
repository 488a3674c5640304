// Programs come with a Bearer token. It stands before everything that is there to protect a browser's cookie, since with a
// token of ours nothing else of the request says who it is.
import type { IncomingMessage } from "node:http";
import type { Middleware, ParameterizedContext } from "koa";
import { Fault } from "../../fault.ts";
import type { Identity } from "../../identity/identity.ts";
import type { IdentityService } from "../../identity/open-identity.ts";
import { callerOf } from "../caller.ts";
import { isForBadges } from "../routing/authorise.ts";
import type { RequestState, RouteTraits } from "../state.ts";

const bearerForm = /^bearer +([^\s,]+) *$/i;

/** Creates the middleware. A token that does not hold is 401 on every route: inventing one gains nothing. */
export function createBearer(service: Pick<IdentityService, "resolveBearer">): Middleware<RequestState> {
  return async function readBearer(ctx, next) {
    ctx.state.byToken = false;
    const value = bearerOf(ctx.req) ?? otherwiseGiven(ctx);
    if (value === null) return next();
    ctx.set("www-authenticate", 'Bearer error="invalid_token"'); // for the refusal (RFC 6750, 3)
    const identity = await service.resolveBearer(value, ctx.state.client);
    ctx.remove("www-authenticate");
    if (bearerOf(ctx.req) === null) requireOurs(identity, ctx.state.route);
    if (identity === null) return next();
    ctx.state.byToken = true;
    ctx.state.ambient = false;
    ctx.state.identity = identity;
    ctx.state.caller = callerOf(identity);
    return next();
  };
}

/** A token where a route takes one beside the usual header; null where there is none. */
function otherwiseGiven(ctx: ParameterizedContext<RequestState>): string | null {
  const { route } = ctx.state;
  if (route.keyHeader) return ctx.get("x-api-key") || null;
  if (!route.tokenInAddress) return null;
  const { token } = ctx.query;
  if (Array.isArray(token)) throw new Fault("invalid-request", "The token was given more than once.");
  return token ?? null;
}

/**
 * Addresses are written into logs and histories: what opens more than a badge must never get there. And what a proxy puts into
 * `Authorization` comes nowhere else.
 */
function requireOurs(identity: Identity | null, { tokenInAddress }: RouteTraits): void {
  if (identity === null) throw new Fault("invalid-token", "That is no token of Borgdeck. Make one under Account.");
  const scopes = identity.limits?.scopes;
  if (!tokenInAddress || (scopes && isForBadges(scopes))) return;
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
