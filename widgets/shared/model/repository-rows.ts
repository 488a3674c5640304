// What of the status belongs to each repository, and in which order they are listed.
import type { PlanStatus, RepositoryStatus, RunningJob, Status } from "../../../schemas/status.ts";
import { bySeverity } from "./severity.ts";

export interface RepositoryRow {
  readonly repository: RepositoryStatus;
  /** The plans that back up to it. */
  readonly plans: readonly PlanStatus[];
  /** The plan that its state comes from, where that is one that needs someone. */
  readonly cause: PlanStatus | null;
  readonly nextRunAt: string | null;
  /** What works on it; a job that waits only where none does. */
  readonly job: RunningJob | null;
}

/** The repositories of a status by `sort`: `name`, `size` (largest first), `age` (oldest backup first), else the worst state first. */
export function repositoryRows(
  status: Pick<Status, "repositories" | "plans" | "running">,
  sort: string,
): RepositoryRow[] {
  const compare = orders[sort] ?? byState;
  return status.repositories
    .map((repository) => repositoryRow(repository, status))
    .sort((a, b) => compare(a.repository, b.repository) || byName(a.repository, b.repository));
}

/** The row of one repository. */
export function repositoryRow(
  repository: RepositoryStatus,
  { plans: all, running }: Pick<Status, "plans" | "running">,
): RepositoryRow {
  const plans = all.filter(({ repositoryIds }) => repositoryIds.includes(repository.id));
  const jobs = running.filter(({ repositoryId }) => repositoryId === repository.id);
  const { state, message } = repository;
  return {
    repository,
    plans,
    cause: message === null ? null : (plans.find((plan) => plan.state === state && plan.message === message) ?? null),
    nextRunAt: plans.flatMap(({ nextRunAt }) => nextRunAt ?? []).sort()[0] ?? null,
    job: jobs.find((job) => job.state === "running") ?? jobs[0] ?? null,
  };
}

type Compare = (a: RepositoryStatus, b: RepositoryStatus) => number;

const byState: Compare = (a, b) => bySeverity.indexOf(a.state) - bySeverity.indexOf(b.state);
const byName: Compare = (a, b) => a.name.localeCompare(b.name);
const orders: Readonly<Record<string, Compare>> = {
  name: byName,
  size: (a, b) => (b.sizeBytes ?? -1) - (a.sizeBytes ?? -1),
  age: (a, b) => (a.lastBackupAt ?? "").localeCompare(b.lastBackupAt ?? ""),
};
