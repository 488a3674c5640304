// The caller that an identity is.
import { type Caller, callerOf as callerOfUser, limitedCaller } from "../access/caller.ts";
import type { Identity } from "../identity/identity.ts";

/** The caller of a request: the user, or as much of the user as a token reaches. */
export function callerOf({ user, limits }: Pick<Identity, "user" | "limits">): Caller {
  const caller = callerOfUser(user);
  return limits === null ? caller : limitedCaller(caller, limits);
}
