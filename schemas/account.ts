// One's own account: profile, password, two-factor, passkeys, sessions and tokens.
import Type from "typebox";
import { closed, DisplayName, Id, Nullable, StoredName, Timestamp } from "./common.ts";
import { RecoveryCode, SessionKind, SignInMethod, TotpCode, WebAuthnJson } from "./sessions.ts";
import { UserReply } from "./users.ts";

const PasswordText = Type.String({ minLength: 1, maxLength: 1024 });

/** The current password; left out by users who have none, whose presence must then be proved (step-up). */
export const CurrentPassword = Type.Object({ password: Type.Optional(PasswordText) }, closed);

/** GET /api/account. */
export const AccountReply = Type.Object({
  user: UserReply,
  hasPassword: Type.Boolean(),
  totp: Nullable(Type.Object({ enabledAt: Timestamp, recoveryCodesLeft: Type.Integer() })),
  totpRequired: Type.Boolean(),
  passkeysOffered: Type.Boolean({ description: "Whether passkeys can be made here (PUBLIC_BASE_URL, or localhost)" }),
  oidc: Nullable(
    Type.Object({
      providerName: Type.String(),
      linked: Type.Boolean(),
      canLink: Type.Boolean(),
      canUnlink: Type.Boolean(),
    }),
  ),
});
export type AccountReply = Type.Static<typeof AccountReply>;

export const AccountPatch = Type.Object(
  {
    displayName: Type.Optional(Nullable(DisplayName)),
    email: Type.Optional(Nullable(Type.String({ maxLength: 320, pattern: "^[^\\s@,<>]+@[^\\s@,<>]+$" }))),
  },
  closed,
);
export type AccountPatch = Type.Static<typeof AccountPatch>;

export const ChangePasswordRequest = Type.Object({ currentPassword: PasswordText, newPassword: PasswordText }, closed);

/** POST /api/account/totp: nothing is on until a code confirms it. Shown once. */
export const TotpSetup = Type.Object({
  secret: Type.String({ description: "Base32" }),
  otpauthUri: Type.String(),
  qrSvg: Type.String({ description: "The same as a QR code, SVG" }),
  recoveryCodes: Type.Array(Type.String()),
});
export type TotpSetup = Type.Static<typeof TotpSetup>;
export const ConfirmTotpRequest = Type.Object({ code: TotpCode }, closed);
/** Both factors, so that who holds one of them alone cannot make itself the other. Either kind of code will do. */
export const PasswordAndCode = Type.Object(
  { password: Type.Optional(PasswordText), code: Type.Union([TotpCode, RecoveryCode]) },
  closed,
);
export const RecoveryCodesReply = Type.Object({ recoveryCodes: Type.Array(Type.String()) });
export type RecoveryCodesReply = Type.Static<typeof RecoveryCodesReply>;

export const PasskeyReply = Type.Object({
  id: Type.String(),
  name: Type.String(),
  rpId: Type.String(),
  createdAt: Timestamp,
  lastUsedAt: Nullable(Timestamp),
});
export type PasskeyReply = Type.Static<typeof PasskeyReply>;
export const RegisterPasskeyRequest = Type.Object({ name: DisplayName, response: WebAuthnJson }, closed);
export const PasskeyPatch = Type.Object({ name: DisplayName }, closed);

/** GET /api/account/sessions: where one is signed in. */
export const SessionItem = Type.Object({
  id: Type.String(),
  current: Type.Boolean(),
  kind: SessionKind,
  method: SignInMethod,
  createdAt: Timestamp,
  lastSeenAt: Timestamp,
  expiresAt: Timestamp,
  address: Nullable(Type.String()),
  userAgent: Nullable(Type.String()),
});
export type SessionItem = Type.Static<typeof SessionItem>;

/** What an API token may be used for; what it can do is never more than its user can. */
export const tokenScopes = ["badge", "status", "read", "operate", "metrics"] as const;
export const TokenScope = Type.Enum(tokenScopes);
export type TokenScope = Type.Static<typeof TokenScope>;

/** A stored API token. The token is `bdk_<id>_<secret>`; only the digest of the secret is kept. */
export const TokenRecord = Type.Object(
  {
    id: Id,
    revision: Type.Integer({ minimum: 1 }),
    userId: Id,
    name: StoredName,
    digest: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    scopes: Type.Array(TokenScope, { minItems: 1, uniqueItems: true }),
    repositoryIds: Nullable(Type.Array(Id, { maxItems: 1000 })),
    createdAt: Timestamp,
    expiresAt: Nullable(Timestamp),
    lastUsedAt: Nullable(Timestamp),
  },
  closed,
);
export type TokenRecord = Type.Static<typeof TokenRecord>;

export const TokenReply = Type.Object({
  id: Id,
  name: Type.String(),
  scopes: Type.Array(TokenScope),
  repositoryIds: Nullable(Type.Array(Id)),
  createdAt: Timestamp,
  expiresAt: Nullable(Timestamp),
  lastUsedAt: Nullable(Timestamp),
});
export type TokenReply = Type.Static<typeof TokenReply>;

/** `repositoryIds` null: all that its user may see. `expiresInDays` null: never. */
export const CreateTokenRequest = Type.Object(
  {
    name: DisplayName,
    scopes: Type.Array(TokenScope, { minItems: 1, uniqueItems: true }),
    repositoryIds: Type.Optional(Nullable(Type.Array(Id, { minItems: 1, maxItems: 1000, uniqueItems: true }))),
    expiresInDays: Nullable(Type.Integer({ minimum: 1, maximum: 3650 })),
  },
  closed,
);
export type CreateTokenRequest = Type.Static<typeof CreateTokenRequest>;
/** `secret` is the whole token; it is shown only here. */
export const CreateTokenReply = Type.Object({ token: TokenReply, secret: Type.String() });
export type CreateTokenReply = Type.Static<typeof CreateTokenReply>;
