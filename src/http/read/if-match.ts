// The revision that a client saw, as it says in If-Match.
import { Fault } from "../../fault.ts";

const revisionTag = /^(?:W\/)?"?(\d{1,15})"?$/;

/** The revision of an If-Match header; undefined without one or for `*`. Throws Fault `invalid-request` for anything else. */
export function revisionOf(ifMatch: string | undefined): number | undefined {
  if (ifMatch === undefined || ifMatch.trim() === "*") return undefined;
  const match = revisionTag.exec(ifMatch.trim());
  if (!match) throw new Fault("invalid-request", 'If-Match takes the revision that you saw, such as "3".');
  return Number(match[1]);
}
