// The passkeys of a user: made, named and removed.
import type { Static } from "typebox";
import type { WebAuthnJson } from "../../../schemas/sessions.ts";
import type { Passkey, UserRecord } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { Accounts } from "../accounts.ts";
import { canSignIn, type OpenDoors, usesOwnFactors } from "../doors.ts";
import type { Actor, Client, Identity, IdentityAudit } from "../identity.ts";
import type { PasskeyMethod } from "../methods/passkey.ts";
import type { PendingOf } from "../pending.ts";
import type { FactorGuard } from "./factor-guard.ts";

type WebAuthnData = Static<typeof WebAuthnJson>;

/** A ceremony: `options` are for the browser, `pending` is kept until it answers. */
export interface PasskeyCeremony {
  readonly options: WebAuthnData;
  readonly pending: PendingOf<"passkey">;
}

export interface Passkeys {
  /** Those of a user. Throws Fault `not-found` where they are of no use to it. */
  list(user: UserRecord): readonly Passkey[];
  /** Begins to make one. Throws what FactorGuard does, and `conflict` where none can be made here. */
  begin(identity: Identity, password: string | undefined, client: Client): Promise<PasskeyCeremony>;
  /** Throws Fault `passkey-expired`, `passkey-refused`, or `conflict` where it is known already or there are too many. */
  add(
    user: UserRecord,
    answer: { readonly name: string; readonly response: WebAuthnData },
    pending: PendingOf<"passkey"> | null,
    by: Actor,
  ): Promise<Passkey>;
  /** Throws Fault `not-found`. */
  rename(user: UserRecord, id: string, name: string, by: Actor): Promise<Passkey>;
  /** Throws Fault `not-found`, or `conflict` where the user could not sign in any more. */
  remove(user: UserRecord, id: string, by: Actor): Promise<void>;
}

export interface PasskeyDependencies {
  readonly accounts: Pick<Accounts, "change" | "list">;
  readonly guard: FactorGuard;
  /** Null where browsers offer no passkeys. */
  readonly method: PasskeyMethod | null;
  readonly doors: OpenDoors;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
  readonly random: Random;
}

const maxPasskeys = 20;

