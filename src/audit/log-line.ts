// An event as one line of the log, in a form that stays: fail2ban and people's own scripts read it.
import type { AuditEntry } from "../../schemas/audit.ts";

/**
 * `audit event=… outcome=… address=… peer=… user=… target=… detail=…`, always all of them in this order, `-` for what is
 * not known. Values are percent-encoded (RFC 3986, 2.1), so that no name or user agent can pass for another field or line.
 */
export function auditLine({ event, outcome, address, peer, actor, target, detail }: AuditEntry): string {
  const fields = { event, outcome, address, peer, user: actor?.username, target, detail };
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${encode(value ?? "-")}`);
  return ["audit", ...pairs].join(" ");
}

/** Everything but what addresses, ids and plain words are made of; a lone surrogate has no UTF-8 and becomes U+FFFD. */
function encode(value: string): string {
  return Buffer.from(value)
    .toString()
    .replace(/[^\w.:@/-]/gu, encodeURIComponent);
}
