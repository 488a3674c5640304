// A Bearer token in a request: then neither a cookie nor a proxy's header says who it is.
import type { IncomingMessage } from "node:http";

/** Whether the request carries one. */
export function carriesBearer(req: IncomingMessage): boolean {
  return /^bearer /i.test(req.headers.authorization ?? "");
}
