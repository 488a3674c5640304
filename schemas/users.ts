// Users: the stored record, and what administrators see of it and change.
import Type from "typebox";
import { AllRepositoriesRole, GlobalRole, Grant, RepositoryRole } from "./access.ts";
import { closed, DisplayName, Id, Nullable, StoredName, Timestamp } from "./common.ts";

/** The name somebody signs in with: no comma, braces or control characters (headers may carry it). */
export const Username = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: "^[^\\u0000-\\u0020,{}\\u007f](?:[^\\u0000-\\u001f,{}\\u007f]*[^\\u0000-\\u0020,{}\\u007f])?$",
});

/** Which door a user came in by. Users are keyed by (door, subject); names of different doors never merge. */
export const Door = Type.Enum(["local", "proxy", "oidc"]);
export type Door = Type.Static<typeof Door>;

const Digest = Type.String({ pattern: "^[0-9a-f]{64}$", description: "SHA-256, hex" });
const Base64Url = Type.String({ pattern: "^[A-Za-z0-9_-]+$", maxLength: 8192 });

/** Two-factor of a user. The secret is in the vault as `totp/<user id>`. */
export const TotpFactor = Type.Object(
  {
    enabledAt: Timestamp,
    lastStep: Type.Integer({
      minimum: 0,
      description: "Time step of the newest code taken; older ones and itself are refused (RFC 6238, 5.2)",
    }),
    recoveryCodes: Type.Array(Digest, { maxItems: 10, description: "Those not used yet" }),
  },
  closed,
);
export type TotpFactor = Type.Static<typeof TotpFactor>;

/** A passkey of a user (WebAuthn Level 3, "Credential Record"). `rpId` is the host name that it was made for. */
export const Passkey = Type.Object(
  {
    id: Base64Url,
    name: StoredName,
    publicKey: Base64Url,
    counter: Type.Integer({ minimum: 0 }),
    transports: Type.Array(Type.String({ maxLength: 20 }), { maxItems: 10 }),
    rpId: Type.String({ maxLength: 253 }),
    createdAt: Timestamp,
    lastUsedAt: Nullable(Timestamp),
  },
  closed,
);
export type Passkey = Type.Static<typeof Passkey>;

/** Who a user is at an identity provider; unique over all users. */
export const OidcLink = Type.Object(
  {
    issuer: Type.String({ minLength: 1, maxLength: 1024 }),
    subject: Type.String({ minLength: 1, maxLength: 255 }),
    linkedAt: Timestamp,
  },
  closed,
);
export type OidcLink = Type.Static<typeof OidcLink>;

/** A one-time link by which a user sets a first or a new password. */
export const Invitation = Type.Object({ digest: Digest, expiresAt: Timestamp }, closed);

/** `expiresAt`: of a one-time password, from when on it counts as wrong. */
export const StoredPassword = Type.Object(
  { version: Type.Literal(1), hash: Type.String(), expiresAt: Type.Optional(Timestamp) },
  closed,
);
export type StoredPassword = Type.Static<typeof StoredPassword>;

/** A stored user. `password` is a versioned bcrypt hash, or null where there is no local sign-in. */
export const UserRecord = Type.Object(
  {
    id: Id,
    revision: Type.Integer({ minimum: 1 }),
    door: Door,
    subject: Type.String({
      minLength: 1,
      maxLength: 1300,
      description:
        "The canonical name (local), the name in the header or the assertion's subject (proxy), issuer and subject (oidc)",
    }),
    username: Username,
    displayName: Nullable(Type.String({ maxLength: 200 })),
    email: Nullable(Type.String({ maxLength: 320 })),
    role: GlobalRole,
    allRepositoriesRole: AllRepositoriesRole,
    grants: Type.Array(Grant),
    active: Type.Boolean(),
    pending: Type.Boolean({ description: "Not active because an administrator has not approved it yet" }),
    password: Nullable(StoredPassword),
    mustChangePassword: Type.Boolean(),
    totp: Nullable(TotpFactor),
    webauthnId: Nullable(Base64Url),
    passkeys: Type.Array(Passkey, { maxItems: 20 }),
    oidc: Nullable(OidcLink),
    invitation: Nullable(Invitation),
    createdAt: Timestamp,
    lastSeenAt: Nullable(Timestamp),
  },
  closed,
);
export type UserRecord = Type.Static<typeof UserRecord>;

/** Which ways of signing in a user has. */
export const UserFactors = Type.Object({
  password: Type.Boolean(),
  totp: Type.Boolean(),
  passkeys: Type.Integer(),
  oidc: Type.Boolean(),
});

export const UserReply = Type.Object({
  id: Id,
  revision: Type.Integer(),
  username: Type.String(),
  displayName: Nullable(Type.String()),
  email: Nullable(Type.String()),
  door: Door,
  role: GlobalRole,
  allRepositoriesRole: AllRepositoriesRole,
  grants: Type.Array(Grant),
  active: Type.Boolean(),
  pending: Type.Boolean(),
  invitedUntil: Nullable(Timestamp),
  factors: UserFactors,
  createdAt: Timestamp,
  lastSeenAt: Nullable(Timestamp),
});
export type UserReply = Type.Static<typeof UserReply>;

const Email = Type.String({ maxLength: 320, pattern: "^[^\\s@,<>]+@[^\\s@,<>]+$" });

export const UserPatch = Type.Object(
  {
    displayName: Type.Optional(Nullable(DisplayName)),
    email: Type.Optional(Nullable(Email)),
    role: Type.Optional(GlobalRole),
    allRepositoriesRole: Type.Optional(AllRepositoriesRole),
    active: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type UserPatch = Type.Static<typeof UserPatch>;

/** POST /api/users: `invitation` makes a link, `password` a one-time password; both are answered once. */
export const CreateUserRequest = Type.Object(
  {
    username: Username,
    displayName: Type.Optional(Nullable(DisplayName)),
    email: Type.Optional(Nullable(Email)),
    role: GlobalRole,
    allRepositoriesRole: Type.Optional(AllRepositoriesRole),
    start: Type.Enum(["invitation", "password"], { description: "How the user gets in the first time" }),
  },
  closed,
);
export type CreateUserRequest = Type.Static<typeof CreateUserRequest>;

/** What gets somebody in the first time, shown once: a link (relative to the public address where none is set) or a password. */
export const FirstEntry = Type.Object({
  invitationUrl: Nullable(Type.String()),
  oneTimePassword: Nullable(Type.String()),
  expiresAt: Nullable(Timestamp),
});
export type FirstEntry = Type.Static<typeof FirstEntry>;

export const CreateUserReply = Type.Object({ user: UserReply, entry: FirstEntry });
export type CreateUserReply = Type.Static<typeof CreateUserReply>;

/** PUT /api/users/{id}/grants/{repositoryId}. */
export const GrantRequest = Type.Object({ role: RepositoryRole }, closed);
