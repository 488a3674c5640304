// The client's own address, for throttling and audit. Never for deciding who somebody is.
import { canonicalPeer, type TrustedPeers } from "./peers.ts";

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
    const next = canonicalPeer(hop.trim());
    if (next === null) return current;
    current = next;
  }
  return current;
}
