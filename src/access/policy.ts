// access/ decides who may do what; this table is the whole of it.
import type { Action, GlobalRole, RepositoryRole } from "../../schemas/access.ts";

/** How far somebody's say over a repository goes, least first. Its owner and administrators are at the end. */
export const repositoryLevels = ["none", "viewer", "operator", "owner"] as const;
export type RepositoryLevel = (typeof repositoryLevels)[number];

export interface Rule {
  /** The ceiling: without this global role nothing on a repository helps. */
  readonly global: GlobalRole;
  /** Needed on every repository concerned, unless `any` is set; null where the action is about none. */
  readonly repository: RepositoryRole | "owner" | null;
  /** `own`: besides that, only on a plan of one's own (administrators: on any). */
  readonly own?: true;
  /** May be asked without a repository: then it is about a list, or about whether to offer it at all. */
  readonly general?: true;
  /** It is enough to be that on one of the repositories concerned. */
  readonly any?: true;
  /** Presence must have been proved in the last five minutes. */
  readonly stepUp?: true;
}

/** Action → who may take it (the table of api.md, "Who may do what"). */
// biome-ignore format: a table is read by its columns
export const policy = {
  "status.read":           { global: "viewer",   repository: "viewer", general: true, any: true },
  "badge.read":            { global: "viewer",   repository: "viewer", general: true, any: true },
  "details.read":          { global: "viewer",   repository: "viewer", general: true, any: true },
  "archive.read":          { global: "viewer",   repository: "viewer" },
  "archive.change":        { global: "operator", repository: "operator" },
  "backup.run":            { global: "operator", repository: "operator" },
  "job.cancel":            { global: "operator", repository: "operator" },
  "maintenance.run":       { global: "operator", repository: "operator" },
  "restore.run":           { global: "operator", repository: "operator" },
  "repository.create":     { global: "operator", repository: null },
  "repository.edit":       { global: "operator", repository: "owner" },
  "repository.secret":     { global: "operator", repository: "owner", stepUp: true },
  "repository.destroy":    { global: "operator", repository: "owner", stepUp: true },
  "repository.break-lock": { global: "operator", repository: "operator", stepUp: true },
  "plan.create":           { global: "operator", repository: "operator", general: true },
  "plan.edit":             { global: "operator", repository: "operator", own: true },
  "filesystem.browse":     { global: "operator", repository: null },
  "users.manage":          { global: "admin",    repository: null },
  "settings.manage":       { global: "admin",    repository: null },
  "audit.read":            { global: "admin",    repository: null },
  "metrics.read":          { global: "admin",    repository: null },
} as const satisfies Record<Action, Rule>;
