// Single sign-on in a browser: linking, and what stopped a sign-in.
import Type from "typebox";
import { closed } from "./common.ts";
import { SessionReply } from "./sessions.ts";

/**
 * Why a trip to the provider ended without what it was for: the `problem` of the address that the browser is sent to. The
 * reason in full is in the audit journal only.
 */
export const oidcProblems = [
  /** The user, or the provider, said no. */
  "oidc-denied",
  /** The provider's answer was not acceptable, or the provider did not answer. */
  "oidc-failed",
  /** Begun in another browser, too long ago, or used already. */
  "oidc-expired",
  /** Nobody here is linked to that account of the provider, and new users are not taken. */
  "oidc-no-account",
  /** The account waits for an administrator to approve it. */
  "oidc-pending",
  "oidc-inactive",
  /** The name is that of a local account, and local sign-in is off, so that the account cannot be linked here and now. */
  "oidc-link",
  /** Linking: that account of the provider belongs to another user already, or this user is linked to another. */
  "oidc-taken",
  /** Proving presence: another account of the provider answered, or an older sign-in. */
  "oidc-other-user",
] as const;
export const OidcProblem = Type.Enum(oidcProblems);
export type OidcProblem = Type.Static<typeof OidcProblem>;

/** GET /api/auth/oidc/login. */
export const OidcLoginQuery = Type.Object({
  returnTo: Type.Optional(Type.String({ maxLength: 2048 })),
  purpose: Type.Optional(Type.Enum(["sign-in", "step-up"])),
});

/** POST /api/account/oidc: the browser has to go there. */
export const OidcStartReply = Type.Object({ url: Type.String() });
export type OidcStartReply = Type.Static<typeof OidcStartReply>;

/** GET /api/auth/oidc/link: the local account that the provider's name is already taken by. */
export const OidcLinkReply = Type.Object({
  username: Type.String(),
  providerName: Type.String(),
  codeRequired: Type.Boolean({ description: "The account has two-factor" }),
});
export type OidcLinkReply = Type.Static<typeof OidcLinkReply>;

/** POST /api/auth/oidc/link: proves that the local account is one's own. `code`: one-time or recovery code. */
export const OidcLinkRequest = Type.Object(
  {
    password: Type.String({ minLength: 1, maxLength: 1024 }),
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
  },
  closed,
);
export type OidcLinkRequest = Type.Static<typeof OidcLinkRequest>;
export const OidcLinkedReply = Type.Object({ session: SessionReply, returnTo: Type.String() });
export type OidcLinkedReply = Type.Static<typeof OidcLinkedReply>;

/** Body of a back-channel logout (OpenID Connect Back-Channel Logout 1.0, 2.5), form-encoded. */
export const BackchannelLogoutRequest = Type.Object({
  logout_token: Type.String({ minLength: 1, maxLength: 16_384 }),
});
