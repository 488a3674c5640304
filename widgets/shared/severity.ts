// States by how much they need someone.
import type { HealthState, PlanStatus } from "../../schemas/status.ts";

/** Worst first, as the service adds them up (schemas/status); the verdict is the worst state present. */
export const bySeverity: readonly HealthState[] = ["failed", "late", "warning", "running", "never", "paused", "ok"];

/** Plans that need someone, worst first, the longest-standing first among equals. */
export function problemsOf(plans: readonly PlanStatus[]): PlanStatus[] {
  const rank = (plan: PlanStatus) => bySeverity.indexOf(plan.state);
  return plans
    .filter((plan) => rank(plan) <= bySeverity.indexOf("warning"))
    .sort((a, b) => rank(a) - rank(b) || (a.since ?? "").localeCompare(b.since ?? ""));
}
