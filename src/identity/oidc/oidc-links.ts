// Linking a local account to an account of the provider: only by who has proved to own both.
import type { GlobalRole } from "../../../schemas/access.ts";
import type { Obligation } from "../../../schemas/sessions.ts";
import type { UserRecord } from "../../../schemas/users.ts";
import { Fault, isFault } from "../../fault.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import type { Accounts } from "../accounts.ts";
import type { OpenDoors } from "../doors.ts";
import type { SecondFactors } from "../factors/second-factors.ts";
import type { Actor, Client, IdentityAudit } from "../identity.ts";
import { obligationOf } from "../obligation.ts";
import type { PendingOf } from "../pending.ts";
import type { Sessions } from "../sessions.ts";
import type { SignIn } from "../sign-in.ts";
import type { OidcSession } from "./oidc-trip.ts";

/** An account at the provider. */
export interface ProviderAccount {
  readonly issuer: string;
  readonly subject: string;
}

export interface OidcLinks {
  /** Links them. Throws Fault `conflict` where either is linked to another already, or another provider is set meanwhile. */
  add(userId: string, account: ProviderAccount, by: Actor): Promise<UserRecord>;
  /** Ends the link, and the sessions that rest on it but for the one of that stored id. Throws Fault `conflict`, saying why not. */
  remove(userId: string, by: Actor, options: { readonly exceptSession: string | null }): Promise<void>;
  /** The local account that is asked for, whether it has two-factor. Throws Fault `not-found` where nothing is pending. */
  asked(pending: PendingOf<"oidc-link"> | null): { readonly username: string; readonly codeRequired: boolean };
  /**
   * Links the local account to whom the provider named, once its password (and code) prove it to be the same person's, and gives
   * the session to begin. Throws Fault `wrong-credentials`, `inactive-user`, `not-found`, or `conflict`, also where whoever
   * signs in with that password owes something first: linking is no way around it.
   */
  accept(
    pending: PendingOf<"oidc-link"> | null,
    proof: { readonly password: string; readonly code?: string | undefined },
    client: Client,
  ): Promise<{ readonly user: UserRecord; readonly session: OidcSession }>;
}

export interface OidcLinkDependencies {
  readonly accounts: Pick<Accounts, "get" | "byOidc" | "change">;
  readonly sessions: Pick<Sessions, "list" | "endStored">;
  readonly signIn: Pick<SignIn, "provesPassword" | "signedIn">;
  readonly secondFactors: Pick<SecondFactors, "prove">;
  readonly doors: Pick<OpenDoors, "admits" | "password">;
  /** Whose role needs two-factor. */
  readonly requireTotpFor: () => readonly GlobalRole[];
  readonly audit: IdentityAudit;
  readonly clock: Clock;
}

/** Creates it. */
export function createOidcLinks(deps: OidcLinkDependencies): OidcLinks {
  const { accounts, sessions, signIn, secondFactors, doors, requireTotpFor, audit, clock } = deps;

  const askedUser = (pending: PendingOf<"oidc-link"> | null): UserRecord => {
    const user = pending && doors.admits(pending) && doors.password ? accounts.get(pending.userId) : undefined;
    if (!user)
      throw new Fault("not-found", "Nothing waits to be linked in this browser. Sign in with the provider again.");
    return user;
  };

  const link = (
    userId: string,
    { issuer, subject }: ProviderAccount,
    by: Actor,
    requireMore: (user: UserRecord) => void = () => {},
  ) =>
    accounts.change(
      userId,
      (user) => {
        requireMore(user);
        if (!doors.admits({ issuer })) throw new Fault("conflict", "Another provider was set meanwhile. Start again.");
        const owner = accounts.byOidc(issuer, subject);
        if (owner && owner.id !== userId)
          throw new Fault("conflict", "That account of the provider belongs to another user.");
        if (user.oidc && (user.oidc.issuer !== issuer || user.oidc.subject !== subject)) {
          throw new Fault("conflict", "This account is linked to another account of the provider. Unlink that first.");
        }
        return { oidc: user.oidc ?? { issuer, subject, linkedAt: isoTime(clock.now()) } };
      },
      by,
      { name: "oidc.link", detail: `${issuer} ${subject}` },
    );

  const requireUnlinkable = (user: UserRecord) => {
    const reason = whyLinked(user, doors);
    if (reason !== null) throw new Fault("conflict", reason);
  };

  const refuse = (): never => {
    throw new Fault(
      "wrong-credentials",
      "The password or the code is wrong. After several attempts, wait a few minutes.",
    );
  };

  /** Looked at as it is written: what was proved still counts, and of its user the same is asked as at signing in with it. */
  const refuseOwing = (proved: UserRecord) => (user: UserRecord) => {
    const same = user.password?.hash === proved.password?.hash && user.totp?.enabledAt === proved.totp?.enabledAt;
    if (!same) refuse();
    if (!user.active) throw new Fault("inactive-user", "This account is not active. An administrator can activate it.");
    const owed = obligationOf({ user, method: "password" }, requireTotpFor());
    if (owed !== null) throw new Fault("conflict", owing[owed]);
  };

  return {
    add: (userId, account, by) => link(userId, account, by),
    async remove(userId, by, { exceptSession }) {
      const change = (user: UserRecord) => {
        requireUnlinkable(user);
        return { oidc: null };
      };
      await accounts.change(userId, change, by, { name: "oidc.unlink", detail: "from the account's own page" });
      const resting = sessions.list(userId).filter(({ id, data }) => data.method === "oidc" && id !== exceptSession);
      await Promise.all(resting.map(({ id }) => sessions.endStored(id)));
    },
    asked(pending) {
      const { username, totp } = askedUser(pending);
      return { username, codeRequired: totp !== null };
    },
    async accept(pending, { password, code }, client) {
      const user = askedUser(pending);
      const { issuer, subject, sid } = pending as PendingOf<"oidc-link">;
      if (!(await signIn.provesPassword(user, password, client, null))) refuse();
      if (user.totp !== null && (code === undefined || !(await secondFactors.prove(user, code, client)))) refuse();
      const by = { userId: user.id, username: user.username, ...client };
      const linked = await link(user.id, { issuer, subject }, by, refuseOwing(user)).catch(async (error: unknown) => {
        const denied = { event: "oidc.link", outcome: "denied", actor: null, ...client, target: user.id } as const;
        if (isFault(error)) await audit.record({ ...denied, detail: error.detail });
        throw error;
      });
      await signIn.signedIn(linked, client, "single sign-on, just linked");
      return {
        user: linked,
        session: {
          userId: user.id,
          method: "oidc",
          assurance: "provider",
          provedAt: isoTime(clock.now()), // by the password just now
          oidc: { issuer, subject, sid },
        },
      };
    },
  };
}

const owing = {
  "change-password":
    "The password of this account has to be changed first. Sign in with it, change it, then link the two under Account.",
  "set-up-totp":
    "This account has to set up two-factor first. Sign in with its password, set it up, then link the two under Account.",
} as const satisfies Record<Obligation, string>;

/** Why a link has to stay: without it the user could not get in. Null when it can go. */
export function whyLinked(user: UserRecord, doors: Pick<OpenDoors, "password">): string | null {
  if (user.oidc === null) return "This account is not linked.";
  if (user.door !== "local") return "This user comes from the provider and has no other way in.";
  if (!doors.password) return "Local sign-in is switched off, so the link is the only way in.";
  return user.password === null ? "Set a password first: without the link there would be no way in." : null;
}
