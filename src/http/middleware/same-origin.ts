// Requests that another site causes: a cookie or a proxy's sign-on would go with them, so they are told apart here.
import type { IncomingMessage } from "node:http";
import type { Middleware } from "koa";
import { Fault } from "../../fault.ts";
import type { RequestState, RouteTraits } from "../state.ts";

export interface SameOriginConfig {
  readonly publicBaseUrl: string | null;
  readonly dashboardOrigins: readonly string[];
}

/**
 * Creates the middleware; it stands after the Host check and before identity. Unsafe methods need Sec-Fetch-Site:
 * same-origin or, where no browser says that, an Origin that is ours. Reading from elsewhere is for the origins of
 * dashboards, on the routes that are made for them.
 */
export function createSameOrigin(config: SameOriginConfig): Middleware<RequestState> {
  const publicOrigin = config.publicBaseUrl === null ? null : new URL(config.publicBaseUrl).origin;
  const dashboards = new Set(config.dashboardOrigins);
  return function refuseOtherSites(ctx, next) {
    if (ctx.state.byToken) return next(); // a site cannot add a token that it does not have
    const safe = ctx.method === "GET" || ctx.method === "HEAD" || ctx.method === "OPTIONS";
    const fine = safe ? mayRead(ctx.req, ctx.state.route, publicOrigin, dashboards) : mayChange(ctx.req, publicOrigin);
    if (fine) return next();
    throw new Fault("cross-site", refusal(safe));
  };
}

function mayChange(req: IncomingMessage, publicOrigin: string | null): boolean {
  const site = req.headers["sec-fetch-site"];
  if (site !== undefined) return site === "same-origin";
  const origin = originOf(req);
  return typeof origin === "string" && isOurs(origin, req, publicOrigin);
}

function mayRead(
  req: IncomingMessage,
  route: RouteTraits,
  publicOrigin: string | null,
  dashboards: ReadonlySet<string>,
): boolean {
  const site = req.headers["sec-fetch-site"];
  if (site === "same-origin" || site === "none") return true;
  const origin = originOf(req);
  if (site === undefined && (origin === undefined || (origin !== null && isOurs(origin, req, publicOrigin))))
    return true;
  // A link from elsewhere leads to the pages (middleware/navigation), never to a download.
  if (req.headers["sec-fetch-mode"] === "navigate") return !route.navigable || route.anonymous === true;
  return route.crossOrigin === true && typeof origin === "string" && dashboards.has(origin);
}

/** The Origin; undefined where there is none, null where there are several. */
function originOf(req: IncomingMessage): string | undefined | null {
  const all = req.headersDistinct["origin"] ?? [];
  return all.length > 1 ? null : all[0];
}

/** Without a public address, ours is the one that was asked; the Host check has let only expected ones through. */
function isOurs(origin: string, req: IncomingMessage, publicOrigin: string | null): boolean {
  if (publicOrigin !== null && origin === publicOrigin) return true;
  return publicOrigin === null && origin === `http://${req.headers.host?.toLowerCase()}`;
}

function refusal(safe: boolean): string {
  return safe
    ? "Another site may not read this. To let a dashboard do so, name its origin in DASHBOARD_ORIGINS."
    : "This must come from Borgdeck's own pages: Sec-Fetch-Site: same-origin, or an Origin equal to PUBLIC_BASE_URL.";
}
