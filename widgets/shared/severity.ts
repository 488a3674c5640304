// States by how much they need someone.
import type { HealthState, PlanStatus, Status } from "../../schemas/status.ts";

/** Worst first, as the service adds them up (schemas/status); the verdict is the worst state present. */
export const bySeverity: readonly HealthState[] = ["failed", "late", "warning", "running", "never", "paused", "ok"];

/** Whether a state needs someone. */
export function needsSomeone(state: Status["verdict"]): boolean {
  return state === "failed" || state === "late" || state === "warning";
}

/** The verdict; a warning where the service itself has a fault and nothing worse is to be told: it must not be called well. */
export function verdictWithFault({ verdict, fault }: Pick<Status, "verdict" | "fault">): Status["verdict"] {
  return fault && !needsSomeone(verdict) ? "warning" : verdict;
}

/** Plans that need someone, worst first, the longest-standing first among equals. */
export function problemsOf(plans: readonly PlanStatus[]): PlanStatus[] {
  const rank = (plan: PlanStatus) => bySeverity.indexOf(plan.state);
  return plans
    .filter(({ state }) => needsSomeone(state))
    .sort((a, b) => rank(a) - rank(b) || (a.since ?? "").localeCompare(b.since ?? ""));
}
