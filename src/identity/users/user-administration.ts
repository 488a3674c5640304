// What administrators do to users beyond changing a record: let them in, invite, sign out, remove.
import type { CreateUserRequest, FirstEntry, UserRecord } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import { createOneAtATime } from "../../one-at-a-time.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Random } from "../../ports/random.ts";
import type { Accounts, By, NewUser } from "../accounts.ts";
import type { OpenDoors } from "../doors.ts";
import type { Actor, IdentityAudit } from "../identity.ts";
import type { Passwords } from "../methods/password.ts";
import { isUsername, localSubject } from "../names.ts";
import { forOneTime, generatePassword } from "../passwords/generated-password.ts";
import type { Sessions } from "../sessions.ts";
import type { Invitations, NewInvitation } from "./invitations.ts";

export interface UserAdministration {
  /**
   * Adds a local user; `entry` gets it in the first time, and is known only now. Throws Fault `invalid-input` at `/username`, or `conflict`
   * where local accounts cannot sign in.
   */
  add(request: CreateUserRequest, by: By): Promise<{ readonly user: UserRecord; readonly entry: FirstEntry }>;
  /** Lets in somebody who waits for it. Throws Fault `conflict` where nobody does. */
  approve(id: string, by: By): Promise<UserRecord>;
  /** Ends every session of a user, signed tokens with them. API tokens stay. */
  signOut(id: string, by: Actor): Promise<UserRecord>;
  /**
   * Makes a new link for a local user. Never for oneself: that would be a way around one's own password. Throws Fault
   * `not-found`, `not-allowed`, or `conflict` where the user does not sign in here, or not any more.
   */
  invite(id: string, by: By): Promise<FirstEntry>;
}

export interface UserAdministrationDependencies {
  readonly accounts: Pick<Accounts, "get" | "byDoor" | "create" | "change">;
  readonly passwords: Pick<Passwords, "hash">;
  readonly invitations: Pick<Invitations, "make" | "renew">;
  readonly sessions: Pick<Sessions, "endAll">;
  readonly doors: OpenDoors;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
  readonly random: Random;
  /** The service's root as browsers see it: PUBLIC_BASE_URL, or BASE_PATH where that is not set. */
  readonly root: string;
}

/** Creates it. */
export function createUserAdministration(deps: UserAdministrationDependencies): UserAdministration {
  const { accounts, passwords, invitations, sessions, doors, audit, clock, random, root } = deps;
  const inTurn = createOneAtATime();

  const requireLocalSignIn = () => {
    if (doors.password) return;
    throw new Fault(
      "conflict",
      doors.header
        ? "Local accounts cannot sign in here. Users of the proxy appear when they come for the first time."
        : "Local sign-in is switched off. Users of the provider appear when they come for the first time.",
    );
  };

  const linkEntry = ({ token, stored }: NewInvitation): FirstEntry => ({
    invitationUrl: `${root}/invitation#${token}`, // behind #, so that it is in no log of a server
    oneTimePassword: null,
    expiresAt: stored.expiresAt,
  });

  const withInvitation = async (): Promise<[Partial<NewUser>, FirstEntry]> => {
    const made = invitations.make();
    return [{ invitation: made.stored }, linkEntry(made)];
  };
  const withPassword = async (subject: string): Promise<[Partial<NewUser>, FirstEntry]> => {
    const word = generatePassword(random);
    const password = forOneTime(await passwords.hash(word, subject), clock.now());
    const entry = { invitationUrl: null, oneTimePassword: word, expiresAt: password.expiresAt };
    return [{ password, mustChangePassword: true }, entry];
  };

  return {
    add: ({ username: given, start, ...about }, by) =>
      inTurn(async () => {
        requireLocalSignIn();
        const username = given.normalize("NFKC").trim();
        const subject = localSubject(given);
        refuseName(username, accounts.byDoor("local", subject) !== undefined);
        const [first, entry] = await (start === "invitation" ? withInvitation() : withPassword(subject));
        const detail = `${username}, ${about.role}; begins with ${start === "invitation" ? "an invitation" : "a one-time password"}`;
        return {
          user: await accounts.create({ door: "local", subject, username, ...about, ...first }, by, detail),
          entry,
        };
      }),
    approve: (id, by) => {
      const approved = (user: UserRecord) => {
        if (!user.pending) throw new Fault("conflict", "This user does not wait for approval.");
        return { active: true, pending: false };
      };
      return accounts.change(id, approved, by, { name: "user.approve", detail: "may sign in now" });
    },
    async signOut(id, { userId, username, ...client }) {
      const user = accounts.get(id);
      if (!user) throw new Fault("not-found", "There is no such user.");
      await sessions.endAll(id);
      const actor = { userId, username };
      const detail = "every session was ended";
      await audit.record({ event: "user.sign-out", outcome: "ok", actor, ...client, target: id, detail });
      return user;
    },
    async invite(id, by) {
      requireLocalSignIn();
      if (by?.userId === id) {
        throw new Fault("not-allowed", "Your own password is changed under Account, with the one you have now.");
      }
      return linkEntry(await invitations.renew(id, by));
    },
  };
}

/** `proxy:` and the like mark users of other doors on the command line. */
function refuseName(username: string, taken: boolean): void {
  const why = taken
    ? "is taken"
    : !isUsername(username) || /^(?:proxy|oidc|id):/i.test(username)
      ? "cannot be a name: it has invisible characters, or begins like the name of another kind of user"
      : null;
  if (why === null) return;
  throw new Fault("invalid-input", `The name ${why}.`, { fields: { "/username": why } });
}
