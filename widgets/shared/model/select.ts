// What of the status an element shows: the part that its `repo` attribute names, and what that adds up to.
import type { Status } from "../../../schemas/status.ts";
import { listed } from "./listed.ts";
import { bySeverity } from "./severity.ts";

/**
 * The status cut down to the repositories in `ids` (comma- or space-separated); whole where none is named. Added up as the service
 * does (health/view): plans, and repositories that somebody else writes to.
 */
export function selectStatus(status: Status, ids: string | null): Status {
  const wanted = new Set(listed(ids));
  if (wanted.size === 0) return status;
  const plans = status.plans.filter((plan) => plan.repositoryIds.some((id) => wanted.has(id)));
  const repositories = status.repositories.filter(({ id }) => wanted.has(id));
  const observed = repositories.filter(({ mode }) => mode === "observe");
  const successes = [
    ...plans.map(({ lastSuccessAt }) => lastSuccessAt),
    ...observed.map(({ lastBackupAt }) => lastBackupAt),
  ]
    .filter((at) => at !== null)
    .sort();
  const counts = { ok: 0, running: 0, warning: 0, failed: 0, late: 0, suspicious: 0, never: 0, paused: 0 };
  for (const { state } of [...plans, ...observed]) counts[state] += 1;
  return {
    ...status,
    plans,
    repositories,
    running: status.running.filter(({ repositoryId }) => wanted.has(repositoryId)),
    verdict: bySeverity.find((state) => counts[state] > 0) ?? "empty",
    counts,
    lastSuccessAt: successes.at(-1) ?? null,
    oldestSuccessAt: successes[0] ?? null,
    nextRunAt: plans.flatMap(({ nextRunAt }) => nextRunAt ?? []).sort()[0] ?? null,
  };
}
