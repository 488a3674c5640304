// Which network an address is of: who has one address of an IPv6 network has 2^64 of them.
import { isIP, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/** The key that attempts from an address are counted under: an IPv4 address itself, the /64 of an IPv6 one. */
export function networkOf(address: string | null): string {
  if (address === null || isIP(address) === 0) return address ?? "unknown";
  if (!isIPv6(address)) return address;
  return `${ipaddr.IPv6.parse(address)
    .parts.slice(0, 4)
    .map((part) => part.toString(16))
    .join(":")}::/64`;
}
