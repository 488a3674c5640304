// How users are named on the command line, where there is no list to choose from.
import type { UserRecord } from "../../../schemas/users.ts";
import { Fault } from "../../fault.ts";
import type { Accounts } from "../accounts.ts";
import { localSubject, proxySubject } from "../names.ts";

export interface UserNames {
  /** The name by which `find` finds the user. */
  nameOf(user: UserRecord): string;
  /** Throws Fault `not-found`, or `conflict` where several users of a provider are called that. */
  find(name: string): UserRecord;
}

/**
 * Creates it. `name` is a local account, `proxy:name` and `oidc:name` somebody whom the proxy or the provider names, and
 * `id:…` anybody, for where two of a provider's users have the same name.
 */
export function createUserNames(accounts: Pick<Accounts, "get" | "list" | "byDoor">): UserNames {
  const called = (door: UserRecord["door"], username: string) =>
    accounts.list().filter((user) => user.door === door && user.username === username);

  const only = (users: readonly UserRecord[], name: string): UserRecord | undefined => {
    if (users.length <= 1) return users[0];
    const ids = users.map(({ id }) => `id:${id}`).join(", ");
    throw new Fault("conflict", `Several users are called ${name}. Say which: ${ids}.`);
  };

  const lookUp = (name: string): UserRecord | undefined => {
    const [, door, rest = ""] = /^(proxy|oidc|id):(.*)$/su.exec(name) ?? [];
    if (door === "id") return accounts.get(rest);
    if (door === "proxy") return accounts.byDoor("proxy", proxySubject(rest)) ?? only(called("proxy", rest), name);
    if (door === "oidc") return only(called("oidc", rest), name);
    return accounts.byDoor("local", localSubject(name));
  };

  return {
    nameOf(user) {
      if (user.door === "local") return user.username;
      return called(user.door, user.username).length === 1 ? `${user.door}:${user.username}` : `id:${user.id}`;
    },
    find(name) {
      const user = lookUp(name);
      if (user) return user;
      throw new Fault(
        "not-found",
        `There is no user ${JSON.stringify(name)}. Users of the proxy are written proxy:name, those of single sign-on oidc:name; "borgdeck user list" shows all.`,
      );
    },
  };
}
