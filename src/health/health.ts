// The status read model: what every widget and page shows of plans, repositories and running jobs.
import type { Action } from "../../schemas/access.ts";
import type { JobProgress, JobRecord, RunRecord } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import type {
  PlanStatus,
  RepositoryStatus,
  RunningJob,
  Status,
  StatusDelta,
  StatusHeader,
} from "../../schemas/status.ts";
import type { EventMap, EventName } from "../events/events.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PlanHealth, RepositoryHealth } from "./fold.ts";
import { createHealthMemory, type HealthCollection } from "./memory.ts";
import { addUp, judgePlan, judgeRepository, type Verdict } from "./verdict.ts";

/** What an action would be about. */
export interface Subject {
  readonly repositories: readonly { readonly id: string; readonly ownerId: string | null }[];
  readonly ownerId?: string | null;
}

/** Through whose eyes the model is read. Viewers with equal keys see the same. */
export interface Viewer {
  readonly key: string;
  sees(repository: { readonly id: string; readonly ownerId: string | null }): boolean;
  allowed(subject: Subject): Action[];
}

export interface Health {
  /** The status as prebuilt JSON with its entity tag. */
  read(viewer: Viewer): { readonly etag: string; readonly body: string };
  status(viewer: Viewer): Status;
  /** What changed of these plans and repositories, as the viewer sees it. */
  delta(viewer: Viewer, changed: { plans: readonly string[]; repositories: readonly string[] }): StatusDelta;
  /** Notices what time alone has changed, such as a plan that became late. */
  tick(): void;
  /** Takes in what the journal says and the stored model missed. */
  catchUp(jobs: readonly JobRecord[], runs: readonly RunRecord[]): Promise<void>;
  /** Takes in how many archives a repository was seen to have. */
  noteArchives(repositoryId: string, archivesCount: number): void;
  planHealth(planId: string): PlanHealth;
  /** Sizes as last measured. */
  facts(repositoryId: string): Pick<RepositoryHealth, "sizeBytes" | "archivesCount">;
}

export interface HealthDependencies {
  readonly planHealth: HealthCollection<PlanHealth>;
  readonly repositoryHealth: HealthCollection<RepositoryHealth>;
  readonly plans: { list(): readonly PlanRecord[]; get(id: string): PlanRecord | undefined };
  readonly repositories: { list(): readonly RepositoryRecord[] };
  readonly activeRun: (planId: string) => RunRecord | undefined;
  readonly activeJobs: () => readonly JobRecord[];
  readonly jobsOfRun: (runId: string) => readonly JobRecord[];
  readonly progress: (jobId: string) => JobProgress | null;
  readonly nextRunAt: (planId: string) => string | null;
  readonly scheduleText: (plan: PlanRecord) => string | null;
  /** By when a run should have succeeded after `sinceMs`; null without a schedule. */
  readonly deadline: (plan: PlanRecord, sinceMs: number) => number | null;
  /** Since when the plan has been on its schedule, in milliseconds since the epoch: nothing was due before. */
  readonly scheduledSince: (planId: string) => number | null;
  readonly fault: () => { code: string; detail: string } | null;
  readonly events: {
    on<N extends EventName>(name: N, listener: (payload: EventMap[N]) => void): () => void;
    publish(name: "status.changed", payload: EventMap["status.changed"]): void;
  };
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
  /** Names this process, so that an entity tag of an earlier one never matches. */
  readonly epoch: string;
}

/** What a viewer sees, and by id also what a plan of theirs uses unseen. */
interface Visible {
  readonly seen: readonly RepositoryRecord[];
  readonly seenById: ReadonlyMap<string, RepositoryRecord>;
  readonly seenPlans: readonly PlanRecord[];
  readonly byId: ReadonlyMap<string, RepositoryRecord>;
}

/** Viewers whose status is kept ready. */
const readyLimit = 100;

