// Signing in by the header of a proxy that has already authenticated. The peer comes first; then anything is read.
import { createHash, timingSafeEqual } from "node:crypto";
import { Fault } from "../../fault.ts";
import { isUsername, proxySubject } from "../names.ts";
import { createTrustedPeers } from "../peers.ts";
import type { DistinctHeaders, ProxyClaim } from "./proxy-claim.ts";

/** Which headers the proxy sets. */
export interface ProxyHeaders {
  readonly userHeader: string;
  readonly nameHeader: string | null;
  readonly emailHeader: string | null;
  readonly trustedProxies: readonly string[];
  readonly secret: { readonly header: string; readonly value: string } | null;
}

export interface HeaderMethod {
  /**
   * Null where no identity header was sent, or an empty one by a trusted proxy.
   * Throws Fault `untrusted-peer` (not a trusted proxy, or without its secret) or `invalid-request`.
   */
  read(peer: string | null, headers: DistinctHeaders): ProxyClaim | null;
}

const maxCached = 1000;
const maxCachedLength = 1000;

/** Creates the method. Claims are cached by what was sent, so that a request costs a comparison and a look-up. */
export function createHeaderMethod(config: ProxyHeaders): HeaderMethod {
  const trusted = createTrustedPeers(config.trustedProxies);
  const names = {
    user: config.userHeader.toLowerCase(),
    name: config.nameHeader?.toLowerCase() ?? null,
    email: config.emailHeader?.toLowerCase() ?? null,
  };
  const cached = new Map<string, ProxyClaim>();

  const claim = (user: string, name: string | null, email: string | null): ProxyClaim => {
    const key = JSON.stringify([user, name, email]);
    const known = cached.get(key);
    if (known) return known;
    const made = toClaim(config.userHeader, user, name, email);
    if (key.length > maxCachedLength) return made;
    if (cached.size >= maxCached) cached.delete(cached.keys().next().value as string);
    cached.set(key, made);
    return made;
  };

  return {
    read(peer, headers) {
      if (!trusted.trusts(peer)) {
        if (headers[names.user] === undefined) return null;
        throw new Fault(
          "untrusted-peer",
          `The header ${config.userHeader} came from ${peer ?? "an unknown peer"}, which is not in TRUSTED_PROXIES. If that is your proxy, add its address there.`,
        );
      }
      const user = single(headers, names.user);
      if (user === null || user.trim() === "") return null;
      requireSecret(config.secret, headers);
      return claim(user, names.name && single(headers, names.name), names.email && single(headers, names.email));
    },
  };
}

function requireSecret(secret: ProxyHeaders["secret"], headers: DistinctHeaders): void {
  if (secret === null) return;
  const sent = single(headers, secret.header.toLowerCase());
  if (sent !== null && sameText(sent, secret.value)) return;
  throw new Fault(
    "untrusted-peer",
    `The proxy did not send the secret that PROXY_AUTH_SECRET sets, in the header ${secret.header}.`,
  );
}

function single(headers: DistinctHeaders, name: string): string | null {
  const values = headers[name] ?? [];
  if (values.length <= 1) return values[0] ?? null;
  throw new Fault(
    "invalid-request",
    `The header ${name} was sent ${values.length} times. Let the proxy delete what the client sent before it sets its own.`,
  );
}

function toClaim(header: string, user: string, name: string | null, email: string | null): ProxyClaim {
  const subject = proxySubject(decodeHeader(user));
  if (!isUsername(subject)) {
    throw new Fault(
      "invalid-request",
      `The name in the header ${header} cannot be one: it has a comma, braces or invisible characters, or is longer than 128. A proxy that sends a placeholder unfilled is set up wrongly.`,
    );
  }
  return {
    method: "header",
    subject,
    username: subject,
    displayName: plainText(name, 200),
    email: plainText(email, 320),
    roles: undefined,
  };
}

/** A text that is only shown: what does not look right is left out rather than refused. */
function plainText(raw: string | null, maxLength: number): string | null {
  const text = raw === null ? "" : decodeHeader(raw).normalize("NFC").trim();
  return text === "" || text.length > maxLength || /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}{}]/u.test(text) ? null : text;
}

/** Node reads header bytes as Latin-1; what is UTF-8 in truth is made so, everything else stays Latin-1. */
export function decodeHeader(value: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(value, "latin1"));
  } catch {
    // Not UTF-8, so it was Latin-1.
    return value;
  }
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
