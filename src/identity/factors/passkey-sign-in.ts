// Signing in with a passkey, and proving presence with one.

import type { Static } from "typebox";
import type { AuditEvent } from "../../../schemas/audit.ts";
import type { WebAuthnJson } from "../../../schemas/sessions.ts";
import type { Passkey, UserRecord } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { Accounts } from "../accounts.ts";
import type { OpenDoors } from "../doors.ts";
import type { Client, Identity, IdentityAudit } from "../identity.ts";
import type { PasskeyMethod } from "../methods/passkey.ts";
import type { PendingOf } from "../pending.ts";
import { refuseTokens } from "../step-up.ts";
import { challengeOf, type PasskeyCeremony, pendingOf, requireUse } from "./passkeys.ts";

/** What the browser answers, and what was kept for it. */
export interface PasskeyAnswer {
  readonly response: Static<typeof WebAuthnJson>;
  /** Taken, so that it is used once. */
  readonly pending: PendingOf<"passkey"> | null;
  readonly client: Client;
}

export interface PasskeySignIn {
  /** Whether somebody could sign in with a passkey here. */
  isUseful(): boolean;
  /** Begins a sign-in in which nobody is named. Throws Fault `not-found` where it is not offered. */
  beginSignIn(): Promise<PasskeyCeremony>;
  /** Throws Fault `not-found`, `passkey-expired`, `inactive-user`, or `passkey-refused`, the same for all that is wrong. */
  signIn(answer: PasskeyAnswer): Promise<UserRecord>;
  /**
   * Begins a proof of presence. Throws Fault `not-allowed` for tokens, `not-found`, or `conflict` where the user has no
   * passkey of this site.
   */
  beginPresence(identity: Identity): Promise<PasskeyCeremony>;
  /** Throws Fault `not-found`, `passkey-expired` or `passkey-refused`. */
  provePresence(user: UserRecord, answer: PasskeyAnswer): Promise<void>;
}

export interface PasskeySignInDependencies {
  readonly accounts: Pick<Accounts, "change" | "list" | "seen">;
  /** Null where browsers offer no passkeys. */
  readonly method: PasskeyMethod | null;
  readonly doors: OpenDoors;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
  readonly random: Random;
}

interface Owned {
  readonly user: UserRecord;
  readonly passkey: Passkey;
}

/** What unknown passkeys are held against, so that they go the way of known ones. Its private half was thrown away. */
const nobodysKey =
  "pQECAyYgASFYIPlsYka8oKupGXl2M96gw9uCh75KR7WSWNIt9ZkkQlHYIlggSCjZn_Bkhl6NWrFTRrXXrbEURPCZs4xyc_0-yNaAdNM";

