// The cookie that tells a device which has signed in before from others that guess at the same account.
import type { Middleware } from "koa";
import type { IdentityService } from "../../identity/open-identity.ts";
import { deviceLifetimeMs } from "../../identity/throttle/devices.ts";
import type { RequestState } from "../state.ts";

/** Ways of signing in whose secret can be guessed at, or whose user could also sign in with one that can. */
const methods: readonly string[] = ["password", "passkey"];

/**
 * Creates the middleware. It stands around that of the session, since it acts once a session was begun. Nothing that is
 * only read needs it.
 */
export function createDeviceMiddleware(
  identity: Pick<IdentityService, "deviceNote">,
  secure: boolean,
): Middleware<RequestState> {
  const name = secure ? "__Host-borgdeck-device" : "borgdeck-device";
  return async function withDevice(ctx, next) {
    if (ctx.method === "GET" || !ctx.state.ambient || ctx.state.byToken) return next();
    const device = ctx.cookies.get(name, { signed: false })?.slice(0, 200);
    if (device !== undefined) ctx.state.client = { ...ctx.state.client, device };
    await next();
    const { began } = ctx.state;
    if (!began || !methods.includes(began.method)) return;
    const note = identity.deviceNote(began.userId, device);
    if (note === null) return;
    ctx.cookies.secure = secure;
    ctx.cookies.set(name, note, {
      httpOnly: true,
      sameSite: "lax",
      secure,
      signed: false,
      maxAge: deviceLifetimeMs,
      overwrite: false,
    });
  };
}
