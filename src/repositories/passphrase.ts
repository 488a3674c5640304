// Passphrases that Borgdeck makes: strong, and yet typed from paper without doubt.
import type { Random } from "../ports/random.ts";

/** Without the letters and digits that are mistaken for one another: i, l, o, 0, 1. */
const alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
const groups = 6;
const groupLength = 5;
const generatedPattern = new RegExp(`^(?:[${alphabet}]{${groupLength}}-){${groups - 1}}[${alphabet}]{${groupLength}}$`);

/** Six groups of five characters: 148 random bits. */
export function generatePassphrase(random: Pick<Random, "integer">): string {
  const character = () => alphabet.charAt(random.integer(alphabet.length));
  const group = () => Array.from({ length: groupLength }, character).join("");
  return Array.from({ length: groups }, group).join("-");
}

/** Whether a passphrase has the form of those that are made here. */
export function isGenerated(passphrase: string): boolean {
  return generatedPattern.test(passphrase);
}