/** Creates the read model. It follows the bus; reading it touches neither disk nor borg. */
export function createHealth(dependencies: HealthDependencies): Health {
  const { plans, repositories, clock, events } = dependencies;
  const memory = createHealthMemory(dependencies);
  const ready = new Map<string, { readonly etag: string; readonly body: string }>();
  const verdicts = new Map<string, Verdict>();
  let revision = 0;
  let toldFault: string | null = null;

  const announce = (planIds: readonly string[], repositoryIds: readonly string[]) => {
    revision += 1;
    ready.clear();
    verdicts.clear();
    events.publish("status.changed", { plans: planIds, repositories: repositoryIds });
  };

  const verdictOf = (plan: PlanRecord): Verdict => {
    const known = verdicts.get(plan.id);
    if (known) return known;
    const health = memory.plan(plan.id);
    const lastSuccess = Date.parse(health.lastSuccessAt ?? plan.createdAt);
    const since = Math.max(lastSuccess, dependencies.scheduledSince(plan.id) ?? 0);
    const verdict = judgePlan({
      plan,
      health,
      activeRun: dependencies.activeRun(plan.id),
      deadlineMs: plan.paused ? null : dependencies.deadline(plan, since),
      now: clock.now(),
    });
    verdicts.set(plan.id, verdict);
    return verdict;
  };

  const presentPlan = (plan: PlanRecord, { byId, seenById }: Visible, viewer: Viewer): PlanStatus => {
    const { lastRun, lastSuccessAt, lastVerify } = memory.plan(plan.id);
    return {
      id: plan.id,
      name: plan.name,
      repositoryIds: plan.repositoryIds.filter((id) => seenById.has(id)),
      ...verdictOf(plan),
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

  const presentRepository = (repository: RepositoryRecord, viewer: Viewer): RepositoryStatus => {
    const health = memory.repository(repository.id);
    const isBusy = dependencies
      .activeJobs()
      .some((job) => job.repositoryId === repository.id && job.state === "running");
    const using = plans.list().filter((plan) => plan.repositoryIds.includes(repository.id));
    return {
      id: repository.id,
      name: repository.name,
      location: repository.location,
      encryption: repository.encryption,
      ...judgeRepository(health, isBusy, using.map(verdictOf)),
      archivesCount: health.archivesCount,
      sizeBytes: health.sizeBytes,
      lastBackupAt: health.lastBackupAt,
      lastCheckAt: health.lastCheckAt,
      lastVerifyAt: health.lastVerifyAt,
      keyExportedAt: repository.keyExportedAt,
      allowed: viewer.allowed({ repositories: [repository] }),
    };
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
    progress: dependencies.progress(job.id),
    allowed: viewer.allowed({ repositories: [byId.get(job.repositoryId) ?? { id: job.repositoryId, ownerId: null }] }),
  });

  const visible = (viewer: Viewer): Visible => {
    const ready = repositories.list().filter(({ state }) => state === "ready");
    const seen = ready.filter((repository) => viewer.sees(repository));
    const seenById = byIdOf(seen);
    const seenPlans = plans.list().filter((plan) => plan.repositoryIds.some((id) => seenById.has(id)));
    return { seen, seenById, seenPlans, byId: byIdOf(ready) };
  };

  const headerOf = (shown: readonly PlanRecord[]): StatusHeader => {
    const successes = shown.flatMap((plan) => memory.plan(plan.id).lastSuccessAt ?? []).sort();
    const next = shown.flatMap((plan) => dependencies.nextRunAt(plan.id) ?? []).sort();
    return {
      ...addUp(shown.map((plan) => verdictOf(plan).state)),
      lastSuccessAt: successes.at(-1) ?? null,
      oldestSuccessAt: successes[0] ?? null,
      nextRunAt: next[0] ?? null,
      fault: dependencies.fault(),
    };
  };

  const runningOf = ({ seenById }: Visible, viewer: Viewer): RunningJob[] =>
    dependencies
      .activeJobs()
      .filter((job) => seenById.has(job.repositoryId))
      .map((job) => presentRunning(job, seenById, viewer));

  const status = (viewer: Viewer): Status => {
    const shown = visible(viewer);
    const { seen, seenPlans } = shown;
    return {
      ...headerOf(seenPlans),
      version: dependencies.version,
      repositories: seen.map((repository) => presentRepository(repository, viewer)),
      plans: seenPlans.map((plan) => presentPlan(plan, shown, viewer)),
      running: runningOf(shown, viewer),
    };
  };

  const planAndItsRepositories = (planId: string): [string[], string[]] => [
    [planId],
    [...(plans.get(planId)?.repositoryIds ?? [])],
  ];
  const plansUsing = (repositoryId: string) =>
    plans
      .list()
      .filter((plan) => plan.repositoryIds.includes(repositoryId))
      .map(({ id }) => id);

  events.on("job.changed", ({ job }) => {
    memory.takeJob(job);
    announce(job.planId ? [job.planId] : [], [job.repositoryId]);
  });
  events.on("run.changed", ({ run }) => {
    memory.takeRun(run, dependencies.jobsOfRun(run.id));
    announce(...planAndItsRepositories(run.planId));
  });
  events.on("plan.changed", ({ planId, removed, repositoryIds }) => {
    if (removed) memory.forgetPlan(planId);
    announce([planId], repositoryIds);
  });
  events.on("schedule.changed", ({ planId }) => announce([planId], []));
  events.on("repository.changed", ({ repositoryId, removed }) => {
    if (removed) memory.forgetRepository(repositoryId);
    announce(plansUsing(repositoryId), [repositoryId]);
  });
  events.on("job.progress", () => {
    revision += 1;
    ready.clear();
  });

  return {
    read(viewer) {
      const known = ready.get(viewer.key);
      if (known) return known;
      const made = { etag: `"${dependencies.epoch}-${revision}-${viewer.key}"`, body: JSON.stringify(status(viewer)) };
      if (ready.size >= readyLimit) ready.clear();
      ready.set(viewer.key, made);
      return made;
    },
    status,
    delta(viewer, changed) {
      const shown = visible(viewer);
      const { seen, seenPlans } = shown;
      const planIds = new Set(changed.plans);
      const repositoryIds = new Set(changed.repositories);
      const shownPlans = seenPlans.filter(({ id }) => planIds.has(id));
      const shownRepositories = seen.filter(({ id }) => repositoryIds.has(id));
      return {
        header: headerOf(seenPlans),
        plans: shownPlans.map((plan) => presentPlan(plan, shown, viewer)),
        repositories: shownRepositories.map((repository) => presentRepository(repository, viewer)),
        running: runningOf(shown, viewer),
        removed: {
          plans: changed.plans.filter((id) => !plans.get(id)),
          repositories: changed.repositories.filter((id) => !repositories.list().some((one) => one.id === id)),
        },
      };
    },
    tick() {
      const fault = dependencies.fault()?.code ?? null;
      if (fault !== toldFault) announce([], []);
      toldFault = fault;
      const before = new Map(verdicts);
      verdicts.clear();
      const moved = plans
        .list()
        .filter((plan) => before.has(plan.id) && before.get(plan.id)?.state !== verdictOf(plan).state);
      if (moved.length > 0)
        announce(
          moved.map(({ id }) => id),
          moved.flatMap(({ repositoryIds }) => repositoryIds),
        );
    },
    async catchUp(jobs, runs) {
      const known = new Set([...plans.list(), ...repositories.list()].map(({ id }) => id));
      await memory.catchUp(
        jobs.filter((job) => known.has(job.repositoryId) && (job.planId === null || known.has(job.planId))),
        runs.filter((run) => known.has(run.planId)),
      );
    },
    noteArchives(repositoryId, archivesCount) {
      if (memory.repository(repositoryId).archivesCount === archivesCount) return;
      memory.takeArchivesCount(repositoryId, archivesCount);
      announce([], [repositoryId]);
    },
    planHealth: memory.plan,
    facts: memory.repository,
  };
}

function byIdOf(repositories: readonly RepositoryRecord[]): Map<string, RepositoryRecord> {
  return new Map(repositories.map((repository) => [repository.id, repository]));
}
