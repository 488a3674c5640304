import type { PlanHealthRecord } from "../../schemas/health.ts";
import type { PlanRecord } from "../../schemas/plans.ts";
import type { RepositoryRecord } from "../../schemas/repositories.ts";
import type { RunFacts } from "./run-steps.ts";
import { type Checked, isCheckDue, isDrillDue } from "./upkeep-due.ts";
import { isVerifyDue } from "./verify-due.ts";

export interface RunFactsDependencies {
  readonly repositories: { get(id: string): Pick<RepositoryRecord, "mode" | "createdAt"> | undefined };
  readonly health: {
    planHealth(planId: string): Pick<PlanHealthRecord, "lastVerify" | "drills">;
    suspicion(planId: string, repositoryId: string): string | null;
    facts(repositoryId: string): Checked;
  };
  readonly clock: { now(): number };
}

/** How a run of the plan may use a repository and what is due there, from what is remembered of both. */
export function runFactsOf(
  plan: PlanRecord,
  repositoryId: string,
  { repositories, health, clock }: RunFactsDependencies,
): RunFacts {
  const lastDrill = () => health.planHealth(plan.id).drills.find((drill) => drill.repositoryId === repositoryId);
  const { mode = "full", createdAt = plan.createdAt } = repositories.get(repositoryId) ?? {};
  return {
    mode,
    suspicion: () => health.suspicion(plan.id, repositoryId),
    verifyIsDue: () => isVerifyDue(plan, health.planHealth(plan.id).lastVerify, clock.now()),
    checkIsDue: () => isCheckDue(plan.check, health.facts(repositoryId), createdAt, clock.now()),
    drillIsDue: () => isDrillDue(plan.drill, lastDrill(), clock.now()),
  };
}
