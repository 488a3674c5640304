// Signing in with a password: throttled first, compared always, and the same answer for everything that is wrong.
import type { UserRecord } from "../../schemas/users.ts";
import { Fault } from "../fault.ts";
import { type Clock, isoTime, sleep } from "../ports/clock.ts";
import type { Accounts } from "./accounts.ts";
import type { OpenDoors } from "./doors.ts";
import type { Actor, Client, IdentityAudit } from "./identity.ts";
import type { Passwords } from "./methods/password.ts";
import { localSubject } from "./names.ts";
import type { Throttle } from "./throttle.ts";

export interface SignInRequest {
  readonly username: string;
  readonly password: string;
  readonly client: Client;
}

export interface SignIn {
  /** Throws Fault `wrong-credentials` (also when throttled), `inactive-user`, `too-many-requests` or `not-found`. */
  signIn(request: SignInRequest): Promise<{ readonly user: UserRecord; readonly authenticatedAt: string }>;
  /** Whether the password is this user's; counts as an attempt like any other. False when throttled. */
  provesPassword(user: UserRecord, password: string, client: Client): Promise<boolean>;
  /** Records a sign-out; ending the session is for who holds the cookie. */
  signedOut(actor: Actor): Promise<void>;
}

export interface SignInDependencies {
  readonly accounts: Pick<Accounts, "byDoor" | "get" | "seen">;
  readonly passwords: Pick<Passwords, "matches">;
  readonly throttle: Throttle;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
  /** Whether local accounts may sign in at all. */
  readonly doors: Pick<OpenDoors, "password">;
}

const maxDelayed = 200;

/** Creates it. */
export function createSignIn({ accounts, passwords, throttle, audit, clock, doors }: SignInDependencies): SignIn {
  let delayed = 0;

  const wait = async (subject: string) => {
    const delayMs = throttle.delayMs(subject);
    if (delayMs === 0) return;
    if (delayed >= maxDelayed) {
      throw new Fault("too-many-requests", "Too many people are signing in just now. Try again in a few seconds.", {
        retryAfterMs: delayMs,
      });
    }
    delayed += 1;
    await sleep(clock, delayMs).finally(() => {
      delayed -= 1;
    });
  };

  const isStillSo = (user: UserRecord) => {
    const now = accounts.get(user.id);
    return now?.active === user.active && now.password?.hash === user.password?.hash;
  };

  /** Counts the attempt before anything is hashed, so that many at once are many. */
  const prove = async (user: UserRecord | undefined, subject: string, password: string, client: Client) => {
    if (!throttle.attempt(client.address, subject)) return "throttled";
    await wait(subject);
    if (!(await passwords.matches(password, user?.password ?? null))) return "wrong";
    if (user && !isStillSo(user)) return "wrong"; // it was changed while this waited: the old one no longer counts
    throttle.succeeded(client.address, subject);
    return "right";
  };

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

  return {
    async signIn({ username, password, client }) {
      if (!doors.password) throw new Fault("not-found", "Signing in with a password is not offered here.");
      const subject = localSubject(username);
      const user = accounts.byDoor("local", subject);
      const proof = await prove(user, subject, password, client);
      if (proof !== "right" || !user) {
        await refuse(
          user,
          client,
          proof === "throttled" ? "too many attempts" : user ? "wrong password" : "unknown name",
        );
        throw new Fault(
          "wrong-credentials",
          "The name or the password is wrong. After several attempts, wait a few minutes before the next.",
        );
      }
      if (!user.active) {
        await refuse(user, client, "the account is not active");
        throw new Fault("inactive-user", "This account is not active. An administrator can activate it.");
      }
      accounts.seen(user);
      await audit.record({
        event: "session.sign-in",
        outcome: "ok",
        actor: { userId: user.id, username: user.username },
        ...client,
        target: user.id,
        detail: "password",
      });
      return { user, authenticatedAt: isoTime(clock.now()) };
    },
    async provesPassword(user, password, client) {
      const right = (await prove(user, user.subject, password, client)) === "right";
      if (!right)
        await audit.record({
          event: "password.prove",
          outcome: "denied",
          actor: { userId: user.id, username: user.username },
          ...client,
          target: user.id,
          detail: "wrong password, or too many attempts",
        });
      return right;
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
