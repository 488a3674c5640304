// What administrators set about signing in: single sign-on, and the rules for everybody.
import Type from "typebox";
import { AllRepositoriesRole, GlobalRole } from "./access.ts";
import { closed, DisplayName, Id, Nullable, StoredName } from "./common.ts";
import { RequireTotpFor } from "./sessions.ts";

/** Where a value stands among the claims: names joined by dots, such as `resource_access.borgdeck.role`. */
const ClaimPath = Type.String({ minLength: 1, maxLength: 200, pattern: "^[^\\s.]+(?:\\.[^\\s.]+)*$" });
const Url = Type.String({ minLength: 1, maxLength: 1024 });

/** What becomes of somebody whom the provider names for the first time. */
export const newUserModes = ["deny", "viewer", "pending", "template"] as const;

/** Settings of single sign-on (OpenID Connect). The client secret is in the vault. */
export const OidcSettings = Type.Object(
  {
    enabled: Type.Boolean(),
    providerName: StoredName,
    discoveryUrl: Url,
    clientId: Type.String({ minLength: 1, maxLength: 512 }),
    authMethod: Type.Enum(["client_secret_basic", "client_secret_post"]),
    scopes: Type.String({ minLength: 1, maxLength: 500, pattern: "^[!#-\\[\\]-~]+(?: [!#-\\[\\]-~]+)*$" }),
    redirectUri: Nullable(Url),
    claims: Type.Object(
      {
        username: ClaimPath,
        email: ClaimPath,
        name: ClaimPath,
        role: Nullable(ClaimPath),
        allRepositoriesRole: Nullable(ClaimPath),
        groups: Nullable(ClaimPath),
      },
      closed,
    ),
    newUsers: Type.Enum(newUserModes),
    templateUserId: Nullable(Id),
    defaultRole: Type.Enum(["viewer", "operator"]),
    defaultAllRepositoriesRole: AllRepositoriesRole,
    adminGroups: Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 50, uniqueItems: true }),
    disableLocalSignIn: Type.Boolean(),
  },
  closed,
);
export type OidcSettings = Type.Static<typeof OidcSettings>;

/** PUT /api/settings/oidc. `clientSecret`: left out it stays, null removes it. */
export const OidcSettingsRequest = Type.Object(
  {
    ...OidcSettings.properties,
    providerName: DisplayName,
    clientSecret: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 1024 }))),
  },
  closed,
);
export type OidcSettingsRequest = Type.Static<typeof OidcSettingsRequest>;

/** GET /api/settings/oidc. `blockers` say what stands in the way of switching it on. */
export const OidcSettingsReply = Type.Object({
  ...OidcSettings.properties,
  revision: Type.Integer(),
  clientSecretSet: Type.Boolean(),
  callbackUrl: Nullable(Type.String({ description: "The exact redirect URI to register at the provider" })),
  signOutReturnUrl: Nullable(Type.String({ description: "The post-logout redirect URI to register at the provider" })),
  backchannelLogoutUrl: Nullable(Type.String()),
  blockers: Type.Array(Type.String()),
  localSignInBlocker: Nullable(
    Type.String({ description: "Why local sign-in cannot be switched off yet; null when it can" }),
  ),
});
export type OidcSettingsReply = Type.Static<typeof OidcSettingsReply>;

/**
 * POST /api/settings/oidc/test, with the body of PUT: what would be saved is tried, nothing is. What was found, step by
 * step. A secret that is left out is the stored one.
 */
export const OidcTestReply = Type.Object({
  ok: Type.Boolean(),
  steps: Type.Array(Type.Object({ name: Type.String(), ok: Type.Boolean(), detail: Type.String() })),
});
export type OidcTestReply = Type.Static<typeof OidcTestReply>;

/** GET, PUT /api/settings/auth. */
export const AuthSettings = Type.Object(
  {
    requireTotpFor: RequireTotpFor,
    bearerLifetimeMs: Type.Integer({ minimum: 5 * 60_000, maximum: 30 * 24 * 3_600_000, description: "Milliseconds" }),
    sessionIdleMs: Type.Integer({ minimum: 5 * 60_000, maximum: 7 * 24 * 3_600_000, description: "Milliseconds" }),
    sessionLifetimeMs: Type.Integer({
      minimum: 60 * 60_000,
      maximum: 90 * 24 * 3_600_000,
      description: "Milliseconds",
    }),
  },
  closed,
);
export type AuthSettings = Type.Static<typeof AuthSettings>;
export const AuthSettingsReply = Type.Object({ ...AuthSettings.properties, revision: Type.Integer() });
export type AuthSettingsReply = Type.Static<typeof AuthSettingsReply>;

/** GET /api/settings/proxy: what the proxy really sent with this very request, and what was made of it. */
export const ProxyCheckReply = Type.Object({
  mode: Type.Enum(["header", "assertion", "none"]),
  preset: Nullable(Type.String()),
  peer: Nullable(Type.String()),
  peerTrusted: Type.Boolean(),
  trustedProxies: Type.Array(Type.String()),
  clientAddress: Nullable(Type.String()),
  headers: Type.Array(
    Type.Object({
      name: Type.String(),
      use: Type.Enum([
        "user",
        "name",
        "email",
        "groups",
        "role",
        "all-repositories-role",
        "secret",
        "assertion",
        "address",
        "ignored",
      ]),
      value: Nullable(Type.String({ description: "Null where it holds a secret" })),
      count: Type.Integer(),
    }),
    { description: "Those that mean something to Borgdeck or to another preset" },
  ),
  decision: Type.String(),
  user: Nullable(Type.String()),
  role: Nullable(GlobalRole),
  advice: Type.Array(Type.String()),
});
export type ProxyCheckReply = Type.Static<typeof ProxyCheckReply>;
