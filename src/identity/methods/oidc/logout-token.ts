// Tokens by which a provider says that a session of its ended (OpenID Connect Back-Channel Logout 1.0).
import { Fault } from "../../../fault.ts";
import type { Clock } from "../../../ports/clock.ts";
import { asFault, type Provider } from "./provider.ts";

/** Whose sessions have ended: all of the subject, or those of one session of the provider. */
export interface ProviderSignOut {
  readonly issuer: string;
  readonly subject: string | null;
  readonly sid: string | null;
}

export interface LogoutTokens {
  /** Throws Fault `invalid-request` where the token is not valid, or was used already. */
  read(token: string, provider: Provider): Promise<ProviderSignOut>;
}

const logoutEvent = "http://schemas.openid.net/event/backchannel-logout";
/** What an ID token may be signed with here; a secret that both sides know signs nothing. */
const algorithms = [
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
  "Ed25519",
];
const maxAgeSeconds = 300;
const toleranceSeconds = 30;
const maxRemembered = 10_000;

type Jose = typeof import("jose");

/** Creates it. Keys are fetched from where the provider's metadata says, at most every half minute. */
export function createLogoutTokens(clock: Clock): LogoutTokens {
  const keySets = new WeakMap<Provider, ReturnType<Jose["createRemoteJWKSet"]>>();
  /** Token id → when it may be forgotten. */
  const used = new Map<string, number>();

  const keysOf = (jose: Jose, provider: Provider) => {
    const known = keySets.get(provider);
    if (known) return known;
    const { jwks_uri } = provider.configuration.serverMetadata();
    if (jwks_uri === undefined || !URL.canParse(jwks_uri))
      throw new Fault("provider-failed", "The provider publishes no keys (jwks_uri).");
    const keys = jose.createRemoteJWKSet(new URL(jwks_uri), {
      [jose.customFetch]: provider.fetch,
      timeoutDuration: 10_000,
    });
    keySets.set(provider, keys);
    return keys;
  };

  const useOnce = (id: string) => {
    const now = clock.now();
    for (const [known, endsAt] of used) if (endsAt <= now || used.size >= maxRemembered) used.delete(known);
    if (used.has(id)) throw refused("it was used already");
    used.set(id, now + (maxAgeSeconds + 2 * toleranceSeconds) * 1000);
  };

  return {
    async read(token, provider) {
      const jose = await import("jose");
      const keys = keysOf(jose, provider);
      const { payload } = await jose
        .jwtVerify(token, keys, {
          typ: "logout+jwt",
          issuer: provider.issuer,
          audience: provider.clientId,
          algorithms,
          requiredClaims: ["iat", "jti", "events"],
          maxTokenAge: maxAgeSeconds,
          clockTolerance: toleranceSeconds,
          currentDate: new Date(clock.now()),
        })
        .catch((error: unknown) => {
          throw new Fault("invalid-request", "The logout token is not valid.", {
            cause: asFault(error, "The logout token is not valid"),
          });
        });
      const { jti, sub, sid, events } = payload;
      if ("nonce" in payload) throw refused("it has a nonce, as an ID token would");
      if (typeof events !== "object" || events === null || !Object.hasOwn(events, logoutEvent))
        throw refused("it is about another event");
      const subject = typeof sub === "string" && sub !== "" ? sub : null;
      const session = typeof sid === "string" && sid !== "" ? sid : null;
      if (subject === null && session === null) throw refused("it names neither a user nor a session");
      useOnce(String(jti));
      return { issuer: provider.issuer, subject, sid: session };
    },
  };
}

function refused(why: string): Fault {
  return new Fault("invalid-request", `The logout token is not valid: ${why}.`);
}
