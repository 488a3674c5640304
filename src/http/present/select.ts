// The part of a status that a dashboard asks for by naming repositories, for what is shown without a script.
import { addUp, type Status } from "../../../schemas/status.ts";

/**
 * The status cut down to the repositories in `repo` (ids with commas or spaces between them); whole where none is named. What is
 * left is added up as health/view does: plans, and repositories that somebody else writes to.
 */
export function selectStatus(status: Status, repo: string | undefined): Status {
  const ids = new Set((repo ?? "").split(/[\s,]+/).filter((id) => id !== ""));
  if (ids.size === 0) return status;
  const plans = status.plans.filter(({ repositoryIds }) => repositoryIds.some((id) => ids.has(id)));
  const repositories = status.repositories.filter(({ id }) => ids.has(id));
  const observed = repositories.filter(({ mode }) => mode === "observe");
  const successes = [
    ...plans.flatMap(({ lastSuccessAt }) => lastSuccessAt ?? []),
    ...observed.flatMap(({ lastBackupAt }) => lastBackupAt ?? []),
  ].sort();
  return {
    ...status,
    plans,
    repositories,
    running: status.running.filter(({ repositoryId }) => ids.has(repositoryId)),
    ...addUp([...plans, ...observed].map(({ state }) => state)),
    lastSuccessAt: successes.at(-1) ?? null,
    oldestSuccessAt: successes[0] ?? null,
    nextRunAt: plans.flatMap(({ nextRunAt }) => nextRunAt ?? []).sort()[0] ?? null,
  };
}
