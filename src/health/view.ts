// The model as a viewer sees it: plans, repositories and running jobs, with what may be done to each.
import type { Action } from "../../schemas/access.ts";
import type { JobProgress, JobRecord } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import {
  addUp,
  type HealthState,
  type PlanStatus,
  type RepositoryStatus,
  type RunningJob,
  type Status,
  type StatusDelta,
  type StatusHeader,
} from "../../schemas/status.ts";
import type { HealthMemory } from "./memory.ts";
import { judgeObserved, judgeRepository, type Verdict } from "./verdict.ts";

/** What an action would be about. */
export interface Subject {
  readonly repositories: readonly { readonly id: string; readonly ownerId: string | null }[];
  readonly ownerId?: string | null;
}

/** Through whose eyes the model is read. Viewers with equal keys see the same. */
export interface Viewer {
  readonly key: string;
  /** Whether messages are told with the paths and words of borg that are in them. */
  readonly details: boolean;
  /** What of a job's progress is told. */
  progress(progress: JobProgress): JobProgress;
  sees(repository: { readonly id: string; readonly ownerId: string | null }): boolean;
  allowed(subject: Subject): Action[];
}

export interface View {
  /** How an observed repository stands, whoever looks. */
  stateOfObserved(repository: RepositoryRecord): HealthState;
  status(viewer: Viewer): Status;
  /** What changed of these plans and repositories. */
  delta(viewer: Viewer, changed: { plans: readonly string[]; repositories: readonly string[] }): StatusDelta;
}

export interface ViewDependencies {
  readonly plans: { list(): readonly PlanRecord[]; get(id: string): PlanRecord | undefined };
  readonly repositories: { list(): readonly RepositoryRecord[] };
  readonly activeJobs: () => readonly JobRecord[];
  readonly progress: (jobId: string) => JobProgress | null;
  readonly nextRunAt: (planId: string) => string | null;
  readonly scheduleText: (plan: PlanRecord) => string | null;
  readonly fault: () => { code: string; detail: string } | null;
  readonly version: string;
  readonly memory: Pick<HealthMemory, "plan" | "repository">;
  readonly verdictOf: (plan: PlanRecord) => Verdict;
  readonly clock: { now(): number };
}

/** What a viewer sees, and by id also what a plan of theirs uses unseen. */
interface Visible {
  readonly seen: readonly RepositoryRecord[];
  readonly seenById: ReadonlyMap<string, RepositoryRecord>;
  readonly seenPlans: readonly PlanRecord[];
  readonly byId: ReadonlyMap<string, RepositoryRecord>;
}

