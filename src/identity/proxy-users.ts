// Users that the proxy names: made at first sight with the least role, kept apart from local accounts of that name.
import type { AllRepositoriesRole } from "../../schemas/access.ts";
import type { UserRecord } from "../../schemas/users.ts";
import type { Accounts } from "./accounts.ts";
import type { ProxyClaim } from "./methods/proxy-claim.ts";
import { proxySubject } from "./names.ts";

export interface ProxyUsers {
  /** The user of a claim. Name and e-mail follow the proxy; roles never do. */
  userOf(claim: ProxyClaim): Promise<UserRecord>;
}

export interface ProxyUserDependencies {
  readonly accounts: Pick<Accounts, "byDoor" | "create" | "describe" | "promoteIfNone" | "list">;
  readonly defaultAllRepositoriesRole: AllRepositoriesRole;
  /** PROXY_AUTH_INITIAL_ADMIN: becomes administrator while none could sign in. */
  readonly initialAdmin: string | null;
}

/** Creates it. */
export function createProxyUsers({
  accounts,
  defaultAllRepositoriesRole,
  initialAdmin,
}: ProxyUserDependencies): ProxyUsers {
  const firstAdmin = initialAdmin === null ? null : proxySubject(initialAdmin);

  const make = (claim: ProxyClaim) =>
    accounts.create(
      {
        door: "proxy",
        subject: claim.subject,
        username: claim.username,
        displayName: claim.displayName,
        email: claim.email,
        role: "viewer",
        allRepositoriesRole: defaultAllRepositoriesRole,
      },
      null,
      "first seen with the proxy's header",
    );

  return {
    async userOf(claim) {
      let user = accounts.byDoor("proxy", claim.subject) ?? (await make(claim));
      const news = whatChanged(user, claim);
      if (news) user = await accounts.describe(user.id, news);
      if (user.subject === firstAdmin && user.role !== "admin" && user.active) {
        user = await accounts.promoteIfNone(user.id, "became administrator by PROXY_AUTH_INITIAL_ADMIN");
      }
      return user;
    },
  };
}

/** A header that is missing says nothing; only what was sent and differs is new. */
function whatChanged(user: UserRecord, claim: ProxyClaim): Partial<Pick<UserRecord, "displayName" | "email">> | null {
  const news: Partial<Pick<UserRecord, "displayName" | "email">> = {};
  if (claim.displayName !== null && claim.displayName !== user.displayName) news.displayName = claim.displayName;
  if (claim.email !== null && claim.email !== user.email) news.email = claim.email;
  return Object.keys(news).length > 0 ? news : null;
}
