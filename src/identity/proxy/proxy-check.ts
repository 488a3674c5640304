// What the proxy really sent with a request and what was made of it: for administrators who set one up.
import { proxyPresets } from "../../../schemas/proxy-presets.ts";
import type { ProxyCheckReply } from "../../../schemas/sign-in-settings.ts";
import type { Client, Identity } from "../identity.ts";
import type { DistinctHeaders } from "../methods/proxy-claim.ts";
import type { ProxyMethodConfig } from "../methods/proxy-method.ts";
import { groupsDecide } from "../methods/proxy-roles.ts";
import type { TrustedPeers } from "../peers.ts";
import { type CheckedHeader, checkedHeaders } from "./proxy-check-headers.ts";

/** The request that is looked at: that of whoever asks. */
export interface CheckedRequest {
  readonly client: Client;
  readonly headers: DistinctHeaders;
  readonly identity: Identity;
}

export interface ProxyCheck {
  checkProxy(request: CheckedRequest): ProxyCheckReply;
}

export interface ProxyCheckDependencies {
  readonly proxyAuth: ProxyMethodConfig | null;
  readonly trustedProxies: readonly string[];
  readonly trusted: TrustedPeers;
  readonly publicBaseUrl: string | null;
}

/** Creates it. */
export function createProxyCheck(deps: ProxyCheckDependencies): ProxyCheck {
  const { proxyAuth, trustedProxies, trusted } = deps;
  return {
    checkProxy({ client, headers, identity }) {
      const shown = checkedHeaders(proxyAuth, headers);
      const peerTrusted = trusted.trusts(client.peer);
      return {
        mode: proxyAuth === null ? "none" : proxyAuth.assertion ? "assertion" : "header",
        preset: proxyAuth?.preset ?? null,
        peer: client.peer,
        peerTrusted,
        trustedProxies: [...trustedProxies],
        clientAddress: client.address,
        headers: shown,
        decision: decisionOf(deps, client, identity),
        user: identity.user.username,
        role: identity.user.role,
        advice: adviceFor(deps, client, peerTrusted, shown),
      };
    },
  };
}

function decisionOf({ proxyAuth }: ProxyCheckDependencies, { peer }: Client, { user, method }: Identity): string {
  const from = peer ?? "an unknown peer";
  if (method === "header") {
    return `${user.username} is signed in, since ${from} is a trusted proxy and sent ${proxyAuth?.userHeader}.`;
  }
  if (method === "assertion") {
    return `${user.username} is signed in, since ${from} is a trusted proxy and sent an assertion whose signature, issuer, audience and lifetime hold.`;
  }
  if (method === "none") return "Authentication is switched off: everybody who reaches this port is an administrator.";
  const how = `${user.username} is signed in to Borgdeck itself (${method})`;
  return proxyAuth === null ? `${how}. No proxy signs people in.` : `${how}, beside the proxy, and not by its word.`;
}

function adviceFor(
  { proxyAuth, trustedProxies, publicBaseUrl }: ProxyCheckDependencies,
  { peer, address }: Client,
  peerTrusted: boolean,
  headers: readonly CheckedHeader[],
): string[] {
  const sent = (use: CheckedHeader["use"]) => headers.some((header) => header.use === use && header.count > 0);
  const advice: string[] = [];
  if (!peerTrusted && (proxyAuth !== null || sent("address"))) {
    advice.push(
      `This request came from ${peer ?? "an unknown peer"}, which is not in TRUSTED_PROXIES. If that is your proxy, add ${peer ?? "its address"} there.`,
    );
  }
  if (peerTrusted && !sent("address")) {
    advice.push(
      "The proxy sends no X-Forwarded-For, so that everybody seems to be at its address, for throttling and in the audit. Let it set that header.",
    );
  }
  if (peerTrusted && sent("address") && address === peer) {
    advice.push(
      "X-Forwarded-For names no address but trusted ones. Keep clients out of TRUSTED_PROXIES, and let the proxy set that header.",
    );
  }
  if (publicBaseUrl === null && proxyAuth !== null) {
    advice.push(
      "Set PUBLIC_BASE_URL to the address that browsers use: links and the cookie's security follow from it.",
    );
  }
  const wide = trustedProxies.filter(isWide);
  if (wide.length > 0) {
    advice.push(
      `TRUSTED_PROXIES has whole networks (${wide.join(", ")}): any host in them can pass for the proxy. Name its own address.`,
    );
  }
  return proxyAuth === null ? advice : [...advice, ...adviceOnHeaders(proxyAuth, headers)];
}

function adviceOnHeaders(proxyAuth: ProxyMethodConfig, headers: readonly CheckedHeader[]): string[] {
  const advice: string[] = [];
  const { assertion, secret } = proxyAuth;
  if (assertion === null && secret === null) {
    advice.push(
      "Set PROXY_AUTH_SECRET, and let the proxy send it: then its address alone is not enough to pass for it.",
    );
  }
  if (assertion === null && (groupsDecide(proxyAuth) || proxyAuth.roleHeader || proxyAuth.allRepositoriesRoleHeader)) {
    advice.push(
      "Roles come from headers that nothing signs. Make sure that the proxy deletes those headers from what clients send, also where it sets none itself; a signed assertion is safer.",
    );
  }
  if (assertion === null && (proxyAuth.preset === "authentik" || proxyAuth.preset === "oauth2-proxy")) {
    advice.push(`${proxyAuth.preset} can sign what it says: set PROXY_AUTH_JWT_ISSUER, _AUDIENCE and _JWKS_URL.`);
  }
  for (const { name, value } of headers) {
    if (value !== null && /[{}]/.test(value)) {
      advice.push(
        `${name} arrives as the placeholder ${value}: the proxy did not get that header from the service that signs in.`,
      );
    }
  }
  const own = new Set(headersOfPreset(proxyAuth.preset));
  const foreign = headers
    .filter(({ use, name }) => use === "ignored" && isIdentity(name) && !own.has(name.toLowerCase()))
    .map(({ name }) => name);
  if (foreign.length > 0) {
    advice.push(`Not read, and better deleted by the proxy, since a client may have sent them: ${foreign.join(", ")}.`);
  }
  return advice;
}

/** What the system of the preset itself sends, read or not: a proxy that is set up for it sets these, and clients cannot. */
function headersOfPreset(preset: string): string[] {
  const row = Object.entries(proxyPresets).find(([name]) => name === preset)?.[1];
  if (!row) return [];
  const { user, name, email, groups } = row.headers;
  return [user, name, email, groups, row.assertion?.header].flatMap((each) => (each ? [each.toLowerCase()] : []));
}

/** What is not read anyway because it is about addresses is no cause for worry. */
function isIdentity(name: string): boolean {
  return !/^(forwarded|x-real-ip|cf-connecting-ip|true-client-ip|x-forwarded-(host|proto|prefix))$/i.test(name);
}

/** More than a handful of addresses. */
function isWide(entry: string): boolean {
  const [address = "", bits] = entry.split("/");
  return bits !== undefined && Number(bits) < (address.includes(":") ? 120 : 24);
}
