// Passwords that Borgdeck makes: printed once, and changed at the first sign-in.
import type { Random } from "../../ports/random.ts";

const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";

/** Five groups of four, 100 random bits, without letters that are read for another. */
export function generatePassword(random: Random): string {
  const letters = Array.from(random.bytes(20), (byte) => alphabet[byte & 31]).join("");
  return letters.replace(/(.{4})(?=.)/g, "$1-");
}
