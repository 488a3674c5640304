// Sessions and signing in: the stored record, requests and replies.
import Type from "typebox";
import { Action, GlobalRole } from "./access.ts";
import { closed, Id, Nullable, Timestamp } from "./common.ts";
import { UserReply } from "./users.ts";

/** How an identity was proved. `header` and `assertion` are a proxy's word; `token` and `bearer` are a program's. */
export const signInMethods = ["password", "passkey", "oidc", "header", "assertion", "token", "bearer", "none"] as const;
export const SignInMethod = Type.Enum(signInMethods);
export type SignInMethod = Type.Static<typeof SignInMethod>;

/** How much a sign-in proves: `none` where authentication is switched off. */
export const Assurance = Type.Enum(["one-factor", "two-factor", "provider", "proxy", "token", "none"]);
export type Assurance = Type.Static<typeof Assurance>;

/**
 * What a session is: `browser` is a sign-in; `bearer` stands behind a signed token (JWT); `presence` belongs to a user
 * whom the proxy names and holds nothing but when that user last proved to be there.
 */
export const SessionKind = Type.Enum(["browser", "bearer", "presence"]);
export type SessionKind = Type.Static<typeof SessionKind>;

/** What a session stands for. */
export const SessionData = Type.Object(
  {
    userId: Id,
    kind: SessionKind,
    method: SignInMethod,
    assurance: Assurance,
    authenticatedAt: Timestamp,
    provedAt: Nullable(
      Type.String({ format: "date-time", description: "When presence was last proved to Borgdeck, for step-up" }),
    ),
    proxySubject: Nullable(
      Type.String({ description: "Whom the proxy named at sign-in; when that changes, the session ends" }),
    ),
    oidc: Nullable(
      Type.Object(
        { issuer: Type.String(), subject: Type.String(), sid: Nullable(Type.String({ maxLength: 512 })) },
        closed,
      ),
    ),
  },
  closed,
);
export type SessionData = Type.Static<typeof SessionData>;

/** A stored session. `id` is the SHA-256 of the session id, hex: the id itself is only in the cookie or the token. */
export const SessionRecord = Type.Object(
  {
    id: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    revision: Type.Integer({ minimum: 1 }),
    data: SessionData,
    createdAt: Timestamp,
    lastSeenAt: Timestamp,
    expiresAt: Timestamp,
    userAgent: Nullable(Type.String({ maxLength: 300 })),
    address: Nullable(Type.String({ maxLength: 64 })),
  },
  closed,
);
export type SessionRecord = Type.Static<typeof SessionRecord>;

const PasswordText = Type.String({ minLength: 1, maxLength: 1024 });
/** A code of an authenticator app. */
export const TotpCode = Type.String({ pattern: "^[0-9]{6}$" });
/** A recovery code as it was shown; spaces, dashes and case do not matter. */
export const RecoveryCode = Type.String({ minLength: 1, maxLength: 100 });

export const SignInRequest = Type.Object(
  { username: Type.String({ minLength: 1, maxLength: 256 }), password: PasswordText },
  closed,
);
export const TotpRequest = Type.Object({ code: TotpCode }, closed);
export const RecoveryRequest = Type.Object({ code: RecoveryCode }, closed);

/** What stands between this user and the pages, in the order in which it has to be done; null when nothing does. */
export const Obligation = Type.Enum(["change-password", "set-up-totp"]);
export type Obligation = Type.Static<typeof Obligation>;

/** GET /api/session. `allowed` are the actions that need no repository. */
export const SessionReply = Type.Object({
  user: UserReply,
  method: SignInMethod,
  assurance: Assurance,
  obligation: Nullable(Obligation),
  authenticatedAt: Timestamp,
  stepUp: Type.Object(
    {
      until: Nullable(Timestamp),
      methods: Type.Array(Type.Enum(["password", "totp", "passkey", "oidc"])),
    },
    { description: "Until when presence counts as proved, and how this user can prove it" },
  ),
  allowed: Type.Array(Action),
  signOutUrl: Nullable(Type.String()),
  banner: Nullable(Type.Enum(["no-authentication", "local-fallback"])),
});
export type SessionReply = Type.Static<typeof SessionReply>;

/** GET /api/session by an API token: whose it is and what it may do, and nothing else of the user. */
export const TokenSessionReply = Type.Object(
  {
    user: Type.Object({ id: Id, username: Type.String(), role: GlobalRole }, closed),
    method: Type.Literal("token"),
    allowed: Type.Array(Action),
  },
  closed,
);
export type TokenSessionReply = Type.Static<typeof TokenSessionReply>;

/** POST /api/session: signed in, or the second step that is still to be done. */
export const SignInReply = Type.Union([
  Type.Object({ session: SessionReply }, closed),
  Type.Object({ challenge: Type.Literal("totp") }, closed),
]);
export type SignInReply = Type.Static<typeof SignInReply>;

/** GET /api/auth/methods: what the sign-in page may offer. `passkey` says that one of this origin is registered. */
export const MethodsReply = Type.Object({
  password: Type.Boolean(),
  passkey: Type.Boolean(),
  oidc: Nullable(Type.Object({ name: Type.String(), loginUrl: Type.String() })),
  header: Type.Boolean(),
  signedIn: Type.Boolean(),
  banner: Nullable(Type.Enum(["no-authentication"])),
});
export type MethodsReply = Type.Static<typeof MethodsReply>;

/** DELETE /api/session: where the proxy or provider ends its own session, if there is such a place. */
export const SignOutReply = Type.Object({ signOutUrl: Nullable(Type.String()) });
export type SignOutReply = Type.Static<typeof SignOutReply>;

/** Options and responses of WebAuthn as browsers exchange them (WebAuthn Level 3, "PublicKeyCredential…JSON"). */
export const WebAuthnJson = Type.Record(Type.String(), Type.Unknown());

/** POST /api/session/step-up: exactly one of them. A passkey's options come from /api/session/step-up/passkey-options. */
export const StepUpRequest = Type.Union([
  Type.Object({ password: PasswordText }, closed),
  Type.Object({ code: TotpCode }, closed),
  Type.Object({ passkey: WebAuthnJson }, closed),
]);
export type StepUpRequest = Type.Static<typeof StepUpRequest>;
export const StepUpReply = Type.Object({ until: Timestamp });
export type StepUpReply = Type.Static<typeof StepUpReply>;

/** POST /api/auth/token. `code` where the user has two-factor. */
export const BearerRequest = Type.Object(
  {
    username: Type.String({ minLength: 1, maxLength: 256 }),
    password: PasswordText,
    code: Type.Optional(Type.String({ minLength: 1, maxLength: 100, description: "One-time or recovery code" })),
  },
  closed,
);
export const BearerReply = Type.Object({
  accessToken: Type.String(),
  tokenType: Type.Literal("Bearer"),
  expiresAt: Timestamp,
});

/** GET and POST /api/auth/invitation: the token is the part of the link behind `#`. */
export const InvitationRequest = Type.Object({ token: Type.String({ minLength: 20, maxLength: 100 }) }, closed);
export const InvitationReply = Type.Object({ username: Type.String(), expiresAt: Timestamp });
export type InvitationReply = Type.Static<typeof InvitationReply>;
export const AcceptInvitationRequest = Type.Object(
  { token: Type.String({ minLength: 20, maxLength: 100 }), newPassword: PasswordText },
  closed,
);

/** The roles whose users must have two-factor. */
export const RequireTotpFor = Type.Array(GlobalRole, { uniqueItems: true, maxItems: 3 });
