// Makes the parts of plans/ and gives each what it needs of the others.
import type { JobRecord } from "../../schemas/jobs.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import type { Ports } from "../ports/ports.ts";
import { placeWarnings } from "./place-warnings.ts";
import { createPlans, type Plans, type PlansDependencies } from "./plans.ts";
import { mountedArchives } from "./protected-places.ts";
import { type RunFactsDependencies, runFactsOf } from "./run-facts.ts";
import { createRuns, type Runs, type RunsDependencies } from "./runs.ts";
import { createScheduler, type Scheduler, type SchedulerDependencies } from "./scheduler.ts";
import { createSources, type Sources } from "./sources.ts";

export interface OpenPlansDependencies {
  readonly collection: PlansDependencies["collection"];
  readonly schedule: SchedulerDependencies["schedule"];
  readonly repositories: { get(id: string): RepositoryRecord | undefined };
  /** Asked only once everything is made. */
  readonly health: () => RunFactsDependencies["health"] & ReturnType<PlansDependencies["health"]>;
  readonly history: RunsDependencies["history"] & { unfinishedJobs(): JobRecord[] };
  readonly enqueue: RunsDependencies["enqueue"];
  readonly newArchiveName: (plan: PlanRecord) => string;
  readonly audit: PlansDependencies["audit"];
  readonly events: PlansDependencies["events"] & RunsDependencies["events"] & SchedulerDependencies["events"];
  readonly ports: Pick<Ports, "files" | "clock" | "random" | "log">;
  readonly config: { readonly sourceRoots: readonly string[]; readonly dataDir: string };
}

export interface OpenedPlans {
  readonly plans: Plans;
  readonly runs: Runs;
  readonly scheduler: Scheduler;
  readonly sources: Sources;
  /** Where archives are mounted. */
  readonly mounted: () => Promise<readonly string[]>;
  /** Sources of the plan that an archive is named for; none where that plan does not back up to this repository. */
  readonly sourcesOf: (planId: string | null, repositoryId: string) => readonly string[];
}

/** Anybody can give an archive of their own repository the name of another's plan, and is not to compare with its files. */
export function sourcesIn(
  plans: { get(id: string): PlanRecord | undefined },
  planId: string | null,
  repositoryId: string,
): readonly string[] {
  const plan = plans.get(planId ?? "");
  return plan?.repositoryIds.includes(repositoryId) ? plan.sources : [];
}

/** Makes them; nothing fires before the scheduler's first tick. */
export function openPlans(dependencies: OpenPlansDependencies): OpenedPlans {
  const { collection, repositories, health, history, ports, config } = dependencies;
  const { files, clock } = ports;
  const mounted = () => mountedArchives(history.unfinishedJobs());
  const sources = createSources({ files, roots: config.sourceRoots, dataDir: config.dataDir, mounted });
  const runs = createRuns({
    ...dependencies,
    ...ports,
    plan: (id) => collection.get(id),
    factsOf: (plan, id) => runFactsOf(plan, id, { repositories, health: health(), clock }),
  });
  const scheduler = createScheduler({ ...dependencies, ...ports, plans: collection, runs });
  const plans = createPlans({
    ...dependencies,
    ...ports,
    repository: (id) => repositories.get(id),
    sources,
    runs,
    scheduler,
    placeWarnings: (paths, location) => placeWarnings(files, paths, location),
  });
  return { plans, runs, scheduler, sources, mounted, sourcesOf: (planId, id) => sourcesIn(collection, planId, id) };
}
