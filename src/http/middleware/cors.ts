// Which other origins' scripts may read an answer: DASHBOARD_ORIGINS, exactly, and only of routes that say so.
import type { Middleware } from "koa";
import type { RequestState } from "../state.ts";

const preflightAgeSeconds = "600";

/**
 * Creates the middleware; it stands before anything that can refuse, so that a dashboard can read why. A preflight is answered
 * even though widgets never cause one: some proxies and dashboards do.
 */
export function createCors(dashboardOrigins: readonly string[]): Middleware<RequestState> {
  const allowed = new Set(dashboardOrigins);
  return async function cors(ctx, next) {
    ctx.state.readElsewhere = false;
    if (!ctx.state.route.crossOrigin) return next();
    ctx.res.setHeader("vary", "Origin");
    // A widget that cannot read an answer still learns that the service is there (widgets.md, 2.3). Other sites than
    // those of DASHBOARD_ORIGINS get a refusal and no data (middleware/same-origin).
    ctx.res.setHeader("cross-origin-resource-policy", "cross-origin");
    const { origin } = ctx.req.headers;
    if (origin !== undefined && allowed.has(origin)) {
      ctx.res.setHeader("access-control-allow-origin", origin);
      ctx.res.setHeader("access-control-allow-credentials", "true");
      // Whatever its user may see at Borgdeck itself, a page of another origin learns how things stand and no more.
      ctx.state.readElsewhere = ctx.req.headers["sec-fetch-site"] !== "same-origin";
    }
    if (ctx.method !== "OPTIONS") return next();
    ctx.set("access-control-allow-methods", "GET");
    ctx.set("access-control-allow-headers", ctx.state.route.keyHeader ? "Accept, X-Api-Key" : "Accept");
    ctx.set("access-control-max-age", preflightAgeSeconds);
    ctx.set("allow", "GET, HEAD, OPTIONS");
    ctx.status = 204;
  };
}
