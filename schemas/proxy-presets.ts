// What each proxy sends that authenticates for others: one row a proxy. Exactly one row is active; nothing else is read.

/** The presets; `custom` is made of settings. */
export const presetNames = ["authelia", "authentik", "oauth2-proxy", "cloudflare", "pomerium", "tailscale"] as const;
export type PresetName = (typeof presetNames)[number];

/** Signature algorithms that an assertion may use. Those with a shared secret (HS…) are none: who checks could also sign. */
export type AssertionAlgorithm =
  | "RS256"
  | "RS384"
  | "RS512"
  | "PS256"
  | "PS384"
  | "PS512"
  | "ES256"
  | "ES384"
  | "ES512"
  | "EdDSA";

const anyAsymmetric: readonly AssertionAlgorithm[] = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
];

/** Plain headers. Nothing signs them: they are worth what the network in front of Borgdeck is worth. */
export interface PresetHeaders {
  /** The user's name, by which the user is known. */
  readonly user: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly groups: string | null;
  /** Between two groups. */
  readonly groupSeparator: "," | "|";
  /** Texts come as encoded words (RFC 2047) where they are not plain ASCII. */
  readonly encodedWords: boolean;
  /** A request with this header is not of a person whom the proxy knows, and is refused. */
  readonly refused: string | null;
}

/** A signed statement (JWT) of who is asking. */
export interface PresetAssertion {
  readonly header: string;
  /** What stands before the token in the header, if anything. */
  readonly scheme: "Bearer" | null;
  /** `always`: the proxy signs whatever its settings are; `optional`: where PROXY_AUTH_JWT_* says so. */
  readonly used: "always" | "optional";
  readonly algorithms: readonly AssertionAlgorithm[];
  /** Where the keys are, seen from the issuer; null where that differs. */
  readonly jwksPath: string | null;
  /**
   * `id-token`: of an OpenID Connect client, so that `azp` (where it is there) must be that client and access tokens are
   * told apart; `own`: the proxy's own kind.
   */
  readonly kind: "id-token" | "own";
  /** A claim that must have this value, which tells the proxy's tokens for applications from its others. */
  readonly mustBe: { readonly claim: string; readonly value: string } | null;
  /** Claims that name the user, the first that is there wins. Only shown: users are keyed by issuer and subject. */
  readonly usernameClaims: readonly ("preferred_username" | "email" | "sub")[];
  /**
   * Whose `email` counts in PROXY_AUTH_INITIAL_ADMIN: `verified`: everybody's, but for `email_verified: false`;
   * `as-claimed`: where `email_verified` is true; `unverified`: nobody's.
   */
  readonly emails: "verified" | "as-claimed" | "unverified";
  /** Paths of the claims that list groups; names joined by dots. */
  readonly groupsClaims: readonly string[];
}

export interface ProxyPreset {
  readonly headers: PresetHeaders;
  readonly assertion: PresetAssertion | null;
}

