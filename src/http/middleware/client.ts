// Where a request came from. Said by the socket; what headers add is believed only of trusted proxies.
import type { IncomingMessage, Server } from "node:http";
import type { Socket } from "node:net";
import type { Middleware } from "koa";
import type { IdentityService } from "../../identity/open-identity.ts";
import { canonicalPeer, unixPeer } from "../../identity/peers.ts";
import type { RequestState } from "../state.ts";

/** Creates the middleware. It stands before every wait, so that the socket still knows its peer. */
export function createClientMiddleware(identity: Pick<IdentityService, "clientAddress">): Middleware<RequestState> {
  return function tellClient(ctx, next) {
    const { headers } = ctx.req;
    const peer = peerOf(ctx.req);
    const forwardedFor = headers["x-forwarded-for"];
    ctx.state.client = {
      peer,
      address: forwardedFor === undefined ? peer : identity.clientAddress(peer, [forwardedFor].flat()),
      userAgent: headers["user-agent"]?.slice(0, 300) ?? null,
    };
    return next();
  };
}

/**
 * The peer's address. A Unix socket has none, but a TCP socket that was closed meanwhile has none either, and must not
 * pass for a Unix peer: the server tells which it is.
 */
function peerOf(req: IncomingMessage): string | null {
  const { remoteAddress } = req.socket;
  if (remoteAddress !== undefined) return canonicalPeer(remoteAddress);
  const { server } = req.socket as Socket & { readonly server?: Server };
  return typeof server?.address() === "string" ? unixPeer : null;
}
