// Which networks an address is of: who has one address of an IPv6 network has 2^64 of them, and often some networks more.
import { isIP, isIPv6 } from "node:net";
import ipaddr from "ipaddr.js";

/** What an IPv6 address is counted as, in bits: a link, and what providers give to a home and to a site (RFC 6177). */
const prefixes = [64, 56, 48] as const;

/** The key that attempts from an address are counted under: an IPv4 address itself, the /64 of an IPv6 one. */
export function networkOf(address: string | null): string {
  return networksOf(address)[0] as string;
}

/** The same and, of an IPv6 address, the wider networks around it: three keys or one, the narrowest first. */
export function networksOf(address: string | null): readonly string[] {
  if (address === null || isIP(address) === 0) return [address ?? "unknown"];
  if (!isIPv6(address)) return [address];
  const { parts } = ipaddr.IPv6.parse(address);
  return prefixes.map((bits) => {
    const kept = parts.slice(0, 4).map((part, at) => part & (0xffff << Math.max(0, 16 * (at + 1) - bits)) & 0xffff);
    return `${kept.map((part) => part.toString(16)).join(":")}::/${bits}`;
  });
}