/** Creates it. */
export function createPasskeySignIn(deps: PasskeySignInDependencies): PasskeySignIn {
  const { accounts, method, doors, audit, clock, random } = deps;

  const requireMethod = (): PasskeyMethod => {
    if (method !== null) return method;
    throw new Fault("not-found", "Passkeys are not offered here.");
  };
  const requireDoor = () => {
    if (!doors.password) throw new Fault("not-found", "Signing in with a passkey is not offered here.");
  };

  const owned = (user: UserRecord): Owned[] =>
    user.passkeys.filter(({ rpId }) => rpId === method?.rpId).map((passkey) => ({ user, passkey }));
  /** Local accounts alone sign in so: of all others the proxy or the provider says at each sign-in whether they may. */
  const signInCandidates = () => accounts.list().flatMap((user) => (user.door === "local" ? owned(user) : []));

  const record = (
    event: AuditEvent,
    outcome: "ok" | "denied",
    user: UserRecord | null,
    client: Client,
    detail: string,
  ) => {
    const actor = user && { userId: user.id, username: user.username };
    return audit.record({ event, outcome, actor, ...client, target: user?.id ?? null, detail });
  };

  /** Notes the use of a passkey. Gives why it does not count; null where it does. */
  const use = async ({ user, passkey }: Owned, counter: number): Promise<"gone" | "cloned" | null> => {
    let problem: "gone" | "cloned" | null = null;
    const note = (now: UserRecord) => {
      const stored = now.passkeys.find(({ id, publicKey }) => id === passkey.id && publicKey === passkey.publicKey);
      problem = stored ? (countsBackwards(stored.counter, counter) ? "cloned" : null) : "gone";
      if (problem !== null) throw refusal();
      const used = (one: Passkey) => (one === stored ? { ...one, counter, lastUsedAt: isoTime(clock.now()) } : one);
      return { passkeys: now.passkeys.map(used) };
    };
    await accounts.change(user.id, note, null, null).catch((error: unknown) => {
      if (problem === null) throw error;
    });
    return problem;
  };

  /** Whose passkey answered rightly, or why that does not count. */
  const check = async (
    { response, client }: PasskeyAnswer,
    challenge: string,
    candidates: readonly Owned[],
    handle: "required" | "optional",
  ): Promise<Owned | { readonly refused: string; readonly user: UserRecord | null }> => {
    const id = response["id"];
    const found = candidates.find(({ passkey }) => passkey.id === id);
    const held = found?.passkey ?? { id: String(id), publicKey: nobodysKey };
    const checked = await requireMethod().checkSignIn(response, challenge, held);
    if (!found) return { refused: "the passkey is not known", user: null };
    const { user, passkey } = found;
    if ("refused" in checked) return { ...checked, user };
    if (!isHandleOf(user, response, handle)) return { refused: "it names another user", user };
    const problem = await use(found, checked.value.counter);
    if (problem === null) return found;
    if (problem === "cloned") {
      await record("passkey.clone-suspected", "denied", user, client, `the counter of ${passkey.name} went back`);
    }
    return { refused: problem === "cloned" ? "its counter went back: it may be a copy" : "it was removed", user };
  };

  return {
    isUseful: () => doors.password && method !== null && signInCandidates().some(({ user }) => user.active),

    async beginSignIn() {
      requireDoor();
      const challenge = random.bytes(32);
      const options = await requireMethod().signInOptions(challenge, null);
      return { options, pending: pendingOf("sign-in", challenge, null) };
    },

    async signIn(answer) {
      requireDoor();
      const { client, pending } = answer;
      const found = await check(answer, challengeOf(pending, "sign-in", null), signInCandidates(), "required");
      if ("refused" in found) {
        await record("session.sign-in", "denied", found.user, client, `passkey: ${found.refused}`);
        throw refusal();
      }
      const { user } = found;
      if (!user.active) {
        await record("session.sign-in", "denied", user, client, "the account is not active");
        throw new Fault("inactive-user", "This account is not active. An administrator can activate it.");
      }
      accounts.seen(user);
      await record("session.sign-in", "ok", user, client, "passkey");
      return user;
    },

    async beginPresence(identity) {
      refuseTokens(identity);
      const { user } = identity;
      requireUse(user, doors);
      const challenge = random.bytes(32);
      const passkeys = owned(user).map(({ passkey }) => passkey);
      if (passkeys.length === 0) throw new Fault("conflict", "You have no passkey for this address.");
      const options = await requireMethod().signInOptions(challenge, passkeys);
      return { options, pending: pendingOf("step-up", challenge, user.id) };
    },

    async provePresence(user, answer) {
      requireUse(user, doors);
      const { client, pending } = answer;
      const found = await check(answer, challengeOf(pending, "step-up", user.id), owned(user), "optional");
      if (!("refused" in found)) return;
      await record("passkey.prove", "denied", user, client, found.refused);
      throw refusal();
    },
  };
}

/** One answer for everything, so that it tells nobody which passkeys there are. */
function refusal(): Fault {
  return new Fault("passkey-refused", "The passkey was not accepted. Try again, or sign in another way.");
}

/** An authenticator that counts never counts backwards (WebAuthn Level 3, 6.1.1); many do not count, and say 0. */
function countsBackwards(stored: number, now: number): boolean {
  return (stored > 0 || now > 0) && now <= stored;
}

/** A browser that was told whose passkeys it may use need not say whose it used (WebAuthn Level 3, 6.3.3). */
function isHandleOf(user: UserRecord, response: PasskeyAnswer["response"], need: "required" | "optional"): boolean {
  const handle = (response["response"] as { readonly userHandle?: unknown }).userHandle ?? null;
  return handle === null ? need === "optional" : handle === user.webauthnId;
}
