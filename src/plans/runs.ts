// Runs: one firing of a plan, led from job to job, also across a restart.

import type { JobOptions, JobRecord, Requester, RunRecord } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { EventMap } from "../events/events.ts";
import { Fault } from "../fault.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { newId, type Random } from "../ports/random.ts";
import { decideRun, type RunFacts } from "./run-steps.ts";

/** What fires a plan. */
export interface Firing {
  readonly trigger: RunRecord["trigger"];
  readonly requester: Requester;
  readonly scheduledFor: string | null;
}

export interface Runs {
  /** Starts a run. Throws Fault `conflict` where one of the plan is going already. */
  start(plan: PlanRecord, firing: Firing): Promise<RunRecord>;
  /** Records a firing that made no job, and why. */
  skip(plan: PlanRecord, firing: Firing, reason: string): Promise<RunRecord>;
  /** The plan's run that has not ended. */
  active(planId: string): RunRecord | undefined;
  /** Whether a firing of that time is recorded already. */
  hasFired(planId: string, scheduledFor: string): boolean;
  /** Leads on the runs that an earlier process left. */
  resume(): Promise<void>;
  get(id: string): Promise<RunWithJobs | undefined>;
  /** Newest first. The jobs of runs long gone are left out; `get` has them. */
  list(filter: RunFilter): Promise<{ items: RunWithJobs[]; next: string | null }>;
}

export interface RunWithJobs {
  readonly run: RunRecord;
  readonly jobs: readonly JobRecord[];
}

export interface RunFilter {
  readonly planId?: string | undefined;
  sees(planId: string): boolean;
  readonly limit: number;
  readonly cursor?: string | null | undefined;
}

export interface RunsDependencies {
  readonly history: {
    saveRun(run: RunRecord): Promise<void>;
    run(id: string): RunRecord | undefined;
    findRun(id: string): Promise<RunRecord | undefined>;
    jobsOfRun(runId: string): JobRecord[];
    unfinishedRuns(): RunRecord[];
    recent(): { readonly runs: readonly RunRecord[] };
    listJobs(filter: { runId: string; sees(): boolean; limit: number }): Promise<{ items: JobRecord[] }>;
    listRuns(filter: RunFilter): Promise<{ items: RunRecord[]; next: string | null }>;
  };
  readonly enqueue: (request: {
    kind: JobRecord["kind"];
    repositoryId: string;
    planId: string;
    runId: string;
    archiveName: string | null;
    options?: JobOptions;
    requester: Requester;
  }) => Promise<JobRecord>;
  readonly plan: (id: string) => PlanRecord | undefined;
  /** How a repository may be used by a run of the plan, and what is due there. */
  readonly factsOf: (plan: PlanRecord, repositoryId: string) => RunFacts;
  readonly newArchiveName: (plan: PlanRecord) => string;
  readonly events: { on(name: "job.changed", listener: (payload: EventMap["job.changed"]) => void): () => void };
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
}

/** Creates the runs. */
export function createRuns(dependencies: RunsDependencies): Runs {
  const { history, clock, random, log } = dependencies;
  const leading = new Map<string, Promise<void>>();

  const step = async (runId: string): Promise<void> => {
    const run = history.run(runId);
    if (!run || run.finishedAt) return;
    const plan = dependencies.plan(run.planId);
    const factsOf = (repositoryId: string) => (plan ? dependencies.factsOf(plan, repositoryId) : nothingIsDue);
    const decision = decideRun(plan, history.jobsOfRun(runId), factsOf);
    if (decision.do === "end") {
      const { state, reason } = decision;
      await history.saveRun({ ...run, state, reason, finishedAt: isoTime(clock.now()) });
    } else if (decision.do === "start" && plan) {
      const archiveName = decision.job.kind === "backup" ? dependencies.newArchiveName(plan) : decision.job.archiveName;
      await dependencies.enqueue({ ...decision.job, archiveName, planId: plan.id, runId, requester: run.requester });
    }
  };

  /** Steps of one run never overlap, so that no job is started twice. */
  const lead = (runId: string): Promise<void> => {
    const next = (leading.get(runId) ?? Promise.resolve())
      .then(() => step(runId))
      .catch((error: unknown) => giveUp(runId, error))
      .finally(() => {
        if (leading.get(runId) === next) leading.delete(runId);
      });
    leading.set(runId, next);
    return next;
  };

  const giveUp = async (runId: string, error: unknown): Promise<void> => {
    const run = history.run(runId);
    if (isFaultStopping(error) || !run || run.finishedAt) return;
    log.error("A run could not go on", { runId, error });
    const reason = error instanceof Fault ? error.detail : "Borgdeck itself failed; the service's log has the details.";
    await history
      .saveRun({ ...run, state: "failed", finishedAt: isoTime(clock.now()), reason })
      .catch((failure: unknown) => log.error("The end of a run could not be journaled", { runId, error: failure }));
  };

  const newRun = (
    plan: PlanRecord,
    firing: Firing,
    end: Pick<RunRecord, "state" | "finishedAt" | "reason">,
  ): RunRecord => ({
    id: newId(random),
    planId: plan.id,
    ...firing,
    createdAt: isoTime(clock.now()),
    ...end,
  });

  const active: Runs["active"] = (planId) => history.unfinishedRuns().find((run) => run.planId === planId);
  const starting = new Set<string>();

  dependencies.events.on("job.changed", ({ job }) => {
    if (job.runId && job.finishedAt) void lead(job.runId);
  });

  return {
    active,
    async start(plan, firing) {
      const going = active(plan.id);
      if (going || starting.has(plan.id)) {
        throw new Fault("conflict", `A run of this plan${going ? `, begun ${going.createdAt},` : ""} is still going.`);
      }
      starting.add(plan.id);
      try {
        const run = newRun(plan, firing, { state: "running", finishedAt: null, reason: null });
        await history.saveRun(run);
        await lead(run.id);
        return history.run(run.id) ?? run;
      } finally {
        starting.delete(plan.id);
      }
    },
    async skip(plan, firing, reason) {
      const run = newRun(plan, firing, { state: "skipped", finishedAt: isoTime(clock.now()), reason });
      await history.saveRun(run);
      return run;
    },
    hasFired: (planId, scheduledFor) =>
      history.recent().runs.some((run) => run.planId === planId && run.scheduledFor === scheduledFor),
    async resume() {
      for (const run of history.unfinishedRuns()) await lead(run.id);
    },
    async get(id) {
      const run = await history.findRun(id);
      if (!run) return undefined;
      const { items } = await history.listJobs({ runId: id, sees: () => true, limit: 100 });
      return { run, jobs: items.reverse() };
    },
    async list(filter) {
      const { items, next } = await history.listRuns(filter);
      return { items: items.map((run) => ({ run, jobs: history.jobsOfRun(run.id) })), next };
    },
  };
}

const nothingIsDue: RunFacts = {
  mode: "full",
  suspicion: () => null,
  verifyIsDue: () => false,
  checkIsDue: () => false,
  drillIsDue: () => false,
};

/** While the service stops, a run stays as it is and the next process leads it on. */
function isFaultStopping(error: unknown): boolean {
  return error instanceof Fault && error.code === "stopping";
}
