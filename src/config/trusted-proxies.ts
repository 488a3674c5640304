// TRUSTED_PROXIES: which peers' headers are believed. Anything doubtful is refused, since it decides who gets in.
import { isIP } from "node:net";
import ipaddr from "ipaddr.js";
import type { Problems } from "./problems.ts";

/** Widest ranges that can still be somebody's own network (10.0.0.0/8, fc00::/7). */
const shortestPrefix = { 4: 8, 6: 7 } as const;
const name = "TRUSTED_PROXIES";

/** Canonical CIDR ranges, and `unix`. Wrong entries are noted, and so is a missing list where it is required. */
export function readTrustedProxies(
  entries: readonly string[] | undefined,
  required: boolean,
  problems: Problems,
): string[] {
  if (!entries || entries.length === 0) {
    if (!required || problems.has(name)) return [];
    problems.add(
      name,
      "is required where a proxy authenticates. Write the proxy's address as this service sees it, such as 127.0.0.1",
    );
    return [];
  }
  return [...new Set(entries.flatMap((entry) => readEntry(entry, problems) ?? []))];
}

function readEntry(entry: string, problems: Problems): string | null {
  const refuse = (why: string) => {
    problems.add(name, `${JSON.stringify(entry)} ${why}`);
    return null;
  };
  if (entry.toLowerCase() === "unix") return "unix";
  if (entry === "*") return refuse("trusts everybody. Write the proxy's address, such as 127.0.0.1");
  const [address = "", prefixText, ...more] = entry.split("/");
  const version = isIP(address); // ipaddr.js alone would take 10.1 and 010.0.0.1
  if (version === 0 || more.length > 0 || address.includes("%")) {
    return refuse("is not an IP address or a CIDR range. Write addresses, not names: 127.0.0.1 and ::1 for localhost");
  }
  const bits = version === 4 ? 32 : 128;
  if (prefixText !== undefined && !(/^\d{1,3}$/.test(prefixText) && Number(prefixText) <= bits)) {
    return refuse(`has a wrong prefix length. Write 0 to ${bits} after the slash, such as ${address}/${bits}`);
  }
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv6 && parsed.isIPv4MappedAddress()) {
    return refuse(`is an IPv4 address in IPv6 form. Write ${parsed.toIPv4Address().toString()}`);
  }
  const prefix = prefixText === undefined ? bits : Number(prefixText);
  if (prefix < shortestPrefix[version as 4 | 6]) {
    return refuse("trusts far too many addresses. Write the proxy's own address");
  }
  const network = networkOf(parsed, prefix);
  if (network !== parsed.toString())
    return refuse(`has bits beyond its prefix. Write ${network}/${prefix} or ${address}`);
  return `${network}/${prefix}`;
}

function networkOf(address: ipaddr.IPv4 | ipaddr.IPv6, prefix: number): string {
  const bytes = address.toByteArray().map((byte, index) => {
    const kept = Math.max(0, Math.min(8, prefix - index * 8));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
  return ipaddr.fromByteArray(bytes).toString();
}
