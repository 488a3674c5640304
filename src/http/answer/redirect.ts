// An answer that sends the browser elsewhere.
import { Raw } from "../route.ts";

/** Sends a browser on, to be asked with GET (RFC 9110, 15.4.4). Who calls answers for the address. */
export function redirectTo(location: string): Raw {
  return new Raw("", { "content-type": "text/plain; charset=utf-8", location }, 303);
}
