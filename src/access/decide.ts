// Asks the policy: may this caller do that to these repositories?
import { type Action, roles } from "../../schemas/access.ts";
import type { Caller } from "./caller.ts";
import { policy, type RepositoryLevel, type Rule, repositoryLevels } from "./policy.ts";

export interface SubjectRepository {
  readonly id: string;
  readonly ownerId: string | null;
}

/** What an action is about. A plan names all its repositories and its owner. */
export interface Subject {
  readonly repositories: readonly SubjectRepository[];
  /** The owner of a plan; left out where the subject is not a plan. */
  readonly ownerId?: string | null;
}

/** `visible: false` means that the caller must not learn that it exists. */
export type Decision =
  | { readonly allowed: true }
  | { readonly allowed: false; readonly reason: string; readonly visible: boolean };

/** Decides, and says why not. Without a subject only actions about no repository in particular can be allowed. */
export function decide(caller: Caller, action: Action, subject?: Subject): Decision {
  const rule: Rule = policy[action];
  const visible = subject === undefined || seesSubject(caller, subject);
  if (!visible) return deny("There is no such thing, or you may not see it.", false);
  if (caller.onlyActions !== null && !caller.onlyActions.has(action)) {
    return deny(`This token has no scope for it (${action}). Make one that has, under Account.`);
  }
  if (!reaches(caller.role, rule.global)) {
    return deny(`This needs the global role ${rule.global}; yours is ${caller.role}. An administrator can change it.`);
  }
  return subject === undefined ? decideInGeneral(rule) : decideOn(caller, rule, subject);
}

/** Whether a repository exists for the caller. */
export function sees(caller: Caller, repository: SubjectRepository): boolean {
  return levelOn(caller, repository) !== "none";
}

/** Those of the candidates that the caller may do. */
export function allowedActions(caller: Caller, subject: Subject | undefined, candidates: readonly Action[]): Action[] {
  return candidates.filter((action) => decide(caller, action, subject).allowed);
}

/** How far the caller's say over a repository goes, before the ceiling of the global role. */
export function levelOn(caller: Caller, repository: SubjectRepository): RepositoryLevel {
  if (caller.onlyRepositories !== null && !caller.onlyRepositories.has(repository.id)) return "none";
  if (caller.role === "admin" || repository.ownerId === caller.userId) return "owner";
  const granted = caller.grants.find((grant) => grant.repositoryId === repository.id)?.role ?? "none";
  return higher(caller.allRepositoriesRole, granted);
}

function decideInGeneral(rule: Rule): Decision {
  if (rule.repository === null || rule.general) return { allowed: true };
  return deny("This is about a repository, and none was named.");
}

function decideOn(caller: Caller, rule: Rule, subject: Subject): Decision {
  if (rule.own && subject.ownerId !== caller.userId && caller.role !== "admin") {
    return deny("Only the plan's owner or an administrator may do this.");
  }
  // Who sees one repository of a plan sees the plan; to act on it takes a say over all of them.
  if (rule.repository === null || rule.any) return { allowed: true };
  const needed = rule.repository;
  const short = subject.repositories.some((repository) => rank(levelOn(caller, repository)) < rank(needed));
  if (!short) return { allowed: true };
  if (needed === "owner") return deny("Only the repository's owner or an administrator may do this.");
  const which = subject.repositories.length > 1 ? "all repositories concerned" : "the repository";
  return deny(`This needs the role ${needed} on ${which}. An administrator can grant it.`);
}

function seesSubject(caller: Caller, subject: Subject): boolean {
  if (subject.repositories.some((repository) => sees(caller, repository))) return true;
  // A plan whose repositories are all gone belongs to its owner and to administrators.
  return subject.repositories.length === 0 && (caller.role === "admin" || subject.ownerId === caller.userId);
}

function deny(reason: string, visible = true): Decision {
  return { allowed: false, reason, visible };
}

function higher<A extends RepositoryLevel, B extends RepositoryLevel>(one: A, other: B): A | B {
  return rank(one) >= rank(other) ? one : other;
}

function rank(level: RepositoryLevel): number {
  return repositoryLevels.indexOf(level);
}

function reaches(role: (typeof roles)[number], needed: (typeof roles)[number]): boolean {
  return roles.indexOf(role) >= roles.indexOf(needed);
}