export const proxyPresets: Readonly<Record<PresetName, ProxyPreset>> = {
  // Signs nothing: its own threat model calls the headers spoofable on the network and recommends OpenID Connect.
  authelia: {
    headers: {
      user: "Remote-User",
      name: "Remote-Name",
      email: "Remote-Email",
      groups: "Remote-Groups",
      groupSeparator: ",",
      encodedWords: false,
      refused: null,
    },
    assertion: null,
  },
  // X-authentik-jwt is the provider's ID token. Without a signing key it is HS256 with the client secret, and refused here.
  // X-authentik-meta-jwks says where keys are; it is not read, for then the sender would choose them.
  authentik: {
    headers: {
      user: "X-authentik-username",
      name: "X-authentik-name",
      email: "X-authentik-email",
      groups: "X-authentik-groups",
      groupSeparator: "|",
      encodedWords: false,
      refused: null,
    },
    assertion: {
      header: "X-authentik-jwt",
      scheme: null,
      used: "optional",
      algorithms: ["RS256", "ES256"],
      jwksPath: null,
      kind: "id-token",
      mustBe: null,
      usernameClaims: ["preferred_username", "email", "sub"],
      // Its default mapping once said `email_verified: true` of every address, checked or not.
      emails: "unverified",
      groupsClaims: ["groups"],
    },
  },
  // X-Forwarded-User is the provider's subject unless --prefer-email-to-user is set; the assertion is the provider's ID
  // token, sent by --pass-authorization-header, so its algorithm is the provider's choice.
  "oauth2-proxy": {
    headers: {
      user: "X-Forwarded-User",
      name: "X-Forwarded-Preferred-Username",
      email: "X-Forwarded-Email",
      groups: "X-Forwarded-Groups",
      groupSeparator: ",",
      encodedWords: false,
      refused: null,
    },
    assertion: {
      header: "Authorization",
      scheme: "Bearer",
      used: "optional",
      algorithms: anyAsymmetric,
      jwksPath: null,
      kind: "id-token",
      mustBe: null,
      usernameClaims: ["preferred_username", "email", "sub"],
      emails: "as-claimed",
      groupsClaims: ["groups"],
    },
  },
  // Cf-Access-Authenticated-User-Email is not signed, and never read. A service token has no e-mail and an empty subject:
  // it names nobody.
  cloudflare: {
    headers: {
      user: "Cf-Access-Authenticated-User-Email",
      name: null,
      email: null,
      groups: null,
      groupSeparator: ",",
      encodedWords: false,
      refused: null,
    },
    assertion: {
      header: "Cf-Access-Jwt-Assertion",
      scheme: null,
      used: "always",
      algorithms: ["RS256"],
      jwksPath: "/cdn-cgi/access/certs",
      kind: "own",
      mustBe: { claim: "type", value: "app" },
      usernameClaims: ["email"],
      emails: "verified",
      groupsClaims: ["groups", "custom.groups"],
    },
  },
  // Needs pass_identity_headers. X-Pomerium-Claim-… are not signed, and never read. Issuer and audience are the route's host.
  pomerium: {
    headers: {
      user: "X-Pomerium-Claim-Email",
      name: "X-Pomerium-Claim-Name",
      email: null,
      groups: "X-Pomerium-Claim-Groups",
      groupSeparator: ",",
      encodedWords: false,
      refused: null,
    },
    assertion: {
      header: "X-Pomerium-Jwt-Assertion",
      scheme: null,
      used: "always",
      algorithms: ["ES256"],
      jwksPath: "/.well-known/pomerium/jwks.json",
      kind: "own",
      mustBe: null,
      usernameClaims: ["email", "sub"],
      emails: "verified",
      groupsClaims: ["groups"],
    },
  },
  // Tailscale Serve strips what clients send, but signs nothing: any program on the same machine can say the same. Tagged
  // nodes have no user. Funnel lets the whole internet in, and says so by a header.
  tailscale: {
    headers: {
      user: "Tailscale-User-Login",
      name: "Tailscale-User-Name",
      email: null,
      groups: null,
      groupSeparator: ",",
      encodedWords: true,
      refused: "Tailscale-Funnel-Request",
    },
    assertion: null,
  },
};

/** What a custom assertion is taken to be; its header, issuer, audience and keys are settings. */
export const customAssertion = {
  algorithms: anyAsymmetric,
  kind: "own",
  mustBe: null,
  usernameClaims: ["preferred_username", "email", "sub"],
  emails: "as-claimed",
  groupsClaims: ["groups"],
} as const satisfies Partial<PresetAssertion>;

/** Every header by which some proxy says who somebody is: what Borgdeck shows where it does not read it. */
export const identityHeaders: readonly string[] = [
  ...new Set([
    ...Object.values(proxyPresets).flatMap(({ headers, assertion }) => [
      headers.user,
      headers.name,
      headers.email,
      headers.groups,
      headers.refused,
      assertion?.header ?? null,
    ]),
    "X-authentik-uid",
    "X-authentik-entitlements",
    "X-authentik-meta-jwks",
    "X-Forwarded-Access-Token",
    "X-Auth-Request-User",
    "X-Auth-Request-Email",
    "X-Auth-Request-Groups",
    "X-Auth-Request-Preferred-Username",
    "Tailscale-App-Capabilities",
    "X-Auth-Userid",
    "X-Auth-Username",
    "X-Auth-Email",
    "X-Auth-Roles",
    "X-Auth-Groups",
    "X-Remote-User",
    "X-WebAuth-User",
  ]),
].filter((name) => name !== null);
