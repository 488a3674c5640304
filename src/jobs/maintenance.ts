// What may be asked for by hand, and what of it becomes a job's options.
import type { JobOptions, MaintenanceRequest } from "../../schemas/jobs.ts";
import type { RepositoryMode } from "../../schemas/repositories.ts";
import { Fault } from "../fault.ts";

export interface MaintenanceFacts {
  readonly planUses: (planId: string, repositoryId: string) => boolean;
  readonly modeOf: (repositoryId: string) => RepositoryMode | undefined;
  /** borg's id of an archive; undefined where there is none of this name. */
  readonly archiveId: (repositoryId: string, archiveName: string) => Promise<string | undefined>;
}

/** The options of the job. Faults: `invalid-input` with every field that is wrong, `conflict` where the mode is against it. */
export async function maintenanceOptions(
  repositoryId: string,
  request: MaintenanceRequest,
  { planUses, modeOf, archiveId }: MaintenanceFacts,
): Promise<JobOptions | undefined> {
  const { kind, archiveName, check, drill } = request;
  refuseAgainstMode(kind, modeOf(repositoryId) ?? "full");
  const isOfPlan = request.planId === undefined || planUses(request.planId, repositoryId);
  const indexed =
    kind === "index" && archiveName !== undefined ? await archiveId(repositoryId, archiveName) : undefined;
  const fields = {
    ...(isOfPlan ? {} : { "/planId": "is no plan that backs up to this repository" }),
    ...missing(request),
    ...(kind === "check" && check ? checkErrors(check, modeOf(repositoryId)) : {}),
    ...(kind === "index" && archiveName !== undefined && !indexed ? { "/archiveName": "is no archive" } : {}),
  };
  if (Object.keys(fields).length > 0) {
    throw new Fault("invalid-input", "The job was not started: some values are not valid.", { fields });
  }
  if (kind === "check" && check) return { check };
  if (kind === "drill" && drill) return { drill };
  return indexed === undefined ? undefined : { archiveId: indexed };
}

/** Whether a kind takes data out of a repository for good. */
function removes(kind: MaintenanceRequest["kind"]): boolean {
  return kind === "prune" || kind === "compact";
}

function refuseAgainstMode(kind: MaintenanceRequest["kind"], mode: RepositoryMode): void {
  if (mode === "full" || !removes(kind)) return;
  const why =
    mode === "append-only"
      ? "This repository is append-only: nothing is taken out of it here."
      : "This repository is only observed: whoever writes to it takes care of it.";
  throw new Fault("conflict", `${why} Change its mode first if that is not so any more.`);
}

function missing({ kind, planId, archiveName }: MaintenanceRequest): Record<string, string> {
  if (kind === "prune" && planId === undefined) {
    return { "/planId": "is needed: only the archives of one plan are pruned, by that plan's rules" };
  }
  if ((kind === "verify" || kind === "drill") && planId === undefined && archiveName === undefined) {
    return { "/archiveName": "is needed, or the planId whose newest archive is meant" };
  }
  return kind === "index" && archiveName === undefined ? { "/archiveName": "is needed" } : {};
}

/** What borg refuses, and what would write to a repository that is only observed. */
function checkErrors(
  { scope, verifyData, maxDurationMs }: NonNullable<MaintenanceRequest["check"]>,
  mode: RepositoryMode | undefined,
): Record<string, string> {
  const limited = maxDurationMs !== null;
  return {
    ...(verifyData && scope === "repository" ? { "/check/verifyData": "needs the archives to be checked too" } : {}),
    ...(limited && scope !== "repository" ? { "/check/maxDurationMs": "is for the repository alone" } : {}),
    ...(limited && mode === "observe"
      ? { "/check/maxDurationMs": "would be noted in the repository, which is only observed" }
      : {}),
  };
}
