// Changing a password: the current one first, then the rules; every other session ends.
import type { UserRecord } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Accounts, By } from "../accounts.ts";
import type { OpenDoors } from "../doors.ts";
import type { Client } from "../identity.ts";
import type { Passwords } from "../methods/password.ts";
import type { Sessions } from "../sessions.ts";
import type { SignIn } from "../sign-in.ts";
import { forOneTime } from "./generated-password.ts";
import { passwordProblem } from "./password-rules.ts";

export interface ChangePasswordRequest {
  readonly user: UserRecord;
  readonly currentPassword: string;
  readonly newPassword: string;
  readonly client: Client;
  /** Stored id of the session that asks, which goes on; null where none does. */
  readonly exceptSession?: string | null;
}

export interface PasswordChanges {
  /**
   * Ends all other sessions of the user; the one that asked is for the caller to renew.
   * Throws Fault `invalid-input` by field, `conflict` where the user has no password here, or `not-found` where passwords
   * sign nobody in.
   */
  change(request: ChangePasswordRequest): Promise<UserRecord>;
  /** Sets a password without the current one, for the command line; it is good for a week and must be changed at the next sign-in. */
  reset(userId: string, newPassword: string, by: By): Promise<UserRecord>;
}

export interface PasswordChangeDependencies {
  readonly accounts: Pick<Accounts, "get" | "setPassword">;
  readonly passwords: Pick<Passwords, "hash">;
  readonly signIn: Pick<SignIn, "provesPassword">;
  readonly sessions: Pick<Sessions, "endAll">;
  readonly doors: Pick<OpenDoors, "password">;
  readonly clock: Clock;
}

/** Creates it. */
export function createPasswordChanges({
  accounts,
  passwords,
  signIn,
  sessions,
  doors,
  clock,
}: PasswordChangeDependencies): PasswordChanges {
  const store = async (
    user: UserRecord,
    password: string,
    { mustChange, except }: { readonly mustChange: boolean; readonly except: string | null },
    by: By,
  ) => {
    const hash = await passwords.hash(password, user.id);
    await sessions.endAll(user.id, { except }); // first: whatever fails after this, no session outlives the wish to end them
    const kept = mustChange ? forOneTime(hash, clock.now()) : hash;
    const stored = await accounts.setPassword(user.id, kept, { mustChange }, by);
    await sessions.endAll(user.id, { except }); // and those that began with the old password meanwhile
    return stored;
  };

  return {
    async change({ user, currentPassword, newPassword, client, exceptSession = null }) {
      if (!doors.password) throw new Fault("not-found", "Signing in with a password is not offered here.");
      if (user.password === null)
        throw new Fault("conflict", "This account has no password here; it signs in elsewhere.");
      if (!(await signIn.provesPassword(user, currentPassword, client))) {
        throw invalid("/currentPassword", "is wrong; after several attempts, wait a few minutes");
      }
      if (newPassword.normalize("NFKC") === currentPassword.normalize("NFKC"))
        throw invalid("/newPassword", "is the one you have now");
      refuseWeak(user, newPassword);
      const by = { userId: user.id, username: user.username, ...client };
      return store(user, newPassword, { mustChange: false, except: exceptSession }, by);
    },
    async reset(userId, newPassword, by) {
      const user = accounts.get(userId);
      if (!user) throw new Fault("not-found", "There is no such user.");
      if (user.door !== "local") throw new Fault("conflict", "This user signs in elsewhere and has no password here.");
      refuseWeak(user, newPassword);
      return store(user, newPassword, { mustChange: true, except: null }, by);
    },
  };
}

/** Throws Fault `invalid-input` at `/newPassword` for what this user must not take as a password. */
export function refuseWeak(user: UserRecord, password: string): void {
  const problem = passwordProblem(password, [user.username, user.email ?? "", ...(user.email?.split("@") ?? [])]);
  if (problem !== null) throw invalid("/newPassword", problem);
}

function invalid(field: string, why: string): Fault {
  return new Fault("invalid-input", `The ${field === "/newPassword" ? "new" : "current"} password ${why}.`, {
    fields: { [field]: why },
  });
}
