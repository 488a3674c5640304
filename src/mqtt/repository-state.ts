// How a repository stands, as the topics tell it. Pure.
import type { JobKindName } from "../../schemas/jobs.ts";
import {
  type HealthState,
  type PlanStatus,
  type RepositoryStatus,
  type Status,
  troubles,
} from "../../schemas/status.ts";

/** The JSON of a state topic; its names are those of the entities. Times are ISO 8601 in UTC; null is not known. */
export interface RepositoryState {
  readonly state: HealthState;
  readonly problem: boolean;
  readonly running: boolean;
  /** What the job does that runs now; null where none does. */
  readonly job: JobKindName | null;
  readonly late: boolean;
  readonly last_success: string | null;
  readonly next_run: string | null;
  /** Bytes, deduplicated. */
  readonly size: number | null;
  readonly archives: number | null;
  /** Seconds that the last finished run took. */
  readonly duration: number | null;
  /** Percent, of the job that runs now. */
  readonly progress: number | null;
  /** What is wrong, without paths. */
  readonly message: string | null;
}

const messageLimit = 500;

/** Makes it of the status and one of its repositories. */
export function repositoryState(status: Status, repository: RepositoryStatus): RepositoryState {
  const plans = status.plans.filter(({ repositoryIds }) => repositoryIds.includes(repository.id));
  const jobs = status.running.filter((job) => job.repositoryId === repository.id && job.state === "running");
  return {
    state: repository.state,
    problem: troubles.includes(repository.state),
    running: jobs.length > 0,
    job: jobs[0]?.kind ?? null,
    late: [repository, ...plans].some(({ state }) => state === "late"),
    last_success: repository.lastBackupAt,
    next_run: plans.flatMap(({ nextRunAt }) => nextRunAt ?? []).sort()[0] ?? null,
    size: repository.sizeBytes,
    archives: repository.archivesCount,
    duration: lastDuration(plans),
    progress: jobs.flatMap(({ progress }) => progress?.percent ?? [])[0] ?? null,
    message: repository.message?.slice(0, messageLimit) ?? null,
  };
}

/** In whole seconds; null where no run has finished. */
function lastDuration(plans: readonly PlanStatus[]): number | null {
  const ended = plans.flatMap(({ lastRun }) =>
    lastRun?.finishedAt
      ? [{ at: lastRun.finishedAt, ms: Date.parse(lastRun.finishedAt) - Date.parse(lastRun.startedAt) }]
      : [],
  );
  const last = ended.sort((a, b) => a.at.localeCompare(b.at)).at(-1);
  return last ? Math.max(0, Math.round(last.ms / 1000)) : null;
}
