// The read model behind every widget, and the events that keep it current.
import Type from "typebox";
import { Allowed } from "./access.ts";
import { Bytes, Id, Nullable, Timestamp } from "./common.ts";
import { JobKindName, JobProgress, JobReply, JobState } from "./jobs.ts";
import { EncryptionMode, RepositoryMode } from "./repositories.ts";
import { LastCheck, LastDrill } from "./upkeep.ts";

/**
 * State of a plan, a repository or everything. `late`: a run that should have happened did not. `suspicious`: the newest archive has
 * far less in it than is usual.
 */
export const healthStates = ["ok", "running", "warning", "failed", "late", "suspicious", "never", "paused"] as const;
export const HealthState = Type.Enum(healthStates);
export type HealthState = Type.Static<typeof HealthState>;

/** Those that need someone, worst first. */
export const troubles: readonly HealthState[] = ["failed", "late", "suspicious", "warning"];

/** Worst first: several states add up to the first of these that is among them. (The widgets, which take types alone, repeat it.) */
export const worstFirst: readonly HealthState[] = [...troubles, "running", "never", "paused", "ok"];

export const LastRun = Type.Object({
  id: Id,
  state: JobState,
  startedAt: Timestamp,
  finishedAt: Nullable(Timestamp),
  jobId: Nullable(Type.String({ description: "The job that decided the state" })),
});
export type LastRun = Type.Static<typeof LastRun>;

export const LastVerify = Type.Object({
  at: Timestamp,
  state: Type.Enum(["ok", "failed"]),
  filesChecked: Type.Integer(),
  filesChanged: Type.Integer(),
  filesDamaged: Type.Integer(),
});
export type LastVerify = Type.Static<typeof LastVerify>;

export const PlanStatus = Type.Object({
  id: Id,
  name: Type.String(),
  repositoryIds: Type.Array(Id),
  state: HealthState,
  since: Nullable(Timestamp),
  message: Nullable(Type.String({ description: "Cause, where the state is not ok" })),
  nextStep: Nullable(Type.String()),
  lastRun: Nullable(LastRun),
  lastSuccessAt: Nullable(Timestamp),
  lastVerify: Nullable(LastVerify),
  nextRunAt: Nullable(Timestamp),
  scheduleText: Nullable(Type.String()),
  timeZone: Nullable(Type.String()),
  allowed: Allowed,
});
export type PlanStatus = Type.Static<typeof PlanStatus>;

export const RepositoryStatus = Type.Object({
  id: Id,
  name: Type.String(),
  location: Type.String(),
  encryption: EncryptionMode,
  mode: RepositoryMode,
  state: HealthState,
  message: Nullable(Type.String()),
  archivesCount: Nullable(Type.Integer()),
  sizeBytes: Nullable(Bytes),
  lastBackupAt: Nullable(Timestamp),
  lastCheckAt: Nullable(Timestamp),
  lastVerifyAt: Nullable(Timestamp),
  lastCheck: Nullable(LastCheck),
  lastDrill: Nullable(LastDrill),
  keyExportedAt: Nullable(Timestamp),
  allowed: Allowed,
});
export type RepositoryStatus = Type.Static<typeof RepositoryStatus>;

export const RunningJob = Type.Object({
  id: Id,
  kind: JobKindName,
  state: Type.Enum(["queued", "running"]),
  planId: Nullable(Id),
  runId: Nullable(Id),
  repositoryId: Id,
  startedAt: Nullable(Timestamp),
  cancelRequested: Type.Boolean(),
  progress: Nullable(JobProgress),
  allowed: Allowed,
});
export type RunningJob = Type.Static<typeof RunningJob>;

const headerFields = {
  verdict: Type.Enum([...healthStates, "empty"]),
  counts: Type.Object({
    ok: Type.Integer(),
    running: Type.Integer(),
    warning: Type.Integer(),
    failed: Type.Integer(),
    late: Type.Integer(),
    suspicious: Type.Integer(),
    never: Type.Integer(),
    paused: Type.Integer(),
  }),
  lastSuccessAt: Nullable(Timestamp),
  oldestSuccessAt: Nullable(
    Type.String({ description: "The oldest last success of a plan, or newest archive of an observed repository" }),
  ),
  nextRunAt: Nullable(Timestamp),
  fault: Nullable(
    Type.Object(
      { code: Type.String(), detail: Type.String() },
      { description: "What is wrong with the service itself" },
    ),
  ),
};

/** What the caller's plans and repositories add up to. */
export const StatusHeader = Type.Object(headerFields);
export type StatusHeader = Type.Static<typeof StatusHeader>;

/** What several states add up to. */
export function addUp(states: readonly HealthState[]): Pick<StatusHeader, "verdict" | "counts"> {
  const counts = { ok: 0, running: 0, warning: 0, failed: 0, late: 0, suspicious: 0, never: 0, paused: 0 };
  for (const state of states) counts[state] += 1;
  return { counts, verdict: worstFirst.find((state) => counts[state] > 0) ?? "empty" };
}

/** GET /api/status, and the `snapshot` event. Holds only what the caller may see. */
export const Status = Type.Object({
  ...headerFields,
  version: Type.String(),
  repositories: Type.Array(RepositoryStatus),
  plans: Type.Array(PlanStatus),
  /** Jobs that wait or work. Mounts and the making of an index are none of them: they are asked for where they are. */
  running: Type.Array(RunningJob),
});
export type Status = Type.Static<typeof Status>;

/** The `delta` event: the header always, and the entities that changed, whole. `running` replaces the list. */
export const StatusDelta = Type.Object({
  header: StatusHeader,
  repositories: Type.Array(RepositoryStatus),
  plans: Type.Array(PlanStatus),
  running: Type.Array(RunningJob),
  removed: Type.Object({ repositories: Type.Array(Id), plans: Type.Array(Id) }),
});
export type StatusDelta = Type.Static<typeof StatusDelta>;

/** The `progress` event. */
export const ProgressEvent = Type.Object({ jobId: Id, progress: JobProgress });
export type ProgressEvent = Type.Static<typeof ProgressEvent>;

/** The `job` event (topic `jobs`): a job entered another state. */
export const JobEvent = Type.Object({ job: JobReply });
export type JobEvent = Type.Static<typeof JobEvent>;

/** GET /healthz. */
export const HealthzReply = Type.Object({ status: Type.Enum(["ok", "degraded"]), code: Type.Optional(Type.String()) });
