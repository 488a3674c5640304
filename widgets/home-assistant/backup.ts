// One backup as entities tell it, and a status made of several.
import type { JobKindName } from "../../schemas/jobs.ts";
import type { HealthState, PlanStatus, RepositoryStatus, RunningJob, Status } from "../../schemas/status.ts";
import { selectStatus } from "../shared/model/select.ts";

/** What is known of one repository and what is backed up to it; null is not known. Times are ISO 8601. */
export interface Backup {
  readonly id: string;
  readonly name: string;
  readonly state: HealthState;
  readonly since: string | null;
  readonly message: string | null;
  readonly lastSuccessAt: string | null;
  readonly nextRunAt: string | null;
  readonly lastCheckAt: string | null;
  readonly lastVerifyAt: string | null;
  readonly sizeBytes: number | null;
  readonly archivesCount: number | null;
  /** A job that runs; null where none does. */
  readonly run: {
    /** What it does; null is not told, and taken for a backup. */
    readonly kind: JobKindName | null;
    readonly startedAt: string | null;
    readonly percent: number | null;
    readonly updatedAt: string;
  } | null;
}

/** The status that these backups add up to. */
export function statusOfBackups(backups: readonly Backup[]): Status {
  const ids = backups.map(({ id }) => id).join(",");
  return selectStatus(
    {
      verdict: "empty",
      counts: { ok: 0, running: 0, warning: 0, failed: 0, late: 0, suspicious: 0, never: 0, paused: 0 },
      lastSuccessAt: null,
      oldestSuccessAt: null,
      nextRunAt: null,
      fault: null,
      version: "",
      repositories: backups.map(repositoryOf),
      plans: backups.map(planOf),
      running: backups.flatMap(jobsOf),
    },
    ids,
  );
}

/** Encryption, mode and drills are no entity's: nothing in a card tells them (element-in-card.ts). */
function repositoryOf(backup: Backup): RepositoryStatus {
  return {
    id: backup.id,
    name: backup.name,
    location: "",
    encryption: "repokey-blake2",
    mode: "full",
    state: backup.state,
    message: backup.message,
    archivesCount: backup.archivesCount,
    sizeBytes: backup.sizeBytes,
    lastBackupAt: backup.lastSuccessAt,
    lastCheckAt: backup.lastCheckAt,
    lastVerifyAt: backup.lastVerifyAt,
    lastCheck: null,
    lastDrill: null,
    keyExportedAt: null,
    allowed: [],
  };
}

/** Entities are of repositories; what backs up to one stands under its name. */
function planOf(backup: Backup): PlanStatus {
  return {
    id: backup.id,
    name: backup.name,
    repositoryIds: [backup.id],
    state: planState(backup),
    since: backup.since,
    message: backup.message,
    nextStep: null,
    lastRun: null,
    lastSuccessAt: backup.lastSuccessAt,
    lastVerify: null,
    nextRunAt: backup.nextRunAt,
    scheduleText: null,
    timeZone: null,
    allowed: [],
  };
}

/** While a repository is only checked or pruned nothing is backed up: the verdict is about backups. */
function planState({ state, run, lastSuccessAt }: Backup): HealthState {
  if (state !== "running" || (run?.kind ?? "backup") === "backup") return state;
  return lastSuccessAt === null ? "never" : "ok";
}

function jobsOf({ id, run }: Backup): RunningJob[] {
  if (!run) return [];
  const progress = {
    phase: null,
    files: null,
    originalSizeBytes: null,
    deduplicatedSizeBytes: null,
    path: null,
    bytesPerSecond: null,
    etaMs: null,
    percent: run.percent,
    updatedAt: run.updatedAt,
  };
  return [
    {
      id,
      kind: run.kind ?? "backup",
      state: "running",
      planId: id,
      runId: null,
      repositoryId: id,
      startedAt: run.startedAt,
      cancelRequested: false,
      progress: run.percent === null ? null : progress,
      allowed: [],
    },
  ];
}
