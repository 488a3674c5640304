// The second step of signing in: the password was right, and a code is due.
import type { UserRecord } from "../../schemas/users.ts";
import { Fault } from "../fault.ts";
import type { Accounts } from "./accounts.ts";
import type { OpenDoors } from "./doors.ts";
import type { SecondFactor, SecondFactors } from "./factors/second-factors.ts";
import type { Client } from "./identity.ts";
import type { PendingOf } from "./pending.ts";
import type { SignIn } from "./sign-in.ts";

export interface ChallengeAnswer {
  /** What the first step left with this browser; null where nothing is, or no more. */
  readonly pending: PendingOf<"totp"> | null;
  readonly code: string;
  readonly client: Client;
}

export interface SignInChallenge {
  /**
   * Who is signed in now. Throws Fault `challenge-expired` where the first step has to be done again, `wrong-credentials`
   * (also when throttled), `inactive-user` or `not-found`.
   */
  finishSignIn(kind: SecondFactor, answer: ChallengeAnswer): Promise<UserRecord>;
}

export interface SignInChallengeDependencies {
  readonly accounts: Pick<Accounts, "get">;
  readonly secondFactors: SecondFactors;
  readonly signIn: Pick<SignIn, "signedIn">;
  readonly doors: Pick<OpenDoors, "password">;
}

/** Creates it. */
export function createSignInChallenge(deps: SignInChallengeDependencies): SignInChallenge {
  const { accounts, secondFactors, signIn, doors } = deps;

  /** The user, unless what the first step proved holds no more. */
  const userOf = (pending: PendingOf<"totp"> | null): UserRecord => {
    const user = pending && accounts.get(pending.userId);
    if (!user?.totp || user.password?.hash !== pending?.passwordHash) {
      throw new Fault("challenge-expired", "Begin again with name and password: the code is due within five minutes.");
    }
    return user;
  };

  return {
    async finishSignIn(kind, { pending, code, client }) {
      if (!doors.password) throw new Fault("not-found", "Signing in with a password is not offered here.");
      const user = userOf(pending);
      await secondFactors.prove(user, code, client, [kind]);
      const now = userOf(pending);
      if (!now.active) {
        throw new Fault("inactive-user", "This account is not active. An administrator can activate it.");
      }
      await signIn.signedIn(now, client, kind === "totp" ? "password and code" : "password and recovery code");
      return now;
    },
  };
}
