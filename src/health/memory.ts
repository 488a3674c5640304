// What is remembered of plans and repositories: current in memory at once, on disk soon after.
import type { JobRecord, RunRecord } from "../../schemas/jobs.ts";
import type { Log } from "../ports/log.ts";
import {
  emptyPlanHealth,
  emptyRepositoryHealth,
  foldAcceptance,
  foldPlanJob,
  foldRepositoryJob,
  foldRun,
  type PlanHealth,
  type RepositoryHealth,
} from "./fold.ts";

/** What the model needs of a stored collection. */
export interface HealthCollection<T extends { id: string }> {
  list(): readonly (T & { revision: number })[];
  get(id: string): (T & { revision: number }) | undefined;
  insert(record: T): Promise<unknown>;
  update(id: string, change: (record: T & { revision: number }) => T): Promise<unknown>;
  remove(id: string): Promise<void>;
}

/** What a look at a repository's archives told. `newestAt` only where others write to it: ISO 8601. */
export interface ArchivesSeen {
  readonly count: number;
  readonly newestAt?: string | null;
}

export interface HealthMemory {
  plan(id: string): PlanHealth;
  repository(id: string): RepositoryHealth;
  takeJob(job: JobRecord): void;
  takeRun(run: RunRecord, jobs: readonly JobRecord[]): void;
  /** What the plan backs up was changed: archives from before `at` (ISO 8601) do not say what is usual. */
  takeNewSources(planId: string, at: string): void;
  /** Somebody meant it: what was backed up last is the usual. */
  acceptNewest(planId: string): void;
  takeArchives(repositoryId: string, seen: ArchivesSeen): void;
  forgetPlan(id: string): void;
  forgetRepository(id: string): void;
  /** Folds in journaled records that a crash kept from the stored model; resolves when the disk has them. */
  catchUp(jobs: readonly JobRecord[], runs: readonly RunRecord[]): Promise<void>;
}

export interface HealthMemoryDependencies {
  readonly planHealth: HealthCollection<PlanHealth>;
  readonly repositoryHealth: HealthCollection<RepositoryHealth>;
  readonly log: Log;
}

/**
 * Creates the memory. Losing a write to a crash loses nothing: the journal holds the records, and `catchUp` folds them
 * in again.
 */
export function createHealthMemory({ planHealth, repositoryHealth, log }: HealthMemoryDependencies): HealthMemory {
  const plans = createKept(planHealth, emptyPlanHealth, log);
  const repositories = createKept(repositoryHealth, emptyRepositoryHealth, log);

  const takeJob = (job: JobRecord) => {
    if (job.finishedAt === null) return;
    if (job.planId) plans.change(job.planId, (health) => foldPlanJob(health, job));
    repositories.change(job.repositoryId, (health) => foldRepositoryJob(health, job));
  };
  const takeRun = (run: RunRecord, jobs: readonly JobRecord[]) =>
    plans.change(run.planId, (health) => foldRun(health, run, jobs));

  return {
    plan: plans.get,
    repository: repositories.get,
    takeJob,
    takeRun,
    takeArchives: (repositoryId, { count, newestAt }) =>
      repositories.change(repositoryId, (health) => ({
        ...health,
        archivesCount: count,
        lastBackupAt: newestAt === undefined ? health.lastBackupAt : newestAt,
      })),
    takeNewSources: (planId, at) => plans.change(planId, (health) => ({ ...health, usualSince: at })),
    acceptNewest: (planId) => plans.change(planId, foldAcceptance),
    forgetPlan: plans.forget,
    forgetRepository: repositories.forget,
    async catchUp(jobs, runs) {
      for (const job of jobs) takeJob(job);
      for (const run of runs)
        takeRun(
          run,
          jobs.filter((job) => job.runId === run.id),
        );
      await Promise.all([plans.settled(), repositories.settled()]);
    },
  };
}

interface Kept<T> {
  get(id: string): T;
  change(id: string, fold: (value: T) => T): void;
  forget(id: string): void;
  settled(): Promise<void>;
}

function createKept<T extends { id: string }>(
  collection: HealthCollection<T>,
  empty: (id: string) => T,
  log: Log,
): Kept<T> {
  const values = new Map<string, T>(collection.list().map((record) => [record.id, withoutRevision(record)]));
  const dirty = new Set<string>();
  let saving: Promise<void> = Promise.resolve();

  const saveDirty = async () => {
    for (const id of dirty) {
      dirty.delete(id);
      const value = values.get(id);
      if (!value)
        await collection.remove(id).catch(() => {}); // it was never stored
      else if (collection.get(id)) await collection.update(id, () => value);
      else await collection.insert(value);
    }
  };
  const save = (id: string) => {
    dirty.add(id);
    saving = saving
      .then(saveDirty)
      .catch((error: unknown) => log.error("The status model could not be saved", { error }));
  };
  const get = (id: string) => values.get(id) ?? empty(id);

  return {
    get,
    change(id, fold) {
      const before = get(id);
      const after = fold(before);
      if (after === before || JSON.stringify(after) === JSON.stringify(before)) return;
      values.set(id, after);
      save(id);
    },
    forget(id) {
      if (values.delete(id)) save(id);
    },
    settled: () => saving,
  };
}

function withoutRevision<T extends object>(record: T & { revision: number }): T {
  const { revision: _, ...value } = record;
  return value as unknown as T;
}
