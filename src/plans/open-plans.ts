// Makes the parts of plans/ and gives each what it needs of the others.
import type { PlanRecord } from "../../schemas/plans.ts";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import type { Ports } from "../ports/ports.ts";
import { placeWarnings } from "./place-warnings.ts";
import { createPlans, type Plans, type PlansDependencies } from "./plans.ts";
import { type RunFactsDependencies, runFactsOf } from "./run-facts.ts";
import { createRuns, type Runs, type RunsDependencies } from "./runs.ts";
import { createScheduler, type Scheduler, type SchedulerDependencies } from "./scheduler.ts";
import { createSources, type Sources } from "./sources.ts";

export interface OpenPlansDependencies {
  readonly collection: PlansDependencies["collection"];
  readonly schedule: SchedulerDependencies["schedule"];
  readonly repositories: { get(id: string): RepositoryRecord | undefined };
  /** Asked only once everything is made. */
  readonly health: () => RunFactsDependencies["health"];
  readonly history: RunsDependencies["history"];
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
}

/** Makes them; nothing fires before the scheduler's first tick. */
export function openPlans(dependencies: OpenPlansDependencies): OpenedPlans {
  const { collection, repositories, health, ports, config } = dependencies;
  const { files, clock } = ports;
  const sources = createSources({ files, roots: config.sourceRoots, dataDir: config.dataDir });
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
  return { plans, runs, scheduler, sources };
}
