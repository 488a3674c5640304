// Puts a handler's answer on the response.
import type { Context } from "koa";
import { matchesEtag } from "../../web/entity-tag.ts";
import { Raw, type Route, Streamed } from "../route.ts";

/** Sends the answer of a route. */
export function send(ctx: Context, route: Route, answer: unknown): void {
  const { res } = ctx;
  res.setHeader("cache-control", route.cache === "revalidate" ? "private, no-cache" : "no-store");
  if (answer instanceof Raw) return sendRaw(ctx, answer);
  if (answer instanceof Streamed) {
    setHeaders(ctx, answer.headers);
    ctx.status = 200;
    ctx.body = answer.stream;
    return;
  }
  if (answer === undefined) {
    ctx.status = 204;
    return;
  }
  ctx.status = route.status ?? 200;
  res.setHeader("content-type", "application/json; charset=utf-8");
  ctx.body = JSON.stringify(answer);
}

function sendRaw(ctx: Context, { body, headers, status }: Raw): void {
  setHeaders(ctx, headers);
  const { etag } = headers;
  if (etag !== undefined && matchesEtag(ctx.req.headers["if-none-match"], etag)) {
    ctx.res.removeHeader("content-type");
    ctx.status = 304;
    return;
  }
  ctx.status = status;
  ctx.body = body;
}

function setHeaders(ctx: Context, headers: Readonly<Record<string, string>>): void {
  for (const name in headers) ctx.res.setHeader(name, headers[name] as string);
}
