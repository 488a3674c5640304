// What the routes of signing in, of the account and of users need; part of Services.
import type { IdentityService } from "../identity/open-identity.ts";

export interface IdentityServices {
  readonly identity: Pick<
    IdentityService,
    | "accounts"
    | "bannerOf"
    | "doors"
    | "obligationOf"
    | "passkeys"
    | "passwords"
    | "sessions"
    | "signIn"
    | "signedOut"
    | "signOutUrl"
    | "stepUpMethods"
  >;
}
