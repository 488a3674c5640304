// web/ serves what a browser shows: the bundles, which are public code, and the shells of the pages, which hold no data.
import type { Context, Middleware } from "koa";
import { Fault } from "../fault.ts";
import type { Files } from "../ports/files.ts";
import { etagOf, matchesEtag } from "./entity-tag.ts";
import { pageHeaders } from "./page-headers.ts";
import { appShell } from "./shell.ts";
import { createStaticFiles, type StaticFile } from "./static-files.ts";

export interface WebDependencies {
  readonly files: Files;
  /** The folder of the bundles: dist/public. */
  readonly publicDir: string;
  /** "" or "/x", as the browser sees it. */
  readonly basePath: string;
}

export interface Web {
  /** Serves /widgets/* and /app/* to anybody, whatever Host they name: it is code and holds no data. */
  readonly bundles: Middleware;
  /** Serves the shell to whoever navigates to a page; the end of the line. */
  readonly pages: Middleware;
}

/** Creates the middleware. */
export function createWeb({ files, publicDir, basePath }: WebDependencies): Web {
  const staticFiles = createStaticFiles({ files, root: publicDir });
  const shell = appShell(basePath);
  return {
    async bundles(ctx, next) {
      if (!/^\/(?:widgets|app)\//.test(ctx.path)) return next();
      onlyReading(ctx);
      const file = await staticFiles.find(ctx.path.slice(1));
      if (!file) return next();
      sendFile(ctx, file, ctx.path.startsWith("/widgets/"));
    },
    pages(ctx) {
      if (!isPage(ctx)) throw new Fault("not-found", "There is nothing at this address.");
      onlyReading(ctx);
      sendPage(ctx, shell);
    },
  };
}

/** Sends a page. It holds no data, but what it is may change with the next version. */
export function sendPage(ctx: Context, html: string): void {
  const etag = etagOf(html);
  ctx.set({ ...pageHeaders, "cache-control": "no-cache", etag });
  if (matchesEtag(ctx.get("if-none-match"), etag)) {
    ctx.status = 304;
    return;
  }
  ctx.set("content-type", "text/html; charset=utf-8");
  ctx.body = html;
}

function onlyReading(ctx: Context): void {
  if (ctx.method !== "GET" && ctx.method !== "HEAD") {
    throw new Fault("method-not-allowed", "This path does not take that method.");
  }
}

/** An address without a file's ending, asked for as HTML, and not one of the API's. */
function isPage(ctx: Context): boolean {
  if (/^\/(?:api|widgets|app|healthz|metrics)(?:\/|$)/i.test(ctx.path) || /\.[^/]*$/.test(ctx.path)) return false;
  return ctx.path === "/" || ctx.get("accept").includes("text/html");
}

function sendFile(ctx: Context, { etag, contentType, body, gzipped }: StaticFile, anyOrigin: boolean): void {
  const encoded = gzipped !== null && /\bgzip\b/.test(ctx.get("accept-encoding")) ? gzipped : null;
  const tag = encoded ? `"${etag}-gzip"` : `"${etag}"`;
  ctx.set({ "cache-control": "public, no-cache", vary: "Accept-Encoding", etag: tag });
  if (anyOrigin) ctx.set({ "access-control-allow-origin": "*", "cross-origin-resource-policy": "cross-origin" });
  if (matchesEtag(ctx.get("if-none-match"), tag)) {
    ctx.status = 304;
    return;
  }
  ctx.set("content-type", contentType);
  if (encoded) ctx.set("content-encoding", "gzip");
  ctx.body = encoded ?? body;
}
