// Recovery codes: what stands in for the authenticator app, once each.
import { createHash } from "node:crypto";
import type { Random } from "../../ports/random.ts";

/** Codes in a set. */
const recoveryCodesCount = 10;

/** 32 signs, none of which is read for another. */
const alphabet = "abcdefghijkmnpqrstuvwxyz23456789";
/** 120 random bits: so many that a plain digest of them can be stored. */
const letters = 24;

/** A new set, in six groups of four letters. */
export function newRecoveryCodes(random: Pick<Random, "bytes">): readonly string[] {
  return Array.from({ length: recoveryCodesCount }, () =>
    Array.from(random.bytes(letters), (byte) => alphabet[byte & 31])
      .join("")
      .replace(/(.{4})(?=.)/g, "$1-"),
  );
}

/** What is stored of a code: the SHA-256 of its letters, hex. Spaces, dashes and capitals do not matter. */
export function recoveryCodeDigest(code: string): string {
  const plain = code
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");
  return createHash("sha256").update(plain).digest("hex");
}
