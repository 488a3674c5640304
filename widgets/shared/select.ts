// What of the status an element shows: the part that its `repo` attribute names, and what that adds up to.
import type { HealthState, PlanStatus, Status } from "../../schemas/status.ts";

/** Worst first; the verdict is the worst state present. */
export const bySeverity: readonly HealthState[] = ["failed", "late", "warning", "running", "never", "ok", "paused"];

/** Plans that need someone, worst first, the longest-standing first among equals. */
export function problemsOf(plans: readonly PlanStatus[]): PlanStatus[] {
  const rank = (plan: PlanStatus) => bySeverity.indexOf(plan.state);
  return plans
    .filter((plan) => rank(plan) <= bySeverity.indexOf("warning"))
    .sort((a, b) => rank(a) - rank(b) || (a.since ?? "").localeCompare(b.since ?? ""));
}

/** The status cut down to the repositories in `ids` (comma- or space-separated); whole where none is named. */
export function selectStatus(status: Status, ids: string | null): Status {
  const wanted = new Set((ids ?? "").split(/[\s,]+/).filter(Boolean));
  if (wanted.size === 0) return status;
  const plans = status.plans.filter((plan) => plan.repositoryIds.some((id) => wanted.has(id)));
  const times = (of: (plan: PlanStatus) => string | null) => plans.flatMap((plan) => of(plan) ?? []).sort();
  const successes = times((plan) => plan.lastSuccessAt);
  const counts = { ok: 0, running: 0, warning: 0, failed: 0, late: 0, never: 0, paused: 0 };
  for (const plan of plans) counts[plan.state] += 1;
  return {
    ...status,
    plans,
    repositories: status.repositories.filter(({ id }) => wanted.has(id)),
    running: status.running.filter(({ repositoryId }) => wanted.has(repositoryId)),
    verdict: bySeverity.find((state) => counts[state] > 0) ?? "empty",
    counts,
    lastSuccessAt: successes.at(-1) ?? null,
    oldestSuccessAt: successes[0] ?? null,
    nextRunAt: times((plan) => plan.nextRunAt)[0] ?? null,
  };
}
