// A signed token for an API client: name, password and, where there is two-factor, a code, all at once.
import { Fault } from "../../fault.ts";
import type { Accounts } from "../accounts.ts";
import { type SecondFactors, wrongCode } from "../factors/second-factors.ts";
import type { Sessions } from "../sessions.ts";
import type { SignIn, SignInRequest } from "../sign-in.ts";
import type { Bearers } from "./bearer.ts";

export interface BearerSignIn {
  /**
   * Throws as signing in does; Fault `code-required` where the password is right and a code is missing.
   * `expiresAt` is ISO 8601, UTC.
   */
  signInForBearer(
    request: SignInRequest & { readonly code?: string | undefined },
  ): Promise<{ readonly accessToken: string; readonly expiresAt: string }>;
}

export interface BearerSignInDependencies {
  readonly signIn: Pick<SignIn, "provePassword" | "signedIn">;
  readonly accounts: Pick<Accounts, "get">;
  readonly proveSecondFactor: SecondFactors["prove"];
  readonly bearers: Pick<Bearers, "issueBearer">;
  readonly sessions: Pick<Sessions, "mark">;
}

/** Creates it. */
export function createBearerSignIn(deps: BearerSignInDependencies): BearerSignIn {
  const { signIn, accounts, proveSecondFactor, bearers, sessions } = deps;
  return {
    async signInForBearer({ code, ...request }) {
      const since = sessions.mark();
      const user = await signIn.provePassword(request);
      const { client } = request;
      if (user.totp !== null) {
        if (code === undefined) {
          throw new Fault("code-required", "This account has two-factor. Send a one-time or recovery code as `code`.");
        }
        await proveSecondFactor(user, code, client);
      }
      // Changed while the code was looked at: the password counts no more.
      const now = accounts.get(user.id);
      if (!now?.active || now.password?.hash !== user.password?.hash) throw wrongCode();
      const assurance = user.totp === null ? "one-factor" : "two-factor";
      const issued = await bearers.issueBearer(user, assurance, client, since);
      await signIn.signedIn(user, client, "a signed token for an API client");
      return issued;
    },
  };
}
