// One-time codes of an authenticator app (TOTP, RFC 6238). The only importer of otpauth.
import { Secret, TOTP } from "otpauth";
import type { Random } from "../../ports/random.ts";

/** What every authenticator app knows; others are ignored by some of them. */
const parameters = { issuer: "Borgdeck", algorithm: "SHA1", digits: 6, period: 30 } as const;
/** 160 bits, as RFC 4226 advises (section 4, R6). */
const secretBytes = 20;
/** Steps before and after the present one that count too: clocks differ, and typing takes a while (RFC 6238, 5.2). */
const window = 1;

/** A new secret, base32. */
export function newTotpSecret(random: Pick<Random, "bytes">): string {
  // Copied: a Buffer may be a view of a larger pool.
  return new Secret({ buffer: Uint8Array.from(random.bytes(secretBytes)).buffer }).base32;
}

/** What an authenticator app reads from the QR code. */
export function totpUri(secret: string, account: string): string {
  return new TOTP({ ...parameters, label: account, secret: Secret.fromBase32(secret) }).toString();
}

/**
 * The time step that a code belongs to; null where it is of none. Whether that step was used before is for the caller to
 * say, who knows the last one.
 */
export function totpStep(secret: string, code: string, nowMs: number): number | null {
  if (!/^[0-9]{6}$/.test(code)) return null;
  const totp = new TOTP({ ...parameters, secret: Secret.fromBase32(secret) });
  const delta = totp.validate({ token: code, timestamp: nowMs, window });
  return delta === null ? null : totp.counter({ timestamp: nowMs }) + delta;
}
