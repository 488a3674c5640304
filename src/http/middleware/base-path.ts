// BASE_PATH, whether the proxy strips it or not.
import type { Middleware } from "koa";
import { Fault } from "../../fault.ts";

/** Creates the middleware. `basePath` is "" or "/x": a path below it loses it, any other is taken as already stripped. */
export function createBasePath(basePath: string): Middleware {
  const below = `${basePath}/`;
  return function stripBasePath(ctx, next) {
    const { url } = ctx.req;
    // An absolute-form or `*` target would let a client choose the host or dodge the routes.
    if (!url?.startsWith("/")) throw new Fault("invalid-request", "The request target must be a path.");
    if (basePath !== "") {
      if (url.startsWith(below)) ctx.req.url = url.slice(basePath.length);
      else if (url === basePath || url.startsWith(`${basePath}?`)) ctx.req.url = `/${url.slice(basePath.length)}`;
    }
    return next();
  };
}
