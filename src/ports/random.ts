// Randomness, so that tests can fix it.
import { randomBytes, randomInt } from "node:crypto";

export interface Random {
  /** `count` bytes from the system's cryptographic generator. */
  bytes(count: number): Buffer;
  /** An integer in [0, limit). */
  integer(limit: number): number;
}

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** A new opaque id: 16 characters of base32, 80 random bits. */
export function newId(random: Random): string {
  return Array.from(random.bytes(16), (byte) => alphabet[byte & 31]).join("");
}

export const systemRandom: Random = {
  bytes: (count) => randomBytes(count),
  integer: (limit) => randomInt(limit),
};
