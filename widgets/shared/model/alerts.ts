// What needs someone: plans, repositories and the service itself, each thing told once. Pure.
import type { HealthState, RepositoryStatus, Status } from "../../../schemas/status.ts";
import { bySeverity, needsSomeone, problemsOf } from "./severity.ts";

export interface Alert {
  readonly state: HealthState;
  /** Whose trouble it is; null: the service's own. */
  readonly name: string | null;
  readonly path: string;
  /** ISO 8601. */
  readonly since: string | null;
  /** What a check or drill found, where the service has not put it in words. */
  readonly found: "check" | "drill" | null;
  readonly message: string | null;
  readonly nextStep: string | null;
  /** Where to read more: a job's log, or a repository's checks and drills. */
  readonly more: { readonly path: string; readonly repository: string | null } | null;
}

/** Alerts at least as bad as `least`, worst first, then the longest-standing first. */
export function alertsOf(status: Status, least: string | null): Alert[] {
  const asked = bySeverity.indexOf((least ?? "") as HealthState);
  const lowest = bySeverity.indexOf("warning");
  const limit = asked < 0 ? lowest : Math.min(asked, lowest);
  const rank = ({ state }: Alert) => bySeverity.indexOf(state);
  return [...ofService(status), ...ofPlans(status), ...status.repositories.flatMap((one) => ofRepository(one, status))]
    .filter((alert) => rank(alert) <= limit)
    .sort((a, b) => rank(a) - rank(b) || (a.since ?? "").localeCompare(b.since ?? ""));
}

const none = { name: null, since: null, found: null, nextStep: null, more: null };

function ofService({ fault }: Status): Alert[] {
  return fault ? [{ ...none, state: "failed", path: "/", message: fault.detail }] : [];
}

function ofPlans({ plans, repositories }: Status): Alert[] {
  return problemsOf(plans).map((plan) => {
    const { id, name, state, since, message, nextStep, lastRun, repositoryIds } = plan;
    // What a check or drill found is not in the log of the plan's last run.
    const found = repositories.find((one) => repositoryIds.includes(one.id) && findingOf(one)?.at === since);
    const jobId = lastRun?.jobId;
    const log = jobId ? { path: `/jobs/${jobId}`, repository: null } : null;
    const more = found ? { path: upkeep(found), repository: found.name } : log;
    return { state, name, path: `/plans/${id}`, since, found: null, message, nextStep, more };
  });
}

/** What no plan tells: plans that run tell nothing, and repositories that others write to have none. */
function ofRepository(repository: RepositoryStatus, { plans }: Status): Alert[] {
  const { id, name, state, message } = repository;
  const using = problemsOf(plans).filter(({ repositoryIds }) => repositoryIds.includes(id));
  const finding = findingOf(repository);
  const path = `/repositories/${id}`;
  if (finding) {
    if (using.some(({ since }) => since === finding.at)) return [];
    const more = { path: upkeep(repository), repository: name };
    return [{ ...none, state: "failed", name, path, since: finding.at, found: finding.kind, message: null, more }];
  }
  const isTold = using.some((plan) => plan.message === message);
  return isTold || !needsSomeone(state) ? [] : [{ ...none, state, name, path, message }];
}

const upkeep = ({ id }: RepositoryStatus) => `/repositories/${id}/upkeep`;

function findingOf({ lastCheck, lastDrill }: RepositoryStatus): { kind: "check" | "drill"; at: string } | null {
  if (lastCheck?.state === "failed") return { kind: "check", at: lastCheck.at };
  return lastDrill?.state === "failed" ? { kind: "drill", at: lastDrill.at } : null;
}
