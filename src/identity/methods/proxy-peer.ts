// What every way of being told by a proxy asks first: does it come from where the proxy is, and with its secret?
import { createHash, timingSafeEqual } from "node:crypto";
import { Fault } from "../../fault.ts";
import type { DistinctHeaders } from "./proxy-claim.ts";

/** The secret that the proxy sends with each request, and in which header. */
export interface ProxySecret {
  readonly header: string;
  readonly value: string;
}

/** Throws Fault `untrusted-peer` where the secret is missing or wrong. */
export function requireSecret(secret: ProxySecret | null, headers: DistinctHeaders): void {
  if (secret === null) return;
  const sent = single(headers, secret.header.toLowerCase());
  if (sent !== null && sameText(sent, secret.value)) return;
  throw new Fault(
    "untrusted-peer",
    `The proxy did not send the secret that PROXY_AUTH_SECRET sets, in the header ${secret.header}.`,
  );
}

/** What a header says; null where it was not sent. Throws Fault `invalid-request` where it was sent more than once. */
export function single(headers: DistinctHeaders, name: string): string | null {
  const values = headers[name] ?? [];
  if (values.length <= 1) return values[0] ?? null;
  throw new Fault(
    "invalid-request",
    `The header ${name} was sent ${values.length} times. Let the proxy delete what the client sent before it sets its own.`,
  );
}

/** The fault for a peer that is not in TRUSTED_PROXIES and says who somebody is all the same. */
export function untrustedPeer(header: string, peer: string | null): Fault {
  return new Fault(
    "untrusted-peer",
    `The header ${header} came from ${peer ?? "an unknown peer"}, which is not in TRUSTED_PROXIES. If that is your proxy, add its address there.`,
  );
}

/** Compares digests, so that neither content nor length shows in the time it takes. */
function sameText(one: string, other: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