/** Creates it. */
export function createPasskeys(deps: PasskeyDependencies): Passkeys {
  const { accounts, guard, method, doors, audit, clock, random } = deps;

  const requireMethod = (): PasskeyMethod => {
    if (method !== null) return method;
    throw new Fault(
      "conflict",
      "Browsers make passkeys only for a host name under https, or for localhost. Set PUBLIC_BASE_URL to such an address.",
    );
  };

  /** The handle by which an authenticator knows the user: it says nothing about who that is. */
  const handleOf = async (user: UserRecord): Promise<string> => {
    if (user.webauthnId !== null) return user.webauthnId;
    const made = random.bytes(64).toString("base64url");
    const changed = await accounts.change(user.id, (now) => ({ webauthnId: now.webauthnId ?? made }), null, null);
    return changed.webauthnId ?? made;
  };

  const refuse = async (by: Actor, reason: string) => {
    await audit.record({ event: "passkey.add", outcome: "denied", ...actorOf(by), target: by.userId, detail: reason });
    return new Fault("passkey-refused", "The passkey was not accepted. Try again, or with another device.");
  };

  return {
    list(user) {
      requireUse(user, doors);
      return user.passkeys;
    },

    async begin(identity, password, client) {
      const { user } = identity;
      const proof = await guard.confirm(identity, password, client);
      const ceremonies = requireMethod();
      refuseTooMany(user);
      const challenge = random.bytes(32);
      const webauthnId = await handleOf(user);
      const names = { name: user.username, displayName: user.displayName ?? user.username };
      const known = user.passkeys;
      const options = await ceremonies.registrationOptions({ challenge, user: { webauthnId, ...names }, known });
      if (proof === "first-use") {
        const actor = { userId: user.id, username: user.username };
        const detail = "the first passkey: nothing was there to confirm it with";
        await audit.record({ event: "passkey.begin", outcome: "ok", actor, ...client, target: user.id, detail });
      }
      return { options, pending: pendingOf("register", challenge, user.id) };
    },

    async add(user, { name, response }, pending, by) {
      requireUse(user, doors);
      const ceremonies = requireMethod();
      const challenge = challengeOf(pending, "register", user.id);
      const checked = await ceremonies.checkRegistration(response, challenge);
      if ("refused" in checked) throw await refuse(by, checked.refused);
      const { rpId } = ceremonies;
      const passkey = { ...checked.value, name, rpId, createdAt: isoTime(clock.now()), lastUsedAt: null };
      const add = (now: UserRecord) => {
        refuseTooMany(now);
        // Looked at in the moment of writing: two users must never share a credential (WebAuthn Level 3, 7.1).
        if (accounts.list().some(({ passkeys }) => passkeys.some(({ id }) => id === passkey.id))) {
          throw new Fault("conflict", "This passkey is registered already.");
        }
        return { passkeys: [...now.passkeys, passkey] };
      };
      await accounts.change(user.id, add, by, { name: "passkey.add", detail: name });
      return passkey;
    },

    async rename(user, id, name, by) {
      requireUse(user, doors);
      const rename = (now: UserRecord) => {
        const renamed = existing(now, id);
        return { passkeys: now.passkeys.map((passkey) => (passkey === renamed ? { ...passkey, name } : passkey)) };
      };
      return existing(await accounts.change(user.id, rename, by, { name: "passkey.rename", detail: name }), id);
    },

    async remove(user, id, by) {
      requireUse(user, doors);
      const { name } = existing(user, id);
      const remove = (now: UserRecord) => {
        const gone = existing(now, id);
        const passkeys = now.passkeys.filter((passkey) => passkey !== gone);
        if (canSignIn(now, doors) && !canSignIn({ ...now, passkeys }, doors)) {
          throw new Fault(
            "conflict",
            "This is the only way in that is left to you. Add another passkey or a password first.",
          );
        }
        return { passkeys };
      };
      await accounts.change(user.id, remove, by, { name: "passkey.remove", detail: name });
    },
  };
}

/** What is kept while the browser asks. */
export function pendingOf(
  purpose: PendingOf<"passkey">["purpose"],
  challenge: Buffer,
  userId: string | null,
): PendingOf<"passkey"> {
  return { kind: "passkey", purpose, challenge: challenge.toString("base64url"), userId };
}

/** The challenge that was sent for this purpose and user. Throws Fault `passkey-expired` where there is none any more. */
export function challengeOf(
  pending: PendingOf<"passkey"> | null,
  purpose: PendingOf<"passkey">["purpose"],
  userId: string | null,
): string {
  if (pending?.purpose === purpose && pending.userId === userId) return pending.challenge;
  throw new Fault(
    "passkey-expired",
    "It took longer than five minutes, or something else was begun meanwhile. Start again.",
  );
}

/** Throws Fault `not-found` where passkeys of Borgdeck's own are of no use to a user. */
export function requireUse(user: UserRecord, doors: OpenDoors): void {
  if (!usesOwnFactors(user, doors))
    throw new Fault("not-found", "Passkeys are not offered here; your provider sees to that.");
}

function refuseTooMany(user: UserRecord): void {
  if (user.passkeys.length < maxPasskeys) return;
  throw new Fault("conflict", `You have ${maxPasskeys} passkeys, which is as many as are kept. Remove one first.`);
}

function existing(user: UserRecord, id: string): Passkey {
  const passkey = user.passkeys.find((one) => one.id === id);
  if (!passkey) throw new Fault("not-found", "You have no such passkey.");
  return passkey;
}

function actorOf({ userId, username, ...client }: Actor) {
  return { actor: { userId, username }, ...client };
}
