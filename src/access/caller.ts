// Who asks: what deciding needs to know of a user.
import { createHash } from "node:crypto";
import type { AllRepositoriesRole, GlobalRole, Grant } from "../../schemas/access.ts";

export interface Caller {
  readonly userId: string;
  readonly role: GlobalRole;
  readonly allRepositoriesRole: AllRepositoriesRole;
  readonly grants: readonly Grant[];
}

/** The caller that a user is. */
export function callerOf(user: Omit<Caller, "userId"> & { readonly id: string }): Caller {
  return { userId: user.id, role: user.role, allRepositoriesRole: user.allRepositoriesRole, grants: user.grants };
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
