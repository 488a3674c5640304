// The time zone: TZ, or the system's.
import type { Environment } from "../../schemas/config.ts";
import type { Problems } from "./problems.ts";

/** An IANA name that this Node knows. */
export function readTimeZone({ TZ }: Environment, problems: Problems): string {
  const wanted = TZ?.replace(/^:/, "");
  if (wanted === undefined) return new Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  try {
    return new Intl.DateTimeFormat("en", { timeZone: wanted }).resolvedOptions().timeZone;
  } catch {
    problems.add("TZ", `${JSON.stringify(wanted)} is not a time zone. Write an IANA time zone, such as Europe/Berlin`);
    return "UTC";
  }
}
