// What of the status an element shows: the part that its `repo` attribute names, and what that adds up to.
import type { PlanStatus, Status } from "../../schemas/status.ts";
import { bySeverity } from "./severity.ts";

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
