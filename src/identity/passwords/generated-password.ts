// Passwords that Borgdeck makes: printed once, and changed at the first sign-in.
import type { StoredPassword } from "../../../schemas/users.ts";
import { isoTime } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";

/** How long a password that somebody else made is good, in milliseconds. */
const oneTimePasswordMs = 7 * 24 * 3_600_000;

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

/** Five groups of four, 100 random bits, without letters that are read for another. */
export function generatePassword(random: Random): string {
  const letters = Array.from(random.bytes(20), (byte) => alphabet[byte & 31]).join("");
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}

/** A hash that counts for a week: a password that two people know must not wait in a mailbox for ever. */
export function forOneTime(hash: StoredPassword, nowMs: number): StoredPassword & { readonly expiresAt: string } {
  return { ...hash, expiresAt: isoTime(nowMs + oneTimePasswordMs) };
}
