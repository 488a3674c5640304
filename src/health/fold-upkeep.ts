// What checks and restore drills came to, as it is kept of plans and repositories. Pure; folding twice changes nothing.
import type { PlanHealthRecord, RepositoryHealthRecord } from "../../schemas/health.ts";
import type { JobRecord } from "../../schemas/jobs.ts";
import type { DrillReport } from "../../schemas/upkeep.ts";

type Upkeep = Pick<RepositoryHealthRecord, "lastCheck" | "checkedAt" | "lastDrill">;
type PlanDrills = PlanHealthRecord["drills"];

/** The schema's bound: a plan has as many repositories at the most. */
const mostDrills = 8;

/** Takes in a check or a drill that has ended. One that could not be done, as where the repository was locked, says nothing. */
export function foldRepositoryUpkeep({ lastCheck, checkedAt, lastDrill }: Upkeep, job: JobRecord): Upkeep {
  const { check, drill } = job.result ?? {};
  const at = job.finishedAt;
  if (at === null) return { lastCheck, checkedAt, lastDrill };
  const durationMs = Math.max(0, Date.parse(at) - Date.parse(job.startedAt ?? at));
  return {
    lastCheck: check
      ? {
          at,
          state: check.problemsCount > 0 ? "failed" : "ok",
          scope: check.scope,
          verifyData: check.verifyData,
          partial: check.partial,
          durationMs,
        }
      : lastCheck,
    checkedAt: check && !check.partial ? checkedNow(checkedAt, check.scope, at) : checkedAt,
    lastDrill: drill
      ? {
          at,
          state: isDrillFailed(drill, job) ? "failed" : "ok",
          filesRestored: drill.filesRestored,
          bytesRestored: drill.bytesRestored,
          restoreMs: drill.restoreMs,
          filesDamaged: drill.filesDamaged,
        }
      : lastDrill,
  };
}

/** The last drill of a plan in each repository, the newest first. */
export function foldPlanDrills(drills: PlanDrills, job: JobRecord): PlanDrills {
  const { repositoryId, finishedAt, result } = job;
  const drill = result?.drill;
  if (!drill || finishedAt === null) return drills;
  const failed = isDrillFailed(drill, job);
  const message = failed
    ? `drill: ${drill.filesDamaged} of ${drill.filesRestored + drill.filesDamaged} files did not come back as they were, and ${drill.missingCanaries.length} canaries are not in the archive.`
    : `drill: ${drill.filesRestored} files came back.`;
  const state = failed ? ("failed" as const) : ("ok" as const);
  const others = drills.filter((other) => other.repositoryId !== repositoryId);
  return [{ repositoryId, at: finishedAt, state, message }, ...others].slice(0, mostDrills);
}

function checkedNow(
  before: Upkeep["checkedAt"],
  scope: "all" | "repository" | "archives",
  at: string,
): Upkeep["checkedAt"] {
  return {
    repository: scope === "archives" ? before.repository : at,
    archives: scope === "repository" ? before.archives : at,
  };
}

/** Canaries that somebody asked for by hand are not the plan's: that they are missing says nothing about the backups. */
function isDrillFailed({ filesDamaged, missingCanaries }: DrillReport, { options }: JobRecord): boolean {
  return filesDamaged > 0 || (missingCanaries.length > 0 && options?.drill === undefined);
}
