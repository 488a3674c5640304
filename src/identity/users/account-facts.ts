// What the page of one's own account says beside the user: what is offered here, what is required, what is linked.
import type { AccountReply } from "../../../schemas/account.ts";
import type { AuthSettings, OidcSettings } from "../../../schemas/sign-in-settings.ts";
import type { UserRecord } from "../../../schemas/users.ts";
import { type OpenDoors, usesOwnFactors } from "../doors.ts";
import { whyLinked } from "../oidc/oidc-links.ts";

export interface AccountFacts {
  /** The facts about a user's account. */
  accountFacts(user: UserRecord): Omit<AccountReply, "user">;
}

export interface AccountFactsDependencies {
  readonly doors: OpenDoors;
  authSettings(): Pick<AuthSettings, "requireTotpFor">;
  oidcSettings(): Pick<OidcSettings, "providerName">;
  /** Whether browsers make passkeys for the address that this is reached under. */
  readonly passkeysPossible: boolean;
}

/** Creates it. */
export function createAccountFacts({
  doors,
  authSettings,
  oidcSettings,
  passkeysPossible,
}: AccountFactsDependencies): AccountFacts {
  const linkOf = (user: UserRecord): AccountReply["oidc"] => {
    if (!doors.oidc) return null;
    const linked = user.oidc !== null;
    return {
      providerName: oidcSettings().providerName,
      linked,
      canLink: !linked && user.door === "local",
      canUnlink: whyLinked(user, doors) === null,
    };
  };

  return {
    accountFacts(user) {
      const { password, totp, role } = user;
      return {
        hasPassword: password !== null,
        totp: totp && { enabledAt: totp.enabledAt, recoveryCodesLeft: totp.recoveryCodes.length },
        totpRequired: password !== null && authSettings().requireTotpFor.includes(role),
        passkeysOffered: passkeysPossible && usesOwnFactors(user, doors),
        oidc: linkOf(user),
      };
    },
  };
}
