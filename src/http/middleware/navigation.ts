// A person whose browser ends up on a JSON route (a proxy's sign-in may return there) is sent to the pages.
import type { Middleware } from "koa";
import type { RequestState } from "../state.ts";

/** Creates the middleware. `basePath` is what the browser sees before our paths. */
export function createNavigation(basePath: string): Middleware<RequestState> {
  return function sendToPages(ctx, next) {
    const { headers } = ctx.req;
    if (headers["sec-fetch-mode"] !== "navigate" || ctx.state.route.navigable || ctx.method !== "GET") return next();
    ctx.set("cache-control", "no-store");
    ctx.vary("Sec-Fetch-Mode");
    ctx.status = 302;
    ctx.set("location", `${basePath}/`);
    ctx.body = "";
  };
}
