// Step-up: what is done to secrets needs proof that the user is there now.
import type { SessionReply } from "../../schemas/sessions.ts";
import type { UserRecord } from "../../schemas/users.ts";
import { Fault } from "../fault.ts";
import { isoTime } from "../ports/clock.ts";
import { type OpenDoors, usesOwnFactors } from "./doors.ts";
import type { Identity } from "./identity.ts";

/** How long a proof of presence holds. */
export const stepUpMs = 5 * 60_000;

/** Until when presence counts as proved; null where it does not. ISO 8601, UTC. */
export function provedUntil({ provedAt }: Pick<Identity, "provedAt">, nowMs: number): string | null {
  if (provedAt === null) return null;
  const age = nowMs - Date.parse(provedAt);
  return age >= 0 && age <= stepUpMs ? isoTime(Date.parse(provedAt) + stepUpMs) : null;
}

/** Throws Fault `not-allowed` for tokens: what needs a person is never theirs to do. */
export function refuseTokens({ limits }: Pick<Identity, "limits">): void {
  if (limits === null) return;
  throw new Fault("not-allowed", "A token can never do this. Sign in on the pages and do it there.");
}

/** Throws Fault `step-up-required`, saying what to do, unless presence was proved in the last five minutes. */
export function requireRecentAuthentication(
  identity: Pick<Identity, "assurance" | "provedAt" | "limits">,
  nowMs: number,
): void {
  if (identity.assurance === "none") return; // authentication is switched off: there is nobody to prove anything
  refuseTokens(identity);
  if (provedUntil(identity, nowMs) !== null) return;
  throw new Fault(
    "step-up-required",
    identity.assurance === "proxy"
      ? "This needs a proof that it is you, and the proxy's word is none. Confirm with a passkey or a one-time code; set one up under Account if you have none."
      : "Confirm that it is you: your last proof is more than five minutes old.",
  );
}

/** How a user can prove presence: with what it has, through a door that is open. */
export function stepUpMethodsOf(user: UserRecord, doors: OpenDoors): SessionReply["stepUp"]["methods"] {
  const methods: SessionReply["stepUp"]["methods"] = [];
  if (user.password !== null && doors.password) methods.push("password");
  if (user.totp !== null && usesOwnFactors(user, doors)) methods.push("totp");
  if (user.passkeys.length > 0 && usesOwnFactors(user, doors)) methods.push("passkey");
  if (doors.admits(user.oidc)) methods.push("oidc");
  return methods;
}
