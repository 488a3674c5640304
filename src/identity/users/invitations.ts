// Invitations: a link, good once and for a week, by which a local user sets a first or a new password. It signs nobody in.
import { createHash } from "node:crypto";
import type { UserRecord } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { Accounts, By } from "../accounts.ts";
import type { OpenDoors } from "../doors.ts";
import type { Client, IdentityAudit } from "../identity.ts";
import type { Passwords } from "../methods/password.ts";
import { refuseWeak } from "../passwords/change-password.ts";
import type { Sessions } from "../sessions.ts";

/** How long a link is good, in milliseconds. */
export const invitationMs = 7 * 24 * 3_600_000;

/** A link's token, which is known only now, and what is stored of it. */
export interface NewInvitation {
  readonly token: string;
  readonly stored: NonNullable<UserRecord["invitation"]>;
}

export interface Invitations {
  make(): NewInvitation;
  /** Gives a user a new link; the one before stops working, the password stays until the link is used. */
  renew(userId: string, by: By): Promise<NewInvitation>;
  /** Whose link it is. Throws Fault `not-found` where it was used, has expired, or never was one. */
  read(token: string, client: Client): Promise<{ readonly username: string; readonly expiresAt: string }>;
  /** Sets the password and ends all sessions. Throws Fault `not-found` as above, or `invalid-input` at `/newPassword`. */
  accept(token: string, newPassword: string, client: Client): Promise<void>;
}

export interface InvitationDependencies {
  readonly accounts: Pick<Accounts, "list" | "get" | "change">;
  readonly passwords: Pick<Passwords, "hash">;
  readonly sessions: Pick<Sessions, "endAll">;
  readonly doors: Pick<OpenDoors, "password">;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
  readonly random: Random;
}

/** Creates them. What a link was made for can end before it does: accounts forget it with another role and when a user is shut out. */
export function createInvitations(deps: InvitationDependencies): Invitations {
  const { accounts, passwords, sessions, doors, audit, clock, random } = deps;

  const isGood = (user: UserRecord, digest: string) =>
    user.active && user.invitation?.digest === digest && clock.now() < Date.parse(user.invitation.expiresAt);

  const make = (): NewInvitation => {
    const token = random.bytes(32).toString("base64url");
    return { token, stored: { digest: digestOf(token), expiresAt: isoTime(clock.now() + invitationMs) } };
  };

  const find = async (digest: string, client: Client): Promise<UserRecord> => {
    if (!doors.password) throw new Fault("not-found", "Signing in with a password is not offered here.");
    const user = accounts.list().find((one) => isGood(one, digest));
    if (user) return user;
    const refused = { event: "invitation.accept", outcome: "denied", actor: null, ...client, target: null } as const;
    await audit.record({ ...refused, detail: "a link that is not good, or no more" });
    throw noSuchLink();
  };

  return {
    make,
    async renew(userId, by) {
      const user = accounts.get(userId);
      if (user && user.door !== "local") throw new Fault("conflict", "This user signs in elsewhere; there is no link.");
      if (user && !user.active) throw new Fault("conflict", "This user is not active. Activate it, then make a link.");
      const made = make();
      const detail = `good until ${made.stored.expiresAt}`;
      await accounts.change(userId, () => ({ invitation: made.stored }), by, { name: "user.invite", detail });
      return made;
    },
    async read(token, client) {
      const { username, invitation } = await find(digestOf(token), client);
      return { username, expiresAt: invitation?.expiresAt ?? "" };
    },
    async accept(token, newPassword, client) {
      const digest = digestOf(token);
      const user = await find(digest, client);
      refuseWeak(user, newPassword);
      const password = await passwords.hash(newPassword, user.id);
      await sessions.endAll(user.id);
      // Looked at again as it is written: of two who come with the same link, one sets the password.
      const accepted = (now: UserRecord) => {
        if (!isGood(now, digest)) throw noSuchLink();
        return { password, mustChangePassword: false, invitation: null };
      };
      const by = { userId: user.id, username: user.username, ...client };
      await accounts.change(user.id, accepted, by, { name: "invitation.accept", detail: "a password was set" });
      await sessions.endAll(user.id); // and those that began with an older password meanwhile
    },
  };
}

/** The token has 256 random bits: a digest of it cannot be turned back, and is looked up like a name. */
function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function noSuchLink(): Fault {
  return new Fault(
    "not-found",
    "This link is not good: it was used already, is older than a week, or a newer one was made. Ask an administrator for another.",
  );
}
