// Password hashes: bcrypt over an HMAC, so that no password is cut at bcrypt's 72 bytes. The only importer of bcrypt.
import { createHmac } from "node:crypto";
import bcrypt from "bcrypt";
import { createLanes, type Place } from "../throttle/lanes.ts";

export interface PasswordHash {
  readonly version: 1;
  readonly hash: string;
}

export interface Passwords {
  /** For somebody who has shown to be let, named by account. Throws Fault `too-many-requests` as `matches` does. */
  hash(password: string, account: string): Promise<PasswordHash>;
  /** Takes as long where there is no hash. Throws Fault `too-many-requests` where too many are waiting in that place. */
  matches(password: string, stored: PasswordHash | null, place: Place): Promise<boolean>;
}

export interface PasswordDependencies {
  /** Random secret of this installation, from the vault. */
  readonly pepper: Buffer;
  /** Rounds as a power of two; 12 but in tests. */
  readonly cost?: number;
  /** bcrypt; replaced by tests that count. */
  readonly hasher?: Pick<typeof bcrypt, "hash" | "compare">;
}

/** A hash that nothing matches: what unknown names are compared with, so that they take as long as known ones. */
const nobodysHash = "$2b$12$ZkkQ59CnFVD/Efkc/Up8WeoutKvvlCjUT6UyfrrdfuUDKCBRRTy86";

/** bcrypt keeps a thread busy for a fifth of a second; more at once would starve file access. */
const lanes = { atOnce: 2, known: { total: 40, each: 4 }, strangers: { total: 40, each: 2 } };

/** Creates hashing and comparing. */
export function createPasswords({ pepper, cost = 12, hasher = bcrypt }: PasswordDependencies): Passwords {
  const inLane = createLanes(lanes);
  // 48 bytes are 64 characters of base64: below bcrypt's 72, without NUL (OWASP, Password Storage Cheat Sheet).
  const condense = (password: string) =>
    createHmac("sha384", pepper).update(password.normalize("NFKC")).digest("base64");
  return {
    async hash(password, account) {
      const place = { known: true, names: [account] };
      return { version: 1, hash: await inLane(place, () => hasher.hash(condense(password), cost)) };
    },
    async matches(password, stored, place) {
      const same = await inLane(place, () => hasher.compare(condense(password), stored?.hash ?? nobodysHash));
      return same && stored !== null;
    },
  };
}