/** Creates the view. It holds nothing itself. */
export function createView(dependencies: ViewDependencies): View {
  const { plans, repositories, memory, verdictOf } = dependencies;

  const presentPlan = (plan: PlanRecord, { byId, seenById }: Visible, viewer: Viewer): PlanStatus => {
    const { lastRun, lastSuccessAt, lastVerify } = memory.plan(plan.id);
    return {
      id: plan.id,
      name: plan.name,
      repositoryIds: plan.repositoryIds.filter((id) => seenById.has(id)),
      ...told(verdictOf(plan), viewer),
      lastRun: lastRun && {
        id: lastRun.id,
        state: lastRun.state,
        startedAt: lastRun.startedAt,
        finishedAt: lastRun.finishedAt,
        jobId: lastRun.jobId,
      },
      lastSuccessAt,
      lastVerify,
      nextRunAt: dependencies.nextRunAt(plan.id),
      scheduleText: dependencies.scheduleText(plan),
      timeZone: plan.schedule?.timeZone ?? null,
      allowed: viewer.allowed({
        repositories: plan.repositoryIds.flatMap((id) => byId.get(id) ?? []),
        ownerId: plan.ownerId,
      }),
    };
  };

  const isBusy = ({ id }: RepositoryRecord) =>
    dependencies.activeJobs().some((job) => job.repositoryId === id && job.state === "running" && !quiet.has(job.kind));

  const judge = (repository: RepositoryRecord, tell: <T extends Tellable>(what: T) => Omit<T, "brief">) => {
    const { failure, lastBackupAt } = memory.repository(repository.id);
    const health = { failure: failure && tell(failure), lastBackupAt };
    const { mode, freshnessMs } = repository;
    if (mode === "observe") return judgeObserved(health, isBusy(repository), freshnessMs, dependencies.clock.now());
    const using = plans.list().filter((plan) => plan.repositoryIds.includes(repository.id));
    return judgeRepository(
      health,
      isBusy(repository),
      using.map((plan) => tell(verdictOf(plan))),
    );
  };

  const presentRepository = (repository: RepositoryRecord, viewer: Viewer): RepositoryStatus => {
    const health = memory.repository(repository.id);
    return {
      id: repository.id,
      name: repository.name,
      location: repository.location,
      encryption: repository.encryption,
      mode: repository.mode,
      ...judge(repository, (what) => told(what, viewer)),
      archivesCount: health.archivesCount,
      sizeBytes: health.sizeBytes,
      lastBackupAt: health.lastBackupAt,
      lastCheckAt: health.lastCheckAt,
      lastVerifyAt: health.lastVerifyAt,
      lastCheck: health.lastCheck,
      lastDrill: health.lastDrill,
      keyExportedAt: repository.keyExportedAt,
      allowed: viewer.allowed({ repositories: [repository] }),
    };
  };

  const progressOf = (job: JobRecord, viewer: Viewer): JobProgress | null => {
    const progress = dependencies.progress(job.id);
    return progress && viewer.progress(progress);
  };

  const presentRunning = (job: JobRecord, byId: ReadonlyMap<string, RepositoryRecord>, viewer: Viewer): RunningJob => ({
    id: job.id,
    kind: job.kind,
    state: job.state === "running" ? "running" : "queued",
    planId: job.planId,
    runId: job.runId,
    repositoryId: job.repositoryId,
    startedAt: job.startedAt,
    cancelRequested: job.cancelRequestedAt !== null,
    progress: progressOf(job, viewer),
    allowed: viewer.allowed({ repositories: [byId.get(job.repositoryId) ?? { id: job.repositoryId, ownerId: null }] }),
  });

  const visible = (viewer: Viewer): Visible => {
    const ready = repositories.list().filter(({ state }) => state === "ready");
    const seen = ready.filter((repository) => viewer.sees(repository));
    const seenById = byIdOf(seen);
    const seenPlans = plans.list().filter((plan) => plan.repositoryIds.some((id) => seenById.has(id)));
    return { seen, seenById, seenPlans, byId: byIdOf(ready) };
  };

  const stateOfObserved = (repository: RepositoryRecord) => judge(repository, (what) => what).state;

  /** What backs up: plans, and whoever else writes to a repository that is only watched. */
  const headerOf = ({ seen, seenPlans: shown }: Visible): StatusHeader => {
    const observed = seen.filter(({ mode }) => mode === "observe");
    const successes = [
      ...shown.map((plan) => memory.plan(plan.id).lastSuccessAt),
      ...observed.map(({ id }) => memory.repository(id).lastBackupAt),
    ]
      .filter((at) => at !== null)
      .sort();
    const next = shown.flatMap((plan) => dependencies.nextRunAt(plan.id) ?? []).sort();
    return {
      ...addUp([...shown.map((plan) => verdictOf(plan).state), ...observed.map(stateOfObserved)]),
      lastSuccessAt: successes.at(-1) ?? null,
      oldestSuccessAt: successes[0] ?? null,
      nextRunAt: next[0] ?? null,
      fault: dependencies.fault(),
    };
  };

  const runningOf = ({ seenById }: Visible, viewer: Viewer): RunningJob[] =>
    dependencies
      .activeJobs()
      .filter((job) => seenById.has(job.repositoryId) && !quiet.has(job.kind))
      .map((job) => presentRunning(job, seenById, viewer));

  const status = (viewer: Viewer): Status => {
    const shown = visible(viewer);
    const { seen, seenPlans } = shown;
    return {
      ...headerOf(shown),
      version: dependencies.version,
      repositories: seen.map((repository) => presentRepository(repository, viewer)),
      plans: seenPlans.map((plan) => presentPlan(plan, shown, viewer)),
      running: runningOf(shown, viewer),
    };
  };

  return {
    status,
    stateOfObserved,
    delta(viewer, changed) {
      const shown = visible(viewer);
      const { seen, seenPlans } = shown;
      const planIds = new Set(changed.plans);
      const repositoryIds = new Set(changed.repositories);
      const shownPlans = seenPlans.filter(({ id }) => planIds.has(id));
      const shownRepositories = seen.filter(({ id }) => repositoryIds.has(id));
      return {
        header: headerOf(shown),
        plans: shownPlans.map((plan) => presentPlan(plan, shown, viewer)),
        repositories: shownRepositories.map((repository) => presentRepository(repository, viewer)),
        running: runningOf(shown, viewer),
        removed: {
          plans: changed.plans.filter((id) => !plans.get(id)),
          repositories: changed.repositories.filter((id) => !repositories.list().some((one) => one.id === id)),
        },
      };
    },
  };
}

/** Jobs that protect nothing and need nobody's patience: the repository is free for all others. They are not told as running. */
const quiet: ReadonlySet<JobRecord["kind"]> = new Set(["index", "mount"]);

interface Tellable {
  readonly message: string | null;
  readonly brief?: string;
  readonly nextStep?: string | null;
}

/** As this viewer is told it. */
function told<T extends Tellable>({ brief, ...full }: T, { details }: Viewer): Omit<T, "brief"> {
  if (details) return full;
  const message = brief ?? full.message;
  return full.nextStep?.includes("/") ? { ...full, message, nextStep: null } : { ...full, message };
}

function byIdOf(repositories: readonly RepositoryRecord[]): Map<string, RepositoryRecord> {
  return new Map(repositories.map((repository) => [repository.id, repository]));
}
