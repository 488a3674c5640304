// Signing in by plain headers of a proxy that has already authenticated. The peer comes first; then anything is read.
import { Fault } from "../../fault.ts";
import { isUsername, proxySubject } from "../names.ts";
import { createTrustedPeers } from "../peers.ts";
import { decodeEncodedWords, decodeHeader, plainText } from "./header-text.ts";
import type { DistinctHeaders, ProxyClaim } from "./proxy-claim.ts";
import { type ProxySecret, requireSecret, single, untrustedPeer } from "./proxy-peer.ts";
import { type ProxyRoleRules, rolesOfHeaders } from "./proxy-roles.ts";

/** Which headers the proxy sets. */
export interface ProxyHeaders extends ProxyRoleRules {
  readonly userHeader: string;
  readonly nameHeader: string | null;
  readonly emailHeader: string | null;
  /** Texts come as encoded words (RFC 2047). */
  readonly encodedWords: boolean;
  /** A request with this header is of nobody whom the proxy knows. */
  readonly refusedHeader: string | null;
  readonly trustedProxies: readonly string[];
  readonly secret: ProxySecret | null;
}

export interface HeaderMethod {
  /**
   * Null where no identity header was sent, or an empty one by a trusted proxy.
   * Throws Fault `untrusted-peer` (not a trusted proxy, or without its secret) or `invalid-request`.
   */
  read(peer: string | null, headers: DistinctHeaders): ProxyClaim | null;
}

/** What was sent, as it came. */
interface Sent {
  readonly user: string;
  readonly name: string | null;
  readonly email: string | null;
  readonly groups: string | null;
  readonly role: string | null;
  readonly allRepositoriesRole: string | null;
}

const maxCached = 1000;
const maxCachedLength = 2000;

/** Creates the method. Claims are cached by what was sent, so that a request costs a comparison and a look-up. */
export function createHeaderMethod(config: ProxyHeaders): HeaderMethod {
  const trusted = createTrustedPeers(config.trustedProxies);
  const userName = config.userHeader.toLowerCase();
  const refusedName = config.refusedHeader?.toLowerCase() ?? null;
  const readSent = createReader(config);
  const cached = new Map<string, ProxyClaim>();

  const claimOf = (sent: Sent): ProxyClaim => {
    const key = JSON.stringify(sent);
    const known = cached.get(key);
    if (known) return known;
    const made = toClaim(config, sent);
    if (key.length > maxCachedLength) return made;
    if (cached.size >= maxCached) cached.delete(cached.keys().next().value as string);
    cached.set(key, made);
    return made;
  };

  return {
    read(peer, headers) {
      if (!trusted.trusts(peer)) {
        if (headers[userName] === undefined) return null;
        throw untrustedPeer(config.userHeader, peer);
      }
      if (refusedName !== null && headers[refusedName] !== undefined) throw refusedRequest(config);
      const user = single(headers, userName);
      if (user === null || user.trim() === "") return null;
      requireSecret(config.secret, headers);
      return claimOf(readSent(user, headers));
    },
  };
}

function createReader(config: ProxyHeaders): (user: string, headers: DistinctHeaders) => Sent {
  const reader = (header: string | null) => {
    const name = header?.toLowerCase() ?? null;
    return (headers: DistinctHeaders) => (name === null ? null : single(headers, name));
  };
  const name = reader(config.nameHeader);
  const email = reader(config.emailHeader);
  const groups = reader(config.groupsHeader);
  const role = reader(config.roleHeader);
  const allRepositoriesRole = reader(config.allRepositoriesRoleHeader);
  return (user, headers) => ({
    user,
    name: name(headers),
    email: email(headers),
    groups: groups(headers),
    role: role(headers),
    allRepositoriesRole: allRepositoriesRole(headers),
  });
}

function refusedRequest({ refusedHeader, trustedProxies }: ProxyHeaders): Fault {
  return new Fault(
    "untrusted-peer",
    `The header ${refusedHeader} says that the request comes from the open internet, which the proxy (${trustedProxies.join(", ")}) lets in without asking who it is.`,
  );
}

function toClaim(config: ProxyHeaders, sent: Sent): ProxyClaim {
  const decode = config.encodedWords ? decodeEncodedWords : decodeHeader;
  const decoded = (text: string | null) => (text === null ? null : decode(text));
  const subject = proxySubject(decode(sent.user));
  if (!isUsername(subject)) {
    throw new Fault(
      "invalid-request",
      `The name in the header ${config.userHeader} cannot be one: it has a comma, braces or invisible characters, or is longer than 128. A proxy that sends a placeholder unfilled is set up wrongly.`,
    );
  }
  const { groups, role, allRepositoriesRole } = sent;
  return {
    method: "header",
    subject,
    username: subject,
    adminNames: [subject],
    displayName: plainText(decoded(sent.name), 200),
    email: plainText(decoded(sent.email), 320),
    roles: rolesOfHeaders(
      { groups: decoded(groups), role: decoded(role), allRepositoriesRole: decoded(allRepositoriesRole) },
      config,
    ),
  };
}
