// Roles, grants and the names of everything a caller can be allowed to do.
import Type from "typebox";
import { closed, Id } from "./common.ts";

/** Roles, least first. The order is the ranking. */
export const roles = ["viewer", "operator", "admin"] as const;
export const GlobalRole = Type.Enum(roles, { description: "Global role: the ceiling of what a user may do" });
export type GlobalRole = Type.Static<typeof GlobalRole>;

/** A role on repositories. `owner` comes with creating one and is never granted. */
export const RepositoryRole = Type.Enum(["viewer", "operator"], { description: "Role on a repository" });
export type RepositoryRole = Type.Static<typeof RepositoryRole>;

/** The role on every repository, present and future. */
export const AllRepositoriesRole = Type.Enum(["none", "viewer", "operator"]);
export type AllRepositoriesRole = Type.Static<typeof AllRepositoriesRole>;

export const Grant = Type.Object({ repositoryId: Id, role: RepositoryRole }, closed);
export type Grant = Type.Static<typeof Grant>;

/** Every action that access/policy decides about. */
export const actions = [
  "status.read",
  "badge.read",
  "details.read",
  "archive.read",
  "archive.change",
  "backup.run",
  "job.cancel",
  "maintenance.run",
  "restore.run",
  "repository.create",
  "repository.edit",
  "repository.secret",
  "repository.destroy",
  "repository.break-lock",
  "plan.create",
  "plan.edit",
  "filesystem.browse",
  "users.manage",
  "settings.manage",
  "audit.read",
  "metrics.read",
] as const;
export const Action = Type.Enum(actions);
export type Action = Type.Static<typeof Action>;

/** Those that lists of what a caller may do name. A badge comes with seeing the status, so that nothing hangs on it. */
export const toldActions: readonly Action[] = actions.filter((action) => action !== "badge.read");

/** The actions a caller may take on the object that carries this list. */
export const Allowed = Type.Array(Action, { description: "What the caller may do with this object" });
