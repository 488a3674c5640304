// From what jobs and runs came to, to what is kept of each plan and repository. Pure; folding twice changes nothing.
import type { PlanHealthRecord, RepositoryHealthRecord } from "../../schemas/health.ts";
import type { JobRecord, RunRecord } from "../../schemas/jobs.ts";
import { foldPlanDrills, foldRepositoryUpkeep } from "./fold-upkeep.ts";
import { acceptNewest, keepArchive } from "./sanity.ts";

export type PlanHealth = Omit<PlanHealthRecord, "revision">;
export type RepositoryHealth = Omit<RepositoryHealthRecord, "revision">;

export function emptyPlanHealth(id: string): PlanHealth {
  return {
    id,
    lastRun: null,
    lastSuccessAt: null,
    stateSince: null,
    lastVerify: null,
    drills: [],
    archives: [],
    usualSince: null,
  };
}

export function emptyRepositoryHealth(id: string): RepositoryHealth {
  return {
    id,
    archivesCount: null,
    sizeBytes: null,
    lastBackupAt: null,
    lastCheckAt: null,
    lastVerifyAt: null,
    lastCheck: null,
    checkedAt: { repository: null, archives: null },
    lastDrill: null,
    failure: null,
  };
}

/** Takes in a run that has ended. A skipped one says nothing about the backups, so it is left out. */
export function foldRun(health: PlanHealth, run: RunRecord, jobs: readonly JobRecord[]): PlanHealth {
  if (run.finishedAt === null || run.state === "skipped") return health;
  if (health.lastRun && (health.lastRun.id === run.id || health.lastRun.startedAt > run.createdAt)) return health;
  const decisive = decisiveOf(run, jobs);
  const wasDone = run.state === "ok" || run.state === "warning";
  const continues = health.lastRun?.state === run.state;
  return {
    ...health,
    lastRun: {
      id: run.id,
      state: run.state,
      startedAt: run.createdAt,
      finishedAt: run.finishedAt,
      jobId: decisive?.id ?? null,
      message: decisive?.outcome ? `${decisive.kind}: ${decisive.outcome.message}` : run.reason,
      ...briefOf(decisive),
      nextStep: decisive?.outcome?.nextStep ?? null,
    },
    lastSuccessAt: wasDone ? run.finishedAt : health.lastSuccessAt,
    stateSince: continues ? (health.stateSince ?? run.finishedAt) : run.finishedAt,
  };
}

/** The job that made the run what it is. A failed check or drill is what a run with warnings is about, whatever else there was. */
function decisiveOf({ state }: RunRecord, jobs: readonly JobRecord[]): JobRecord | undefined {
  const failed = state === "warning" ? jobs.find((job) => job.state === "failed") : undefined;
  return failed ?? jobs.find((job) => job.state === state && job.state !== "ok");
}

/** The message for those who are told no path; nothing where it has none. */
function briefOf(job: JobRecord | undefined): { readonly brief?: string } {
  return job?.outcome?.brief === undefined ? {} : { brief: `${job.kind}: ${job.outcome.brief}` };
}

/** Takes in a job of a plan that has ended: its archive's figures, its verification and its drill. */
export function foldPlanJob(health: PlanHealth, job: JobRecord): PlanHealth {
  if (job.finishedAt === null) return health;
  const verify = comparedOf(job);
  return {
    ...withArchive(health, job),
    drills: foldPlanDrills(health.drills, job),
    ...(verify && {
      lastVerify: {
        at: job.finishedAt,
        state: verify.filesDamaged > 0 ? ("failed" as const) : ("ok" as const),
        filesChecked: verify.filesChecked,
        filesChanged: verify.filesChanged,
        filesDamaged: verify.filesDamaged,
      },
    }),
  };
}

/** Somebody meant it: what was backed up last is the usual, and a run that was only unlikely was right. */
export function foldAcceptance(health: PlanHealth): PlanHealth {
  const { lastRun } = health;
  const wasOnlyUnlikely = lastRun?.state === "warning" && lastRun.jobId === null;
  return {
    ...acceptNewest(health),
    lastRun: wasOnlyUnlikely ? { ...lastRun, state: "ok", message: null, nextStep: null } : lastRun,
  };
}

function withArchive(health: PlanHealth, { repositoryId, state, startedAt, createdAt, result }: JobRecord): PlanHealth {
  if (!result?.archive || (state !== "ok" && state !== "warning")) return health;
  const { files, originalSizeBytes, durationMs } = result.archive;
  return keepArchive(health, { at: startedAt ?? createdAt, repositoryId, files, originalSizeBytes, durationMs });
}

/** What a verify job compared; nothing where it found no file that it could compare. */
function comparedOf({ result }: JobRecord): NonNullable<JobRecord["result"]>["verify"] {
  const verify = result?.verify;
  return verify && verify.filesMatched + verify.filesDamaged > 0 ? verify : undefined;
}

/** Takes in any job of a repository that has ended. */
export function foldRepositoryJob(health: RepositoryHealth, job: JobRecord): RepositoryHealth {
  if (job.finishedAt === null) return health;
  const isDone = job.state === "ok" || job.state === "warning";
  const { repository } = job.result ?? {};
  const verify = comparedOf(job);
  return {
    ...health,
    archivesCount: repository?.archivesCount ?? health.archivesCount,
    sizeBytes: repository?.sizeBytes ?? health.sizeBytes,
    lastBackupAt: isDone && job.kind === "backup" ? job.finishedAt : health.lastBackupAt,
    lastCheckAt: isDone && job.kind === "check" ? job.finishedAt : health.lastCheckAt,
    lastVerifyAt: verify ? job.finishedAt : health.lastVerifyAt,
    ...foldRepositoryUpkeep(health, job),
    failure: nextFailure(health.failure, job, isDone),
  };
}

/** Work whose failure tells of the repository. What was asked wrongly of it, such as a restore of what is not there, does not. */
const telling: ReadonlySet<JobRecord["kind"]> = new Set(["check", "verify", "drill", "prune", "compact"]);

/** A failure stays until the same sort of work has succeeded; a failed backup is its plan's affair. */
function nextFailure(
  before: RepositoryHealth["failure"],
  job: JobRecord,
  isDone: boolean,
): RepositoryHealth["failure"] {
  const failure = before && telling.has(before.kind) ? before : null;
  if (isDone) return failure?.kind === job.kind ? null : failure;
  if (job.state !== "failed" || !telling.has(job.kind) || !job.finishedAt || !job.outcome) return failure;
  if (isOwnMistake(job)) return failure;
  const { message, nextStep } = job.outcome;
  const told = { message: `${job.kind}: ${message}`, ...briefOf(job), nextStep };
  return { at: job.finishedAt, jobId: job.id, kind: job.kind, ...told };
}

/** An archive that somebody named and that is not there, or canaries of theirs and not of the plan. */
function isOwnMistake({ archiveName, runId, options, outcome }: JobRecord): boolean {
  if (runId !== null) return false;
  if (outcome?.code === "archive-missing") return archiveName !== null;
  return outcome?.code === "canary-missing" && options?.drill !== undefined;
}
