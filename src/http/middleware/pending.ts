// What the browser has begun and not finished (identity/pending): its cookie, which is not that of a session.
import type { Middleware } from "koa";
import type { IdentityService } from "../../identity/open-identity.ts";
import type { PendingHandle, RequestState } from "../state.ts";

/** Longest that anything is pending, in milliseconds; what is pending ends earlier by itself. */
const cookieMs = 10 * 60_000;

/** Creates the middleware. Lax, so that the cookie comes along when the provider sends the browser back. */
export function createPendingMiddleware(
  { pending }: Pick<IdentityService, "pending">,
  secure: boolean,
): Middleware<RequestState> {
  const name = secure ? "__Host-borgdeck-pending" : "borgdeck-pending";
  return function withPending(ctx, next) {
    const idOf = () => (ctx.state.ambient ? ctx.cookies.get(name, { signed: false }) : undefined);
    const set = (id: string | null) => {
      ctx.cookies.secure = secure;
      ctx.cookies.set(name, id, { httpOnly: true, sameSite: "lax", secure, signed: false, maxAge: cookieMs });
    };
    const handle: PendingHandle = {
      begin(data) {
        const value = pending.begin(data);
        handle.end();
        set(value);
      },
      peek: (kind) => pending.peek(idOf() ?? "", kind),
      take: (kind) => pending.take(idOf() ?? "", kind),
      end() {
        const id = idOf();
        if (id === undefined) return;
        pending.end(id);
        set(null);
      },
    };
    ctx.state.pending = handle;
    return next();
  };
}
