// The client's own address, for throttling and audit. Never for deciding who somebody is.
import type { Log } from "../../ports/log.ts";
import { canonicalPeer, type TrustedPeers } from "../peers.ts";

/** More hops than that are nobody's set-up; the rest is not looked at. */
const maxHops = 20;

/**
 * Reads X-Forwarded-For from right to left for as long as the hop that wrote an entry is trusted; the first address
 * that is not is the client. What is not an address ends the reading at the hop that sent it.
 */
export function clientAddress(
  peer: string | null,
  forwardedFor: readonly string[],
  trusted: TrustedPeers,
): string | null {
  let current = peer;
  const hops = forwardedFor.join(",").split(",").slice(-maxHops).reverse();
  for (const hop of hops) {
    if (!trusted.trusts(current)) return current;
    const next = canonicalPeer(withoutPort(hop.trim()));
    if (next === null) return current;
    current = next;
  }
  return current;
}

/** Some proxies write the port, too (`198.51.100.7:1234`, `[2001:db8::1]:443`), or brackets alone. */
function withoutPort(hop: string): string {
  const [, v6, v4] = /^(?:\[([^\]]*:[^\]]*)\](?::\d{1,5})?|([^:[\]]*):\d{1,5})$/.exec(hop) ?? [];
  return v6 ?? v4 ?? hop;
}

const maxWarned = 100;

/**
 * The same for the service, which says once of each peer that its X-Forwarded-For is not believed: without a word,
 * somebody who forgot TRUSTED_PROXIES sees every client at the proxy's address and does not know why.
 */
export function createClientAddresses(
  trusted: TrustedPeers,
  log: Pick<Log, "warn">,
): (peer: string | null, forwardedFor: readonly string[]) => string | null {
  const warned = new Set<string>();
  return (peer, forwardedFor) => {
    if (peer !== null && !warned.has(peer) && warned.size < maxWarned && !trusted.trusts(peer)) {
      warned.add(peer);
      log.warn("X-Forwarded-For was ignored: its sender is not in TRUSTED_PROXIES", { peer });
    }
    return clientAddress(peer, forwardedFor, trusted);
  };
}
