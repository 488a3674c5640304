// Users that a provider names: found by issuer and subject only, made as the settings say, with the roles that claims give.
import type { AuditEvent } from "../../../schemas/audit.ts";
import type { OidcProblem } from "../../../schemas/oidc.ts";
import type { OidcSettings } from "../../../schemas/sign-in-settings.ts";
import type { UserRecord } from "../../../schemas/users.ts";
import { isFault } from "../../fault.ts";
import { type Clock, isoTime } from "../../ports/clock.ts";
import type { Accounts, NewUser } from "../accounts.ts";
import type { Client, IdentityAudit } from "../identity.ts";
import { type ClaimedProfile, type ClaimedRoles, profileOf, rolesOf } from "../methods/oidc/claims.ts";
import type { ProviderSignIn } from "../methods/oidc/exchange.ts";
import { localSubject } from "../names.ts";

/** Whom a sign-in at the provider is here. `link`: the name is that of a local account, whose owner has to agree first. */
export type OidcUser =
  | { readonly kind: "user"; readonly user: UserRecord }
  | { readonly kind: "link"; readonly user: UserRecord }
  | {
      readonly kind: "refused";
      readonly problem: OidcProblem;
      readonly reason: string;
      readonly userId: string | null;
    };

export interface OidcUsers {
  userOf(signIn: ProviderSignIn, client: Client): Promise<OidcUser>;
}

export interface OidcUserDependencies {
  readonly accounts: Pick<Accounts, "get" | "byDoor" | "byOidc" | "create" | "change" | "describe">;
  readonly settings: () => OidcSettings;
  readonly audit: IdentityAudit;
  readonly clock: Clock;
}

/** Creates it. */
export function createOidcUsers({ accounts, settings, audit, clock }: OidcUserDependencies): OidcUsers {
  const denied = (event: AuditEvent, user: UserRecord, client: Client, detail: string) =>
    audit.record({ event, outcome: "denied", actor: null, ...client, target: user.id, detail });

  /** Brings roles to what the claims give now. The last administrator stays one: nobody could make another. */
  const follow = async (user: UserRecord, roles: ClaimedRoles, client: Client): Promise<UserRecord> => {
    if (roles.ignoredAdmin !== null) await denied("user.ignore-admin-claim", user, client, roles.ignoredAdmin);
    const role = roles.role ?? user.role;
    const allRepositoriesRole = roles.allRepositoriesRole ?? user.allRepositoriesRole;
    if (role === user.role && allRepositoriesRole === user.allRepositoriesRole) return user;
    const detail = `by the provider's claims: role ${user.role} → ${role}; all repositories ${user.allRepositoriesRole} → ${allRepositoriesRole}`;
    try {
      return await accounts.change(user.id, () => ({ role, allRepositoriesRole }), null, {
        name: "user.change",
        detail,
      });
    } catch (error) {
      if (!isFault(error, "conflict")) throw error;
      await denied("user.keep-role", user, client, "the last administrator stays one, whatever the claims say");
      return user;
    }
  };

  const known = async (user: UserRecord, signIn: ProviderSignIn, client: Client): Promise<OidcUser> => {
    if (!user.active) return refusedInactive(user);
    let current = user;
    const profile = profileOf(signIn.claims, settings().claims);
    // A local account's owner looks after its own profile.
    const news = user.door === "oidc" ? whatChanged(user, profile) : null;
    if (news) current = await accounts.describe(user.id, news);
    return { kind: "user", user: await follow(current, rolesOf(signIn.claims, settings()), client) };
  };

  const make = async (
    { issuer, subject }: ProviderSignIn,
    { username, ...about }: ClaimedProfile & { username: string },
    start: Pick<NewUser, "role" | "allRepositoriesRole" | "grants" | "active" | "pending">,
  ) => {
    const link = { issuer, subject, linkedAt: isoTime(clock.now()) };
    return accounts.create(
      { door: "oidc", subject: `${issuer} ${subject}`, username, ...about, oidc: link, ...start },
      null,
      `first signed in through the provider; new users: ${settings().newUsers}`,
    );
  };

  const unknown = async (signIn: ProviderSignIn, client: Client): Promise<OidcUser> => {
    const now = settings();
    const { username, ...about } = profileOf(signIn.claims, now.claims);
    if (username === null) return refused("oidc-failed", "the claims hold no name that a user can have");
    const namesake = accounts.byDoor("local", localSubject(username));
    if (namesake && namesake.oidc === null) return { kind: "link", user: namesake };
    const who = `${JSON.stringify(username)} (subject ${JSON.stringify(signIn.subject)})`;
    if (now.newUsers === "deny")
      return refused("oidc-no-account", `nobody here is linked to ${who}, and new users are not taken`);
    const roles = rolesOf(signIn.claims, now);
    const start = startOf(now, roles, accounts);
    if (start === null)
      return refused("oidc-no-account", `the user whose roles ${who} would get is gone or not active`);
    const user = await make(signIn, { username, ...about }, start);
    if (roles.ignoredAdmin !== null) await denied("user.ignore-admin-claim", user, client, roles.ignoredAdmin);
    return user.active ? { kind: "user", user } : refusedInactive(user);
  };

  return {
    userOf(signIn, client) {
      const user = accounts.byOidc(signIn.issuer, signIn.subject);
      return user ? known(user, signIn, client) : unknown(signIn, client);
    },
  };
}

/** What a new user begins with; null where the template is gone. A template's being administrator is never copied. */
function startOf(
  settings: OidcSettings,
  claimed: ClaimedRoles,
  accounts: Pick<Accounts, "get">,
): Required<Pick<NewUser, "role" | "allRepositoriesRole" | "grants" | "active" | "pending">> | null {
  const { newUsers, templateUserId, defaultRole, defaultAllRepositoriesRole } = settings;
  const template = newUsers === "template" ? accounts.get(templateUserId ?? "") : null;
  if (template === undefined || template?.active === false) return null;
  const templateRole = template?.role === "admin" ? defaultRole : template?.role;
  const isPending = newUsers === "pending";
  return {
    role: claimed.role ?? templateRole ?? defaultRole,
    allRepositoriesRole: claimed.allRepositoriesRole ?? template?.allRepositoriesRole ?? defaultAllRepositoriesRole,
    grants: template?.grants.map((grant) => ({ ...grant })) ?? [],
    active: !isPending,
    pending: isPending,
  };
}

function refusedInactive(user: UserRecord): OidcUser {
  return user.pending
    ? refused("oidc-pending", "the account waits for approval", user.id)
    : refused("oidc-inactive", "the account is not active", user.id);
}

function refused(problem: OidcProblem, reason: string, userId: string | null = null): OidcUser {
  return { kind: "refused", problem, reason, userId };
}

function whatChanged(user: UserRecord, { displayName, email }: ClaimedProfile) {
  const news: Partial<Pick<UserRecord, "displayName" | "email">> = {};
  if (displayName !== null && displayName !== user.displayName) news.displayName = displayName;
  if (email !== null && email !== user.email) news.email = email;
  return Object.keys(news).length > 0 ? news : null;
}
