// Trusted peers: which socket addresses belong to the proxy. Addresses only; no name is ever resolved.
import { BlockList, isIP } from "node:net";
import { Fault } from "../fault.ts";

/** Name of the peer at the other end of a Unix socket. */
export const unixPeer = "unix";

export interface TrustedPeers {
  /** Whether the peer (as canonicalPeer returns it) is one of them. Null and nonsense never are. */
  trusts(peer: string | null): boolean;
}

/** Takes addresses, CIDRs and `unix`. Throws Fault `invalid-configuration` for anything else, and for all the world. */
export function createTrustedPeers(entries: readonly string[]): TrustedPeers {
  const list = new BlockList();
  for (const entry of entries) if (entry !== unixPeer) addEntry(list, entry);
  const trustsUnix = entries.includes(unixPeer);
  return {
    trusts(peer) {
      if (peer === null) return false;
      if (peer === unixPeer) return trustsUnix;
      const version = isIP(peer);
      return version !== 0 && list.check(peer, version === 4 ? "ipv4" : "ipv6");
    },
  };
}

/**
 * One spelling for each address: IPv4 mapped into IPv6 becomes IPv4, a zone goes. Null for what is no address:
 * a TCP socket that was closed meanwhile has none either, so `undefined` alone does not make a Unix peer.
 */
export function canonicalPeer(remoteAddress: string | undefined): string | null {
  if (remoteAddress === undefined) return null;
  const address = remoteAddress.replace(/%.*$/, "").replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "");
  return isIP(address) === 0 ? null : address.toLowerCase();
}

/** Whether a peer (as canonicalPeer returns it) is this machine itself, over TCP. */
export function isLoopbackPeer(peer: string | null): boolean {
  return peer === "::1" || (peer?.startsWith("127.") ?? false);
}

function addEntry(list: BlockList, entry: string): void {
  const [address = "", prefix, ...rest] = entry.split("/");
  const version = isIP(address);
  const bits = prefix === undefined ? (version === 4 ? 32 : 128) : Number(prefix);
  const wellFormed =
    version !== 0 && !address.includes("%") && rest.length === 0 && /^\d{0,3}$/.test(prefix ?? "") && prefix !== "";
  if (!wellFormed || bits < 1 || bits > (version === 4 ? 32 : 128)) {
    throw new Fault(
      "invalid-configuration",
      `TRUSTED_PROXIES: "${entry}" is not an address or a range of some; write for example 172.18.0.5 or 172.18.0.0/24.`,
    );
  }
  list.addSubnet(address, bits, version === 4 ? "ipv4" : "ipv6");
}
