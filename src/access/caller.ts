// Who asks: what deciding needs to know of a user.
import { createHash } from "node:crypto";
import type { AllRepositoriesRole, GlobalRole, Grant } from "../../schemas/access.ts";

export interface Caller {
  readonly userId: string;
  readonly role: GlobalRole;
  readonly allRepositoriesRole: AllRepositoriesRole;
  readonly grants: readonly Grant[];
}

const callers = new WeakMap<object, Caller>();

/** The caller that a user is: the same object for the same record, so that what is known of it can be kept by it. */
export function callerOf(user: Omit<Caller, "userId"> & { readonly id: string }): Caller {
  const known = callers.get(user);
  if (known) return known;
  const { id: userId, role, allRepositoriesRole, grants } = user;
  const caller: Caller = { userId, role, allRepositoriesRole, grants };
  callers.set(user, caller);
  return caller;
}

/** Callers with equal keys see the same and may do the same, so what was made for one may be shown to the other. */
export function callerKey(caller: Caller): string {
  if (caller.role === "admin") return "admin";
  if (caller.role === "viewer" && caller.allRepositoriesRole !== "none") return "viewer-of-all";
  const grants = caller.grants.map(({ repositoryId, role }) => `${repositoryId}:${role}`).sort();
  return createHash("sha256")
    .update(JSON.stringify([caller.userId, caller.role, caller.allRepositoriesRole, grants]))
    .digest("base64url");
}
