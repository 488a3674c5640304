// Step-up: what is done to secrets needs proof that the user is there now.
import { Fault } from "../fault.ts";
import type { Identity } from "./identity.ts";

/** How long a proof of presence holds. */
export const stepUpMs = 5 * 60_000;

/** Throws Fault `step-up-required`, saying what to do, unless presence was proved in the last five minutes. */
export function requireRecentAuthentication(identity: Identity, nowMs: number): void {
  if (identity.assurance === "proxy") {
    // The proxy's word that somebody signed in, some time, is no proof that they sit there now.
    throw new Fault(
      "step-up-required",
      "This needs a proof that it is you, and a sign-in by the proxy gives none. Do it with a local account: started with PROXY_AUTH_LOCAL_FALLBACK=true, Borgdeck prints the password of one.",
    );
  }
  const age = nowMs - Date.parse(identity.authenticatedAt);
  if (age >= 0 && age <= stepUpMs) return;
  throw new Fault(
    "step-up-required",
    "Your sign-in is more than five minutes old. Sign in again and repeat this within five minutes.",
  );
}
