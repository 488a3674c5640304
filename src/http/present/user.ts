// A user as shown: never the hash, and never who the proxy or provider says it is inside.
import { actions } from "../../../schemas/access.ts";
import type { SessionReply, UserRecord, UserReply } from "../../../schemas/users.ts";
import { callerOf } from "../../access/caller.ts";
import { allowedActions } from "../../access/decide.ts";
import type { Identity } from "../../identity/identity.ts";
import type { IdentityServices } from "../identity-services.ts";

/** Presents a user to administrators and to the user. */
export function presentUser({ identity }: IdentityServices, user: UserRecord): UserReply {
  const { id, revision, username, displayName, email, door, role, allRepositoriesRole, grants, active } = user;
  const lastSeenAt = identity.accounts.lastSeenAt(user);
  return { id, revision, username, displayName, email, door, role, allRepositoriesRole, grants, active, lastSeenAt };
}

/** Presents who is signed in. Until the password is changed nothing else is allowed. */
export function presentSession(
  services: IdentityServices,
  { user, method, authenticatedAt }: Pick<Identity, "user" | "method" | "authenticatedAt">,
): SessionReply {
  const mustChangePassword = method === "password" && user.mustChangePassword;
  return {
    user: presentUser(services, user),
    method,
    mustChangePassword,
    authenticatedAt,
    allowed: mustChangePassword ? [] : allowedActions(callerOf(user), undefined, actions),
    signOutUrl: services.identity.signOutUrl,
  };
}
