// Signing in by a proxy's signed assertion (JWT). Once one is read, no plain header is: a forged one is useless from anywhere.
import type { JWTVerifyOptions } from "jose";
import { isFault } from "../../../fault.ts";
import type { Clock } from "../../../ports/clock.ts";
import type { Fetch } from "../../../ports/fetch.ts";
import { createTrustedPeers } from "../../peers.ts";
import type { DistinctHeaders, ProxyClaim, ProxyMethod } from "../proxy-claim.ts";
import { type ProxySecret, requireSecret, single, untrustedPeer } from "../proxy-peer.ts";
import type { ProxyRoleRules } from "../proxy-roles.ts";
import { type AssertionRules, claimOfToken, clockToleranceSeconds, refusedAssertion, requireKind } from "./claims.ts";
import { createKeys } from "./keys.ts";
import { whyRefused } from "./refusals.ts";

/** What is believed, and of whom. */
export interface AssertionConfig extends ProxyRoleRules {
  readonly assertion: AssertionRules;
  readonly trustedProxies: readonly string[];
  readonly secret: ProxySecret | null;
}

/** Creates the method. jose is loaded with the first assertion. */
export function createAssertionMethod(
  config: AssertionConfig,
  { fetch, clock }: { readonly fetch: Fetch; readonly clock: Clock },
): ProxyMethod {
  const { assertion: rules } = config;
  const trusted = createTrustedPeers(config.trustedProxies);
  const keys = createKeys({ url: rules.jwksUrl, fetch, clock });
  const expected: JWTVerifyOptions = {
    issuer: rules.issuer,
    audience: rules.audience,
    algorithms: [...rules.algorithms],
    requiredClaims: ["iss", "aud", "sub", "exp", "iat"],
    clockTolerance: clockToleranceSeconds,
  };

  const verify = async (token: string): Promise<ProxyClaim> => {
    const { jwtVerify } = await import("jose");
    const nowMs = clock.now();
    const { payload, protectedHeader } = await jwtVerify(token, keys, {
      ...expected,
      currentDate: new Date(nowMs),
    }).catch((error: unknown) => {
      throw isFault(error) ? error : refusedAssertion(rules.header, whyRefused(error), error);
    });
    requireKind(rules, protectedHeader, payload, nowMs);
    return claimOfToken({ ...rules, roles: config }, payload);
  };

  return {
    read(peer, headers) {
      const token = tokenOf(rules, headers, trusted.trusts(peer));
      if (token === null) return null;
      if (!trusted.trusts(peer)) throw untrustedPeer(rules.header, peer);
      requireSecret(config.secret, headers);
      return verify(token);
    },
  };
}

/** The token; null where there is none. Of several none is chosen, but for strangers any is enough to be refused. */
function tokenOf({ header, scheme }: AssertionRules, headers: DistinctHeaders, trusted: boolean): string | null {
  const name = header.toLowerCase();
  const value = trusted ? single(headers, name) : (headers[name]?.join(" ") ?? null);
  if (value === null) return null;
  if (scheme === null) return value.trim() === "" && trusted ? null : value.trim();
  const [, token] = new RegExp(`^\\s*${scheme}\\s+(.*)$`, "i").exec(value) ?? [];
  return token?.trim() ?? null;
}
