// Errors as people get them: RFC 9457 problem+json with stable codes.
import type { Context } from "koa";
import type { Problem } from "../../../schemas/common.ts";
import { Fault } from "../../fault.ts";
import { plainPage, plainPageHeaders } from "../../web/plain-page.ts";
import type { Raw } from "./answer.ts";

const problemType = "application/problem+json";

/** The body of an error reply. `type` names the code as a URN; nothing need be fetched from it. */
export function problemOf(fault: Fault): Problem {
  return {
    type: `urn:borgdeck:problem:${fault.code}`,
    title: fault.title,
    status: fault.status,
    code: fault.code,
    detail: fault.detail,
    ...(fault.fields === undefined ? {} : { fields: fault.fields }),
    ...(fault.retryAfterMs === undefined ? {} : { retryAfterMs: Math.ceil(fault.retryAfterMs) }),
  };
}

/** Any error as a fault. What is not one already says nothing of itself: its text may hold paths or secrets. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Fault) return error;
  const status = (error as { status?: unknown } | null)?.status;
  if (typeof status === "number" && status >= 400 && status < 500) {
    return new Fault("invalid-request", "The request could not be understood.", { cause: error });
  }
  return new Fault("internal", "Something failed inside Borgdeck. Its log says what.", { cause: error });
}

/** Sends what stands for a fault where a problem could not be shown; its code is told beside it, to people who look. */
export function sendInstead(ctx: Context, fault: Fault, { body, headers }: Raw): void {
  ctx.status = 200;
  ctx.remove("etag");
  ctx.remove("www-authenticate"); // a browser would ask for a name and a password
  ctx.set({ ...headers, "cache-control": "no-store", "borgdeck-problem": fault.code });
  ctx.body = body;
}

/**
 * Sends a fault: to people who navigate as a page of a few words, to everything else as a problem. Headers that were set before
 * (security, CORS) stay. `basePath` is where the pages are.
 */
export function sendProblem(ctx: Context, fault: Fault, basePath: string): void {
  ctx.status = fault.status;
  ctx.set("cache-control", "no-store");
  ctx.remove("etag");
  ctx.remove("content-disposition");
  ctx.remove("content-encoding");
  if (fault.retryAfterMs !== undefined)
    ctx.set("retry-after", String(Math.max(1, Math.ceil(fault.retryAfterMs / 1000))));
  if (fault.code === "body-too-large") ctx.set("connection", "close"); // the rest of the body is not waited for
  ctx.vary("Accept");
  if (ctx.method === "GET" && ctx.accepts(problemType, "text/html") === "text/html") {
    ctx.set(plainPageHeaders);
    const reachable = fault.code !== "wrong-host";
    ctx.body = plainPage({ title: fault.title, text: fault.detail, basePath: reachable ? basePath : null });
    return;
  }
  const body = JSON.stringify(problemOf(fault));
  ctx.set("content-type", `${problemType}; charset=utf-8`);
  ctx.body = body;
}
