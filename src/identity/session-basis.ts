// What a session that begins rests on: looked at again in the moment of writing, since all of it can end meanwhile.
import type { SignInMethod } from "../../schemas/sessions.ts";
import type { UserRecord } from "../../schemas/users.ts";

export interface SessionBasis {
  /** What Sessions.mark gave before anything was proved: where all of the user's were ended since, none begins. */
  readonly since?: number | undefined;
  /** Stored id of the session that goes on in this one: where that has ended, so has this. Then `since` is not asked. */
  readonly continues?: string;
  /** Whether what was proved is so still. */
  readonly holds?: () => boolean;
}

/** Whether what a user proved at signing in is so still. `proved` is the record as it was then. */
export function stillHolds(proved: UserRecord, now: UserRecord | undefined, method: SignInMethod): boolean {
  if (!now?.active) return false;
  switch (method) {
    case "oidc":
      return now.oidc?.issuer === proved.oidc?.issuer && now.oidc?.subject === proved.oidc?.subject;
    case "passkey":
      // Which one it was is not asked: where any was removed meanwhile, signing in once more is little to ask.
      return proved.passkeys.every(({ id, publicKey }) =>
        now.passkeys.some((one) => one.id === id && one.publicKey === publicKey),
      );
    default:
      return now.password?.hash === proved.password?.hash && now.totp?.enabledAt === proved.totp?.enabledAt;
  }
}

export interface Endings {
  /** How many times sessions of anybody were ended, so far. */
  mark(): number;
  /** All of a user's are being ended. */
  ofUser(userId: string): void;
  /** Whether all of a user's were ended since that mark. */
  hasEnded(userId: string, since: number): boolean;
}

/** A few more than there can be users; who is forgotten was signed out long before any request that is under way. */
const maxUsers = 20_000;

/** Creates it. */
export function createEndings(): Endings {
  const endedAt = new Map<string, number>();
  let count = 0;
  return {
    mark: () => count,
    ofUser(userId) {
      count += 1;
      endedAt.delete(userId);
      endedAt.set(userId, count);
      if (endedAt.size > maxUsers) endedAt.delete(endedAt.keys().next().value as string);
    },
    hasEnded: (userId, since) => (endedAt.get(userId) ?? 0) > since,
  };
}
