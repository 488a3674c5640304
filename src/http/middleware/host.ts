// The Host check: without it a page that rebinds its own name to this address could use the visitor's cookies.

import type { IncomingMessage } from "node:http";
import type { Middleware } from "koa";
import { Fault } from "../../fault.ts";
import type { RequestState } from "../state.ts";

const hostForm = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9_-](?:[a-z0-9._-]{0,252}))(?::\d{1,5})?$/;

export interface HostConfig {
  readonly publicBaseUrl: string | null;
  /** Names without a port. */
  readonly allowedHosts: readonly string[];
}

/**
 * Creates the middleware. Expected are the public name, the loopback names and ALLOWED_HOSTS, each with any port. For any
 * other Host the answer is 421. Anonymous routes and tokens answer to every name.
 */
export function createHostCheck(config: HostConfig): Middleware<RequestState> {
  const expected = expectedHosts(config);
  return function checkHost(ctx, next) {
    if (ctx.state.byToken) return next(); // nothing of a browser counts, so no page can have used it
    const host = hostOf(ctx.req);
    ctx.state.ambient = host !== null && isExpected(host, expected);
    if (ctx.state.ambient || ctx.state.route?.anonymous) return next();
    throw new Fault(
      "wrong-host",
      host === null
        ? "The request names no host, or no single one."
        : `Borgdeck does not answer to ${host}. Start it with ALLOWED_HOSTS=${host}, or give the address that browsers use as PUBLIC_BASE_URL.`,
    );
  };
}

function expectedHosts({ publicBaseUrl, allowedHosts }: HostConfig): ReadonlySet<string> {
  const names = ["localhost", "127.0.0.1", "[::1]", ...allowedHosts.map((host) => host.toLowerCase())];
  return new Set(publicBaseUrl === null ? names : [...names, new URL(publicBaseUrl).hostname]);
}

/** `*.localhost` is loopback too (RFC 6761, 6.3). */
function isExpected(host: string, expected: ReadonlySet<string>): boolean {
  return expected.has(host) || host.endsWith(".localhost");
}

/** The name of the Host header in lower case and without its port, or null where it is missing, repeated or not one. */
function hostOf(req: IncomingMessage): string | null {
  const name = hostForm.exec(req.headers.host?.toLowerCase() ?? "")?.[1];
  return name !== undefined && countHosts(req.rawHeaders) === 1 ? name : null;
}

/** Node keeps the first of two Host headers; a proxy may have judged by the other. */
function countHosts(rawHeaders: readonly string[]): number {
  let count = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length === 4 && name.toLowerCase() === "host") count += 1;
  }
  return count;
}
