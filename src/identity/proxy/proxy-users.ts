// Users that the proxy names: made at first sight with the least role, kept apart from local accounts of that name.
import type { AllRepositoriesRole } from "../../../schemas/access.ts";
import type { UserRecord } from "../../../schemas/users.ts";
import { isFault } from "../../fault.ts";
import type { Accounts } from "../accounts.ts";
import type { Client, IdentityAudit } from "../identity.ts";
import type { ProxyClaim } from "../methods/proxy-claim.ts";
import { proxySubject } from "../names.ts";

export interface ProxyUsers {
  /** The user of a claim. Names and e-mail follow the proxy; roles do where the claim has any. */
  userOf(claim: ProxyClaim, client: Client): Promise<UserRecord>;
}

export interface ProxyUserDependencies {
  readonly accounts: Pick<Accounts, "byDoor" | "create" | "change" | "get" | "promoteIfNone">;
  readonly defaultAllRepositoriesRole: AllRepositoriesRole;
  /** PROXY_AUTH_INITIAL_ADMIN: becomes administrator while none could sign in. */
  readonly initialAdmin: string | null;
  readonly audit: IdentityAudit;
}

type News = Partial<Pick<UserRecord, "username" | "displayName" | "email">>;

const maxNoted = 1000;

/** Creates it. */
export function createProxyUsers(deps: ProxyUserDependencies): ProxyUsers {
  const { accounts, defaultAllRepositoriesRole, initialAdmin, audit } = deps;
  const firstAdmin = initialAdmin === null ? null : proxySubject(initialAdmin);
  /** Those of whom it was noted that the proxy's role could not be taken. */
  const noted = new Set<string>();

  const make = (claim: ProxyClaim) =>
    accounts.create(
      {
        door: "proxy",
        subject: claim.subject,
        username: claim.username,
        displayName: claim.displayName,
        email: claim.email,
        role: claim.roles.role ?? "viewer",
        allRepositoriesRole: claim.roles.allRepositoriesRole ?? defaultAllRepositoriesRole,
      },
      null,
      `first seen with the proxy's ${claim.method}`,
    );

  const noteOnce = async (user: UserRecord, client: Client) => {
    if (noted.has(user.id)) return;
    if (noted.size >= maxNoted) noted.clear();
    noted.add(user.id);
    const detail =
      "the proxy says that this is no administrator any more, but nobody else could administer: the role stays";
    await audit.record({ event: "user.change", outcome: "failed", actor: null, ...client, target: user.id, detail });
  };

  /** Asked again with each request, so that a role that had to stay goes as soon as it may. */
  const withRoles = async (user: UserRecord, claim: ProxyClaim, client: Client): Promise<UserRecord> => {
    const change = rolesToChange(user, claim);
    if (change === null) return user;
    try {
      const changed = await accounts.change(user.id, () => change.roles, null, {
        name: "user.change",
        detail: `${change.detail}, as the proxy says`,
      });
      noted.delete(user.id);
      return changed;
    } catch (error) {
      if (!isFault(error, "conflict")) throw error;
      await noteOnce(user, client);
      return accounts.get(user.id) ?? user;
    }
  };

  return {
    async userOf(claim, client) {
      let user = accounts.byDoor("proxy", claim.subject) ?? (await make(claim));
      const news = whatChanged(user, claim);
      if (news) user = await accounts.change(user.id, () => news, null, null);
      user = await withRoles(user, claim, client);
      if (firstAdmin !== null && claim.adminNames.includes(firstAdmin) && user.role !== "admin" && user.active) {
        user = await accounts.promoteIfNone(
          user.id,
          `became administrator by PROXY_AUTH_INITIAL_ADMIN, as ${claim.subject}`,
        );
      }
      return user;
    },
  };
}

/** What is missing says nothing; only what was sent and differs is new. */
function whatChanged(user: UserRecord, claim: ProxyClaim): News | null {
  const news: News = {};
  if (claim.username !== user.username) news.username = claim.username;
  if (claim.displayName !== null && claim.displayName !== user.displayName) news.displayName = claim.displayName;
  if (claim.email !== null && claim.email !== user.email) news.email = claim.email;
  return Object.keys(news).length > 0 ? news : null;
}

function rolesToChange(
  user: UserRecord,
  { roles }: ProxyClaim,
): { readonly roles: ProxyClaim["roles"]; readonly detail: string } | null {
  const changed = (["role", "allRepositoriesRole"] as const).filter(
    (key) => roles[key] !== undefined && roles[key] !== user[key],
  );
  if (changed.length === 0) return null;
  return {
    roles: Object.fromEntries(changed.map((key) => [key, roles[key]])),
    detail: changed.map((key) => `${key}: ${user[key]} → ${roles[key]}`).join("; "),
  };
}
