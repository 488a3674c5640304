// Users, sessions and signing in: stored records, requests and replies.
import Type from "typebox";
import { Action, AllRepositoriesRole, GlobalRole, Grant, RepositoryRole } from "./access.ts";
import { closed, DisplayName, Id, Nullable, Timestamp } from "./common.ts";

/** The name somebody signs in with: no comma, braces or control characters (headers may carry it). */
export const Username = Type.String({
  minLength: 1,
  maxLength: 128,
  pattern: "^[^\\u0000-\\u0020,{}\\u007f](?:[^\\u0000-\\u001f,{}\\u007f]*[^\\u0000-\\u0020,{}\\u007f])?$",
});

/** Which door a user came in by. Users are keyed by (door, subject); names of different doors never merge. */
export const Door = Type.Enum(["local", "proxy", "oidc"]);
export type Door = Type.Static<typeof Door>;

/** A stored user. `password` is a versioned bcrypt hash, or null where there is no local sign-in. */
export const UserRecord = Type.Object(
  {
    id: Id,
    revision: Type.Integer({ minimum: 1 }),
    door: Door,
    subject: Type.String({ minLength: 1, maxLength: 256 }),
    username: Username,
    displayName: Nullable(Type.String({ maxLength: 200 })),
    email: Nullable(Type.String({ maxLength: 320 })),
    role: GlobalRole,
    allRepositoriesRole: AllRepositoriesRole,
    grants: Type.Array(Grant),
    active: Type.Boolean(),
    password: Nullable(Type.Object({ version: Type.Literal(1), hash: Type.String() }, closed)),
    mustChangePassword: Type.Boolean(),
    createdAt: Timestamp,
    lastSeenAt: Nullable(Timestamp),
  },
  closed,
);
export type UserRecord = Type.Static<typeof UserRecord>;

/** A stored session. `id` is the SHA-256 of the session id, hex: the id itself is only in the cookie. */
export const SessionRecord = Type.Object(
  {
    id: Type.String({ pattern: "^[0-9a-f]{64}$" }),
    revision: Type.Integer({ minimum: 1 }),
    userId: Nullable(Id),
    data: Type.Record(Type.String(), Type.Unknown()),
    createdAt: Timestamp,
    authenticatedAt: Nullable(Timestamp),
    lastSeenAt: Timestamp,
    expiresAt: Timestamp,
    userAgent: Nullable(Type.String({ maxLength: 300 })),
    address: Nullable(Type.String({ maxLength: 64 })),
  },
  closed,
);
export type SessionRecord = Type.Static<typeof SessionRecord>;

export const SignInRequest = Type.Object(
  { username: Type.String({ minLength: 1, maxLength: 256 }), password: Type.String({ minLength: 1, maxLength: 1024 }) },
  closed,
);
export const ChangePasswordRequest = Type.Object(
  {
    currentPassword: Type.String({ minLength: 1, maxLength: 1024 }),
    newPassword: Type.String({ minLength: 1, maxLength: 1024 }),
  },
  closed,
);

/** How an identity was proved. */
export const SignInMethod = Type.Enum(["password", "header"]);
export type SignInMethod = Type.Static<typeof SignInMethod>;

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
  lastSeenAt: Nullable(Timestamp),
});
export type UserReply = Type.Static<typeof UserReply>;

/** GET /api/session. `allowed` are the actions that need no repository. */
export const SessionReply = Type.Object({
  user: UserReply,
  method: SignInMethod,
  mustChangePassword: Type.Boolean(),
  authenticatedAt: Timestamp,
  allowed: Type.Array(Action),
  signOutUrl: Nullable(Type.String()),
});
export type SessionReply = Type.Static<typeof SessionReply>;

export const UserPatch = Type.Object(
  {
    displayName: Type.Optional(Nullable(DisplayName)),
    role: Type.Optional(GlobalRole),
    allRepositoriesRole: Type.Optional(AllRepositoriesRole),
    active: Type.Optional(Type.Boolean()),
  },
  closed,
);
export type UserPatch = Type.Static<typeof UserPatch>;

/** GET /api/auth/methods: what the sign-in page may offer. */
export const MethodsReply = Type.Object({
  password: Type.Boolean(),
  header: Type.Boolean(),
  signedIn: Type.Boolean(),
});
export type MethodsReply = Type.Static<typeof MethodsReply>;

/** DELETE /api/session: where the proxy or provider ends its own session, if there is such a place. */
export const SignOutReply = Type.Object({ signOutUrl: Nullable(Type.String()) });
export type SignOutReply = Type.Static<typeof SignOutReply>;

/** PUT /api/users/{id}/grants/{repositoryId}. */
export const GrantRequest = Type.Object({ role: RepositoryRole }, closed);
