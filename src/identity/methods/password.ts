// Password hashes: bcrypt over an HMAC, so that no password is cut at bcrypt's 72 bytes. The only importer of bcrypt.
import { createHmac } from "node:crypto";
import bcrypt from "bcrypt";
import { Fault } from "../../fault.ts";

export interface PasswordHash {
  readonly version: 1;
  readonly hash: string;
}

export interface Passwords {
  hash(password: string): Promise<PasswordHash>;
  /** Takes as long where there is no hash. Throws Fault `too-many-requests` where too many are waiting. */
  matches(password: string, stored: PasswordHash | null): Promise<boolean>;
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
const atOnce = 2;
const maxWaiting = 20;

/** Creates hashing and comparing. */
export function createPasswords({ pepper, cost = 12, hasher = bcrypt }: PasswordDependencies): Passwords {
  const limited = createLimiter();
  // 48 bytes are 64 characters of base64: below bcrypt's 72, without NUL (OWASP, Password Storage Cheat Sheet).
  const condense = (password: string) =>
    createHmac("sha384", pepper).update(password.normalize("NFKC")).digest("base64");
  return {
    hash: async (password) => ({ version: 1, hash: await limited(() => hasher.hash(condense(password), cost)) }),
    async matches(password, stored) {
      const same = await limited(() => hasher.compare(condense(password), stored?.hash ?? nobodysHash));
      return same && stored !== null;
    },
  };
}

/** Two pieces of work at once, a few that wait, and no more. */
function createLimiter(): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= atOnce) {
      if (waiting.length >= maxWaiting) {
        throw new Fault("too-many-requests", "Too many people are signing in just now. Try again in a few seconds.", {
          retryAfterMs: 5000,
        });
      }
      await new Promise<void>((resolve) => waiting.push(resolve));
    } else running += 1;
    try {
      return await work();
    } finally {
      // The turn is handed on rather than given back, so that nobody can slip in between.
      const next = waiting.shift();
      if (next) next();
      else running -= 1;
    }
  };
}
