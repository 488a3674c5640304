// The status read model: what every widget and page shows of plans, repositories and running jobs.
import { createHash } from "node:crypto";
import type { JobRecord, RunRecord } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { Status, StatusDelta } from "../../schemas/status.ts";
import type { EventMap, EventName } from "../events/events.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { PlanHealth, RepositoryHealth } from "./fold.ts";
import { createHealthMemory, type HealthCollection } from "./memory.ts";
import { suspicionIn } from "./sanity.ts";
import { judgePlan, type Verdict } from "./verdict.ts";
import { createView, type ViewDependencies, type Viewer } from "./view.ts";

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
  /** Takes in how many archives a repository was seen to have, and of an observed one when the newest of them began. */
  noteArchives(repositoryId: string, archivesCount: number, newestAt?: string | null): void;
  planHealth(planId: string): PlanHealth;
  /** From now on the size of the plan's newest archives is the usual one. */
  acceptNewest(planId: string): void;
  /** What is unlikely of the plan's newest archive in a repository, in a sentence; null where nothing is. */
  suspicion(planId: string, repositoryId: string): string | null;
  /** Sizes as last measured, and the last check and drill. */
  facts(repositoryId: string): RepositoryHealth;
}

export interface HealthDependencies extends Omit<ViewDependencies, "memory" | "verdictOf"> {
  readonly planHealth: HealthCollection<PlanHealth>;
  readonly repositoryHealth: HealthCollection<RepositoryHealth>;
  readonly activeRun: (planId: string) => RunRecord | undefined;
  readonly jobsOfRun: (runId: string) => readonly JobRecord[];
  /** By when a run should have succeeded after `sinceMs`; null without a schedule. */
  readonly deadline: (plan: PlanRecord, sinceMs: number) => number | null;
  /** Since when the plan has been on its schedule, in milliseconds since the epoch: nothing was due before. */
  readonly scheduledSince: (planId: string) => number | null;
  readonly events: {
    on<N extends EventName>(name: N, listener: (payload: EventMap[N]) => void): () => void;
    publish(name: "status.changed", payload: EventMap["status.changed"]): void;
  };
  readonly clock: Clock;
  readonly log: Log;
}

/** Viewers whose status is kept ready. */
const readyLimit = 100;

/** Creates the read model. It follows the bus; reading it touches neither disk nor borg. */
export function createHealth(dependencies: HealthDependencies): Health {
  const { plans, repositories, clock, events } = dependencies;
  const memory = createHealthMemory(dependencies);
  const ready = new Map<string, { readonly etag: string; readonly body: string }>();
  const verdicts = new Map<string, Verdict>();
  let toldFault: string | null = null;
  let toldLate = "";

  const announce = (planIds: readonly string[], repositoryIds: readonly string[]) => {
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
      damagedAt: damagedAt(plan),
      now: clock.now(),
    });
    verdicts.set(plan.id, verdict);
    return verdict;
  };

  const damagedAt = (plan: PlanRecord): string | null => {
    const checks = plan.repositoryIds.map((id) => memory.repository(id).lastCheck);
    return checks.find((check) => check?.state === "failed")?.at ?? null;
  };

  const view = createView({ ...dependencies, memory, verdictOf });
  const observed = () => repositories.list().filter(({ mode }) => mode === "observe");
  const lateRepositories = () =>
    observed()
      .filter((repository) => view.stateOfObserved(repository) === "late")
      .map(({ id }) => id)
      .join(" ");

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
    const concerned = job.kind === "check" ? plansUsing(job.repositoryId) : [];
    announce(job.planId ? [...concerned, job.planId] : concerned, [job.repositoryId]);
  });
  events.on("run.changed", ({ run }) => {
    memory.takeRun(run, dependencies.jobsOfRun(run.id));
    announce(...planAndItsRepositories(run.planId));
  });
  events.on("plan.changed", ({ planId, removed, repositoryIds, newSources }) => {
    if (removed) memory.forgetPlan(planId);
    else if (newSources) memory.takeNewSources(planId, isoTime(clock.now()));
    announce([planId], repositoryIds);
  });
  events.on("schedule.changed", ({ planId }) => announce([planId], []));
  events.on("repository.changed", ({ repositoryId, removed }) => {
    if (removed) memory.forgetRepository(repositoryId);
    announce(plansUsing(repositoryId), [repositoryId]);
  });
  events.on("job.progress", () => ready.clear());

  return {
    read(viewer) {
      const known = ready.get(viewer.key);
      if (known) return known;
      const body = JSON.stringify(view.status(viewer));
      // Of what is told and nothing else: a number that goes on would tell that something happens which the viewer may not see.
      const made = { etag: `"${createHash("sha256").update(body).digest("base64url").slice(0, 22)}"`, body };
      if (ready.size >= readyLimit) ready.clear();
      ready.set(viewer.key, made);
      return made;
    },
    status: view.status,
    delta: view.delta,
    tick() {
      const fault = dependencies.fault()?.code ?? null;
      if (fault !== toldFault) announce([], []);
      toldFault = fault;
      const before = new Map(verdicts);
      verdicts.clear();
      const late = lateRepositories();
      if (late !== toldLate)
        announce(
          [],
          observed().map(({ id }) => id),
        );
      toldLate = late;
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
    noteArchives(repositoryId, count, newestAt) {
      const before = memory.repository(repositoryId);
      memory.takeArchives(repositoryId, newestAt === undefined ? { count } : { count, newestAt });
      if (memory.repository(repositoryId) !== before) announce([], [repositoryId]);
    },
    acceptNewest(planId) {
      memory.acceptNewest(planId);
      announce(...planAndItsRepositories(planId));
    },
    planHealth: memory.plan,
    suspicion: (planId, repositoryId) => suspicionIn(memory.plan(planId), repositoryId)?.message ?? null,
    facts: memory.repository,
  };
}
