// Headers that every answer carries, worked out once.

import type { Context, Middleware } from "koa";
import helmet from "koa-helmet";

/** Nothing may be loaded by, or framed from, an answer that is data. */
export const dataPolicy = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** Passkeys are for the pages alone (web/page-headers.ts): an answer that is data, or that may be framed, can begin no ceremony. */
const dataPermissions = "publickey-credentials-create=(), publickey-credentials-get=()";
type HeaderPairs = readonly (readonly [name: string, value: string])[];

/**
 * Creates the middleware. It starts each answer as data; the pages replace the policy. HSTS is left to the proxy that ends
 * TLS: it would bind every port of the host, and a homelab's host has others.
 */
export function createSecurityHeaders(): Middleware {
  const headers = helmetHeaders();
  return function securityHeaders(ctx, next) {
    for (const [name, value] of headers) ctx.res.setHeader(name, value);
    return next();
  };
}

/** What koa-helmet sets for our options: the same for every request, so it is asked once. It answers at once. */
function helmetHeaders(): HeaderPairs {
  const collected = new Map<string, string>([
    ["content-security-policy", dataPolicy],
    ["permissions-policy", dataPermissions],
  ]);
  const res = {
    setHeader: (name: string, value: string | number) => void collected.set(name.toLowerCase(), String(value)),
    removeHeader: (name: string) => void collected.delete(name.toLowerCase()),
  };
  const ask = helmet({
    contentSecurityPolicy: false,
    dnsPrefetchControl: false,
    ieNoOpen: false,
    permittedCrossDomainPolicies: false,
    xssFilter: false,
    originAgentCluster: false,
    frameguard: false, // frame-ancestors says it, and can be opened for the one page that may be framed
    crossOriginOpenerPolicy: { policy: "same-origin" },
    crossOriginResourcePolicy: { policy: "same-origin" },
    hsts: false,
    referrerPolicy: { policy: "same-origin" },
  });
  void ask({ req: {}, res } as unknown as Context, async () => {});
  return [...collected];
}
