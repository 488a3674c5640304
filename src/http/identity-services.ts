// What the routes of signing in, of the account and of users need; part of Services.
import type {
  AuthSettings,
  OidcSettings,
  OidcSettingsReply,
  OidcSettingsRequest,
} from "../../schemas/sign-in-settings.ts";
import type { Actor } from "../identity/identity.ts";
import type { IdentityService } from "../identity/open-identity.ts";

interface StoredAuthSettings {
  readonly value: AuthSettings;
  readonly revision: number;
}

export interface IdentityServices {
  readonly identity: Pick<
    IdentityService,
    | "accountFacts"
    | "accounts"
    | "bannerOf"
    | "checkProxy"
    | "doors"
    | "finishSignIn"
    | "invitations"
    | "obligationOf"
    | "oidc"
    | "ownSessions"
    | "passkeys"
    | "passwords"
    | "provePresenceAgain"
    | "sessions"
    | "signIn"
    | "signInForBearer"
    | "signedOut"
    | "signOutUrl"
    | "stepUpMethods"
    | "tokens"
    | "twoFactor"
    | "userAdministration"
  >;
  readonly oidcSettings: {
    read(): OidcSettingsReply;
    write(
      request: OidcSettingsRequest,
      options: { readonly ifRevision?: number | undefined },
      actor: Actor,
    ): Promise<OidcSettingsReply>;
    tried(request: OidcSettingsRequest): { readonly settings: OidcSettings; readonly clientSecret: string | null };
  };
  /** The rules of signing in for everybody. */
  readonly authSettings: {
    read(): StoredAuthSettings;
    write(
      value: AuthSettings,
      options: { readonly ifRevision?: number | undefined },
      actor: Actor,
    ): Promise<StoredAuthSettings>;
  };
}
