// Who asks: what deciding needs to know of a user.
import { createHash } from "node:crypto";
import type { Action, AllRepositoriesRole, GlobalRole, Grant } from "../../schemas/access.ts";
import type { TokenScope } from "../../schemas/account.ts";
import { scopeActions } from "./scopes.ts";

export interface Caller {
  readonly userId: string;
  readonly role: GlobalRole;
  readonly allRepositoriesRole: AllRepositoriesRole;
  readonly grants: readonly Grant[];
  /** Of a token: the actions and repositories that it reaches; null where it is a person, or a limit is not set. */
  readonly onlyActions: ReadonlySet<Action> | null;
  readonly onlyRepositories: ReadonlySet<string> | null;
}

/** How far a token reaches. Null: as far as its user. */
export interface CallerLimits {
  readonly scopes: readonly TokenScope[] | null;
  readonly repositoryIds: readonly string[] | null;
}

const callers = new WeakMap<object, Caller>();

/** The caller that a user is: the same object for the same record, so that what is known of it can be kept by it. */
export function callerOf(
  user: Pick<Caller, "role" | "allRepositoriesRole" | "grants"> & { readonly id: string },
): Caller {
  const known = callers.get(user);
  if (known) return known;
  const { id: userId, role, allRepositoriesRole, grants } = user;
  const caller = { userId, role, allRepositoriesRole, grants, onlyActions: null, onlyRepositories: null };
  callers.set(user, caller);
  return caller;
}

/** The same caller with less reach. */
export function limitedCaller(caller: Caller, { scopes, repositoryIds }: CallerLimits): Caller {
  return {
    ...caller,
    onlyActions: scopes && new Set(scopes.flatMap((scope) => scopeActions[scope])),
    onlyRepositories: repositoryIds && new Set(repositoryIds),
  };
}

/** Callers with equal keys see the same and may do the same, so what was made for one may be shown to the other. */
export function callerKey(caller: Caller): string {
  const limited = caller.onlyActions !== null || caller.onlyRepositories !== null;
  if (!limited && caller.role === "admin") return "admin";
  if (!limited && caller.role === "viewer" && caller.allRepositoriesRole !== "none") return "viewer-of-all";
  const grants = caller.grants.map(({ repositoryId, role }) => `${repositoryId}:${role}`).sort();
  return createHash("sha256")
    .update(JSON.stringify([caller.userId, caller.role, caller.allRepositoriesRole, grants, ...limitsOf(caller)]))
    .digest("base64url");
}

function limitsOf({ onlyActions, onlyRepositories }: Caller): readonly (readonly string[] | null)[] {
  return [onlyActions && [...onlyActions].sort(), onlyRepositories && [...onlyRepositories].sort()];
}
