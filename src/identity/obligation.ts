// What stands between somebody who is signed in and the rest: a password to change, a second factor to set up.
import type { GlobalRole } from "../../schemas/access.ts";
import type { Obligation } from "../../schemas/sessions.ts";
import type { Identity } from "./identity.ts";

/** What has to be done first; null when nothing has. Only who signs in with a password owes anything here. */
export function obligationOf(
  { user, method }: Pick<Identity, "user" | "method">,
  requireTotpFor: readonly GlobalRole[],
): Obligation | null {
  if (method !== "password" && method !== "bearer") return null;
  if (user.mustChangePassword) return "change-password";
  // What the session proved does not matter: who turns two-factor off, or has it taken off, owes it at once.
  return requireTotpFor.includes(user.role) && user.totp === null ? "set-up-totp" : null;
}
