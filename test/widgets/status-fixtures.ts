// Statuses for every state that an element draws. Times are relative to now, as the elements tell them so.
import { addUp, type PlanStatus, type RepositoryStatus, type RunningJob, type Status } from "../../schemas/status.ts";

const minute = 60_000;
const hour = 60 * minute;

/** A time this many minutes from now (negative: ago), with half a minute to spare so that a test does not straddle. */
export function minutesFromNow(minutes: number): string {
  return new Date(Date.now() + minutes * minute + (minutes < 0 ? -30_000 : 30_000)).toISOString();
}

const repositoryId = "aaaaaaaa";

export function repository(change: Partial<RepositoryStatus> = {}): RepositoryStatus {
  return {
    id: repositoryId,
    name: "NAS",
    location: "/srv/borg/nas",
    encryption: "repokey-blake2",
    mode: "full",
    state: "ok",
    message: null,
    archivesCount: 42,
    sizeBytes: 123_456_789_012,
    lastBackupAt: minutesFromNow(-12),
    lastCheckAt: null,
    lastVerifyAt: minutesFromNow(-11),
    lastCheck: null,
    lastDrill: null,
    keyExportedAt: null,
    allowed: ["archive.read"],
    ...change,
  };
}

/** One that was checked and restored from, and whose key is kept elsewhere. */
export const provenRepository = (change: Partial<RepositoryStatus> = {}) =>
  repository({
    lastCheckAt: minutesFromNow(-60 * 50),
    lastCheck: {
      at: minutesFromNow(-60 * 50),
      state: "ok",
      scope: "all",
      verifyData: false,
      partial: false,
      durationMs: 47 * minute,
    },
    lastDrill: {
      at: minutesFromNow(-60 * 24 * 12),
      state: "ok",
      filesRestored: 40,
      bytesRestored: 1_240_000_000,
      restoreMs: 3 * minute,
      filesDamaged: 0,
    },
    keyExportedAt: minutesFromNow(-60 * 24 * 200),
    ...change,
  });

export function plan(change: Partial<PlanStatus> = {}): PlanStatus {
  return {
    id: "bbbbbbbb",
    name: "Home folders",
    repositoryIds: [repositoryId],
    state: "ok",
    since: minutesFromNow(-12),
    message: null,
    nextStep: null,
    lastRun: {
      id: "rrrrrrrr",
      state: "ok",
      startedAt: minutesFromNow(-14),
      finishedAt: minutesFromNow(-12),
      jobId: "jjjjjjjj",
    },
    lastSuccessAt: minutesFromNow(-12),
    lastVerify: { at: minutesFromNow(-11), state: "ok", filesChecked: 20, filesChanged: 0, filesDamaged: 0 },
    nextRunAt: minutesFromNow((5 * hour) / minute),
    scheduleText: "At 02:00, every day",
    timeZone: "Europe/Berlin",
    allowed: ["backup.run"],
    ...change,
  };
}

export const failedPlan = () =>
  plan({
    id: "ffffffff",
    name: "Photos",
    state: "failed",
    since: minutesFromNow(-180),
    message: "The repository is locked by host nas2, process 4711, since 02:00.",
    nextStep: "Wait until that process ends, or break the lock if it is gone.",
    lastRun: {
      id: "rrrrrrr2",
      state: "failed",
      startedAt: minutesFromNow(-181),
      finishedAt: minutesFromNow(-180),
      jobId: "jjjjjjj2",
    },
    lastSuccessAt: minutesFromNow(-60 * 27),
    lastVerify: null,
  });

export const latePlan = () =>
  plan({
    id: "llllllll",
    name: "Databases",
    state: "late",
    since: minutesFromNow(-400),
    message: "The run of 02:00 did not happen.",
    nextStep: "Run it now, or see why the service was down.",
    lastSuccessAt: minutesFromNow(-60 * 31),
    lastVerify: null,
  });

export const suspiciousPlan = () =>
  plan({
    id: "ssssssss",
    name: "Music",
    state: "suspicious",
    since: minutesFromNow(-60 * 5),
    message: "The last backup has 12 files, 1,204 are usual.",
    nextStep: "Look whether its folders are there and mounted; if it is meant, accept it.",
  });

export const warningPlan = () =>
  plan({
    id: "wwwwwwww",
    name: "Configuration",
    state: "warning",
    since: minutesFromNow(-60),
    message: "2 files could not be read: /etc/shadow-: permission denied (exit code 1)",
    nextStep: "Exclude them, or let the service read them.",
  });

export function runningJob(change: Partial<RunningJob> = {}): RunningJob {
  return {
    id: "jjjjjjjj",
    kind: "backup",
    state: "running",
    planId: "bbbbbbbb",
    runId: "rrrrrrrr",
    repositoryId,
    startedAt: minutesFromNow(-4),
    cancelRequested: false,
    progress: {
      phase: null,
      files: 12_345,
      originalSizeBytes: 4_210_000_000,
      deduplicatedSizeBytes: 120_300_000,
      path: "/home/anna/Pictures/2024/Summer in the mountains/raw/IMG_20240811_142233.dng",
      percent: 43.2,
      bytesPerSecond: 85_200_000,
      etaMs: 12 * minute,
      updatedAt: new Date().toISOString(),
    },
    allowed: ["job.cancel"],
    ...change,
  };
}

/** A status of these plans, with counts and verdict as the service would add them up. */
export function statusOf(plans: PlanStatus[], change: Partial<Status> = {}): Status {
  const successes = plans.flatMap(({ lastSuccessAt }) => lastSuccessAt ?? []).sort();
  return {
    ...addUp(plans.map(({ state }) => state)),
    lastSuccessAt: successes.at(-1) ?? null,
    oldestSuccessAt: successes[0] ?? null,
    nextRunAt: plans.flatMap(({ nextRunAt }) => nextRunAt ?? []).sort()[0] ?? null,
    fault: null,
    version: "0.1.0",
    repositories: plans.length > 0 ? [repository()] : [],
    plans,
    running: [],
    ...change,
  };
}

const second = (change: Partial<PlanStatus> = {}) => plan({ id: "cccccccc", name: "Mail", ...change });

/** Every state of the data. */
export const statuses = {
  empty: () => statusOf([]),
  ok: () => statusOf([plan(), second({ lastSuccessAt: minutesFromNow(-300) })]),
  running: () => statusOf([plan({ state: "running" }), second()], { running: [runningJob()] }),
  warning: () => statusOf([warningPlan(), plan(), second()]),
  failed: () => statusOf([failedPlan(), latePlan(), warningPlan(), plan(), second()]),
  late: () => statusOf([latePlan(), plan()]),
  suspicious: () => statusOf([warningPlan(), suspiciousPlan(), plan()]),
  never: () => statusOf([plan({ state: "never", since: null, lastRun: null, lastSuccessAt: null, lastVerify: null })]),
  paused: () => statusOf([plan({ state: "paused", nextRunAt: null })]),
  fault: () =>
    statusOf([plan()], {
      fault: { code: "store-read-only", detail: "plans.json is damaged: nothing can be changed until it is restored." },
    }),
  queue: () =>
    statusOf([plan({ state: "running" }), second()], {
      running: [
        runningJob(),
        runningJob({ id: "jjjjjjj3", kind: "verify", planId: "cccccccc", progress: null }),
        runningJob({ id: "jjjjjjj4", state: "queued", kind: "prune", planId: null, progress: null, startedAt: null }),
        runningJob({ id: "jjjjjjj5", state: "queued", kind: "compact", planId: null, progress: null, startedAt: null }),
      ],
    }),
} as const satisfies Record<string, () => Status>;
