// The outermost middleware: whatever is thrown becomes a problem, and what nobody foresaw is logged.
import type { Context, Middleware } from "koa";
import type { Fault } from "../../fault.ts";
import type { Log } from "../../ports/log.ts";
import { faultOf, sendInstead, sendProblem } from "../answer/problem.ts";
import type { RequestState } from "../state.ts";

/**
 * Creates the error handler; `basePath` is what the browser sees before our paths. Only faults without a status of their own making
 * (5xx with a cause) are logged as errors.
 */
export function createErrors(log: Log, basePath: string): Middleware {
  return async function errors(ctx, next) {
    try {
      await next();
    } catch (error) {
      const fault = faultOf(error);
      if (ctx.res.headersSent || ctx.res.destroyed) {
        log.debug("The client left before the answer", { path: ctx.path, error });
        return;
      }
      if (fault.code === "internal" || (fault.status >= 500 && fault.cause !== undefined)) {
        log.error("A request failed", {
          method: ctx.method,
          path: ctx.path,
          code: fault.code,
          error: fault.cause ?? fault,
        });
      }
      answer(ctx, fault, basePath);
    }
  };
}

function answer(ctx: Context, fault: Fault, basePath: string): void {
  const instead = (ctx.state as Partial<RequestState>).route?.refusal?.(fault, ctx);
  if (instead) sendInstead(ctx, fault, instead);
  else sendProblem(ctx, fault, basePath);
}
