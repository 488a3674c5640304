// Signing in with a password: throttled first, compared always, and the same answer for everything that is wrong.
import type { AuditEvent } from "../../schemas/audit.ts";
import type { UserRecord } from "../../schemas/users.ts";
import { Fault, isFault } from "../fault.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import type { Accounts } from "./accounts.ts";
import type { OpenDoors } from "./doors.ts";
import type { Actor, Client, IdentityAudit, IdentityEvent } from "./identity.ts";
import type { Passwords } from "./methods/password.ts";
import { localSubject } from "./names.ts";
import type { PendingOf } from "./pending.ts";
import { type Attempts, accountKey } from "./throttle/attempts.ts";

export interface SignInRequest {
  readonly username: string;
  readonly password: string;
  readonly client: Client;
}

/** A password that was right. With a `challenge`, to be kept for this browser, nobody is signed in yet. */
export interface SignInResult {
  readonly user: UserRecord;
  readonly challenge: PendingOf<"totp"> | null;
  readonly authenticatedAt: string;
}

export interface SignIn {
  /** Throws as `provePassword` does. Records the sign-in, or that a second factor is due. */
  signIn(request: SignInRequest): Promise<SignInResult>;
  /**
   * Whose name and password these are; a second factor is for the caller to ask for, and to record is what follows.
   * Throws Fault `wrong-credentials` (also when throttled), `inactive-user`, `too-many-requests` or `not-found`.
   */
  provePassword(request: SignInRequest): Promise<UserRecord>;
  /**
   * Whether the password is this user's; counts as an attempt like any other. False when throttled. `by` is who tries, as
   * the journal names it: the user, or null where nobody is signed in and it may be anybody.
   */
  provesPassword(user: UserRecord, password: string, client: Client, by?: IdentityEvent["actor"]): Promise<boolean>;
  /** Records that somebody is in. `how` names what was proved. */
  signedIn(user: UserRecord, client: Client, how: string): Promise<void>;
  /** Records a sign-out; ending the session is for who holds the cookie. */
  signedOut(actor: Actor): Promise<void>;
}

export interface SignInDependencies {
  readonly accounts: Pick<Accounts, "byDoor" | "get" | "seen">;
  readonly passwords: Pick<Passwords, "matches">;
  readonly attempts: Attempts;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
  /** Whether local accounts may sign in at all. */
  readonly doors: Pick<OpenDoors, "password">;
}

/** Creates it. */
export function createSignIn({ accounts, passwords, attempts, audit, clock, doors }: SignInDependencies): SignIn {
  const isStillSo = (user: UserRecord) => {
    const now = accounts.get(user.id);
    return now?.active === user.active && now.password?.hash === user.password?.hash;
  };

  /** Null also where it was for one time and nobody came in time; then it takes as long, and says the same. */
  const goodPassword = (user: UserRecord | undefined) => {
    const { password = null } = user ?? {};
    const over = password?.expiresAt !== undefined && Date.parse(password.expiresAt) <= clock.now();
    return over ? null : password;
  };

  const prove = (user: UserRecord | undefined, account: string, password: string, client: Client) =>
    attempts.make(account, client, async (place) => {
      if (!(await passwords.matches(password, goodPassword(user), place))) return false;
      return !user || isStillSo(user); // it was changed while this waited: the old one no longer counts
    });

  const refuse = (user: UserRecord | undefined, client: Client, detail: string) =>
    // An unknown name is not written down: often enough it is a password typed into the wrong field.
    audit.record({
      event: "session.sign-in",
      outcome: "denied",
      actor: null,
      ...client,
      target: user?.id ?? null,
      detail,
    });

  const record = (event: AuditEvent, user: UserRecord, client: Client, detail: string) =>
    audit.record({
      event,
      outcome: "ok",
      actor: { userId: user.id, username: user.username },
      ...client,
      target: user.id,
      detail,
    });

  const provePassword: SignIn["provePassword"] = async ({ username, password, client }) => {
    if (!doors.password) throw new Fault("not-found", "Signing in with a password is not offered here.");
    const subject = localSubject(username);
    const user = accounts.byDoor("local", subject);
    const outcome = await prove(user, subject, password, client).catch(async (error: unknown) => {
      if (isFault(error, "too-many-requests")) await refuse(user, client, "not looked at: too many at once");
      throw error;
    });
    if (outcome !== "right" || !user) {
      const why = outcome === "throttled" ? "too many attempts" : user ? "wrong password" : "unknown name";
      await refuse(user, client, why);
      throw new Fault(
        "wrong-credentials",
        "The name or the password is wrong. After several attempts, wait a few minutes before the next.",
      );
    }
    if (!user.active) {
      await refuse(user, client, "the account is not active");
      throw new Fault("inactive-user", "This account is not active. An administrator can activate it.");
    }
    return user;
  };

  const signedIn: SignIn["signedIn"] = (user, client, how) => {
    accounts.seen(user);
    return record("session.sign-in", user, client, how);
  };

  return {
    provePassword,
    signedIn,
    async signIn(request) {
      const user = await provePassword(request);
      const authenticatedAt = isoTime(clock.now());
      if (user.totp === null || user.password === null) {
        await signedIn(user, request.client, "password");
        return { user, challenge: null, authenticatedAt };
      }
      await record("session.challenge", user, request.client, "the password was right; a second factor is due");
      return { user, challenge: { kind: "totp", userId: user.id, passwordHash: user.password.hash }, authenticatedAt };
    },
    async provesPassword(user, password, client, by = { userId: user.id, username: user.username }) {
      const refuseProof = (detail: string) =>
        audit.record({ event: "password.prove", outcome: "denied", actor: by, ...client, target: user.id, detail });
      const outcome = await prove(user, accountKey(user), password, client).catch(async (error: unknown) => {
        if (isFault(error, "too-many-requests")) await refuseProof("not looked at: too many at once");
        throw error;
      });
      if (outcome !== "right") await refuseProof("wrong password, or too many attempts");
      return outcome === "right";
    },
    signedOut: ({ userId, username, ...client }) =>
      audit.record({
        event: "session.sign-out",
        outcome: "ok",
        actor: { userId, username },
        ...client,
        target: userId,
        detail: null,
      }),
  };
}
