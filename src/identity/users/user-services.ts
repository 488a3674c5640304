// Puts together what users and administrators do with accounts.
import type { AuthSettings, OidcSettings } from "../../../schemas/sign-in-settings.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { Accounts } from "../accounts.ts";
import type { OpenDoors } from "../doors.ts";
import type { SecondFactors } from "../factors/second-factors.ts";
import type { IdentityAudit } from "../identity.ts";
import type { Passwords } from "../methods/password.ts";
import { createOwnSessions, type OwnSessions } from "../own-sessions.ts";
import type { Sessions } from "../sessions.ts";
import type { SignIn } from "../sign-in.ts";
import type { Bearers } from "../tokens/bearer.ts";
import { type BearerSignIn, createBearerSignIn } from "../tokens/bearer-sign-in.ts";
import { type AccountFacts, createAccountFacts } from "./account-facts.ts";
import { createInvitations, type Invitations } from "./invitations.ts";
import { createUserAdministration, type UserAdministration } from "./user-administration.ts";

export interface UserServices extends AccountFacts, BearerSignIn {
  readonly invitations: Pick<Invitations, "read" | "accept">;
  readonly userAdministration: UserAdministration;
  readonly ownSessions: OwnSessions;
}

export interface UserServicesDependencies {
  readonly accounts: Accounts;
  readonly passwords: Pick<Passwords, "hash">;
  readonly sessions: Sessions;
  readonly signIn: Pick<SignIn, "provePassword" | "signedIn">;
  readonly proveSecondFactor: SecondFactors["prove"];
  readonly bearers: Pick<Bearers, "issueBearer">;
  readonly doors: OpenDoors;
  authSettings(): AuthSettings;
  oidcSettings(): OidcSettings;
  readonly passkeysPossible: boolean;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
  readonly random: Random;
  readonly config: { readonly publicBaseUrl: string | null; readonly basePath: string };
}

/** Creates them. */
export function createUserServices(deps: UserServicesDependencies): UserServices {
  const invitations = createInvitations(deps);
  const root = deps.config.publicBaseUrl ?? deps.config.basePath;
  return {
    invitations,
    userAdministration: createUserAdministration({ ...deps, invitations, root }),
    ownSessions: createOwnSessions(deps),
    ...createAccountFacts(deps),
    ...createBearerSignIn(deps),
  };
}
