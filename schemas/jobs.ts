// Jobs and runs: the states, the journal's records and what is shown of them.
import Type from "typebox";
import { Allowed } from "./access.ts";
import { Bytes, closed, Id, Milliseconds, Nullable, Timestamp } from "./common.ts";
import { MountOptions, RestoreOptions, RestoreReport } from "./restores.ts";
import { CheckOptions, CheckReport, DrillOptions, DrillReport } from "./upkeep.ts";

export const jobKinds = [
  "init",
  "backup",
  "verify",
  "prune",
  "compact",
  "check",
  "index",
  "restore",
  "drill",
  "mount",
  "delete-archives",
  "rename-archive",
  "comment-archive",
  "destroy",
] as const;
export const JobKindName = Type.Enum(jobKinds);
export type JobKindName = Type.Static<typeof JobKindName>;

/** `interrupted`: the process is gone and nothing tells how it ended. `skipped` carries its reason. */
export const jobStates = [
  "queued",
  "running",
  "ok",
  "warning",
  "failed",
  "cancelled",
  "interrupted",
  "skipped",
] as const;
export const JobState = Type.Enum(jobStates);
export type JobState = Type.Static<typeof JobState>;

/** The phase of a job whose borg waits for a lock that is somebody else's; the other phases are borg's own words. */
export const waitsForLock = "waiting for the lock that another borg holds";

/** Progress of a running job; totals and times are estimates from the archive before. */
export const JobProgress = Type.Object(
  {
    phase: Nullable(Type.String({ maxLength: 200 })),
    files: Nullable(Type.Integer({ minimum: 0 })),
    originalSizeBytes: Nullable(Bytes),
    deduplicatedSizeBytes: Nullable(Bytes),
    path: Nullable(Type.String({ maxLength: 4096 })),
    percent: Nullable(Type.Number({ minimum: 0, maximum: 100 })),
    bytesPerSecond: Nullable(Type.Number({ minimum: 0 })),
    etaMs: Nullable(Milliseconds),
    updatedAt: Timestamp,
  },
  closed,
);
export type JobProgress = Type.Static<typeof JobProgress>;

/** How a job ended: a stable code, what happened, and what to do next. */
export const JobOutcome = Type.Object(
  {
    code: Type.String({ description: "Stable code, such as repository-locked" }),
    message: Type.String({ maxLength: 2000 }),
    brief: Type.Optional(
      Type.String({ maxLength: 2000, description: "The message without paths and borg's words, where it has some" }),
    ),
    nextStep: Nullable(Type.String({ maxLength: 2000 })),
    exitCode: Nullable(Type.Integer()),
    warningsCount: Type.Integer({ minimum: 0 }),
    warnings: Type.Array(Type.String({ maxLength: 1000 }), { maxItems: 20 }),
  },
  closed,
);
export type JobOutcome = Type.Static<typeof JobOutcome>;

/** What a job produced; which part is present depends on its kind. */
export const JobResult = Type.Object(
  {
    archive: Type.Optional(
      Type.Object(
        {
          name: Type.String(),
          id: Type.String(),
          files: Type.Integer(),
          originalSizeBytes: Bytes,
          compressedSizeBytes: Bytes,
          deduplicatedSizeBytes: Bytes,
          durationMs: Milliseconds,
        },
        closed,
      ),
    ),
    repository: Type.Optional(
      Type.Object({ sizeBytes: Nullable(Bytes), archivesCount: Nullable(Type.Integer()) }, closed),
    ),
    verify: Type.Optional(
      Type.Object(
        {
          archiveName: Type.String(),
          filesChecked: Type.Integer(),
          filesMatched: Type.Integer(),
          filesChanged: Type.Integer({ description: "Changed or gone at the source since the backup" }),
          filesDamaged: Type.Integer(),
          bytesChecked: Bytes,
          damagedPaths: Type.Array(Type.String(), { maxItems: 20 }),
          changedPaths: Type.Array(Type.String(), { maxItems: 20 }),
        },
        closed,
      ),
    ),
    prune: Type.Optional(
      Type.Object(
        {
          keptCount: Type.Integer(),
          deletedCount: Type.Integer(),
          deletedNames: Type.Array(Type.String(), { maxItems: 50 }),
        },
        closed,
      ),
    ),
    compact: Type.Optional(Type.Object({ freedBytes: Nullable(Bytes) }, closed)),
    check: Type.Optional(CheckReport),
    drill: Type.Optional(DrillReport),
    restore: Type.Optional(RestoreReport),
    index: Type.Optional(
      Type.Object({ entries: Type.Integer(), sizeBytes: Bytes, source: Type.Enum(["dump", "format", "json"]) }, closed),
    ),
    deleted: Type.Optional(
      Type.Object(
        { count: Type.Integer(), names: Type.Array(Type.String(), { maxItems: 50 }), freedBytes: Nullable(Bytes) },
        closed,
      ),
    ),
  },
  closed,
);
export type JobResult = Type.Static<typeof JobResult>;

/** What a job was asked to do beyond its kind; which part is present depends on the kind. */
export const JobOptions = Type.Object(
  {
    check: Type.Optional(CheckOptions),
    drill: Type.Optional(DrillOptions),
    restore: Type.Optional(RestoreOptions),
    mount: Type.Optional(MountOptions),
    archiveId: Type.Optional(Type.String({ description: "borg's id of the archive that is indexed" })),
    archiveNames: Type.Optional(Type.Array(Type.String({ maxLength: 1000 }), { minItems: 1, maxItems: 1000 })),
    newName: Type.Optional(Type.String({ maxLength: 1000 })),
    comment: Type.Optional(Type.String({ maxLength: 1000 })),
  },
  closed,
);
export type JobOptions = Type.Static<typeof JobOptions>;

/** Who asked for it. */
export const Requester = Type.Union([
  Type.Object({ type: Type.Literal("user"), userId: Id }, closed),
  Type.Object({ type: Type.Literal("schedule") }, closed),
  Type.Object({ type: Type.Literal("service") }, closed),
]);
export type Requester = Type.Static<typeof Requester>;

/** A job as the journal keeps it. The last record of an id in the journal is its state. */
export const JobRecord = Type.Object(
  {
    id: Id,
    kind: JobKindName,
    state: JobState,
    repositoryId: Id,
    planId: Nullable(Id),
    runId: Nullable(Id),
    archiveName: Nullable(Type.String()),
    requester: Requester,
    createdAt: Timestamp,
    startedAt: Nullable(Timestamp),
    finishedAt: Nullable(Timestamp),
    cancelRequestedAt: Nullable(Timestamp),
    process: Nullable(
      Type.Object(
        { pid: Type.Integer({ minimum: 1 }), startTicks: Type.String({ description: "Field 22 of /proc/PID/stat" }) },
        closed,
      ),
    ),
    outcome: Nullable(JobOutcome),
    result: Nullable(JobResult),
    options: Type.Optional(JobOptions),
  },
  closed,
);
export type JobRecord = Type.Static<typeof JobRecord>;

export const runTriggers = ["schedule", "catch-up", "manual"] as const;

/** One firing of a plan. `skipped` runs made no job and say why. */
export const RunRecord = Type.Object(
  {
    id: Id,
    planId: Id,
    trigger: Type.Enum(runTriggers),
    requester: Requester,
    state: JobState,
    scheduledFor: Nullable(Timestamp),
    createdAt: Timestamp,
    finishedAt: Nullable(Timestamp),
    reason: Nullable(Type.String({ maxLength: 500 })),
  },
  closed,
);
export type RunRecord = Type.Static<typeof RunRecord>;

/** A line of journal/jobs-YYYY-MM.jsonl. */
export const JobJournalEntry = Type.Union([
  Type.Object({ type: Type.Literal("job"), at: Timestamp, job: JobRecord }, closed),
  Type.Object({ type: Type.Literal("run"), at: Timestamp, run: RunRecord }, closed),
]);
export type JobJournalEntry = Type.Static<typeof JobJournalEntry>;

/** The job that comes first, of one that is queued. */
export const JobWait = Type.Object(
  { jobId: Id, kind: JobKindName, state: JobState, since: Timestamp, requester: Requester },
  { description: "Of a queued job only; null where it waits for a free place, or for somebody who reads" },
);
export type JobWait = Type.Static<typeof JobWait>;

export const JobReply = Type.Object({
  id: Id,
  kind: JobKindName,
  state: JobState,
  repositoryId: Id,
  planId: Nullable(Id),
  runId: Nullable(Id),
  archiveName: Nullable(Type.String()),
  requester: Requester,
  createdAt: Timestamp,
  startedAt: Nullable(Timestamp),
  finishedAt: Nullable(Timestamp),
  durationMs: Nullable(Milliseconds),
  cancelRequestedAt: Nullable(Timestamp),
  progress: Nullable(JobProgress),
  waitsFor: Type.Optional(Nullable(JobWait)),
  outcome: Nullable(JobOutcome),
  result: Nullable(JobResult),
  options: Type.Optional(JobOptions),
  allowed: Allowed,
});
export type JobReply = Type.Static<typeof JobReply>;

export const RunReply = Type.Object({
  id: Id,
  planId: Id,
  trigger: Type.Enum(runTriggers),
  state: JobState,
  scheduledFor: Nullable(Timestamp),
  createdAt: Timestamp,
  finishedAt: Nullable(Timestamp),
  reason: Nullable(Type.String()),
  jobs: Type.Array(JobReply),
  allowed: Allowed,
});
export type RunReply = Type.Static<typeof RunReply>;

/** A line of a job's log, as its page shows it. */
export const LogLine = Type.Object({
  level: Type.Enum(["debug", "info", "warning", "error"]),
  message: Type.String(),
  messageId: Nullable(Type.String()),
});
export type LogLine = Type.Static<typeof LogLine>;
export const JobLogReply = Type.Object({
  lines: Type.Array(LogLine),
  truncated: Type.Boolean({ description: "True where earlier lines were dropped to stay within the bound" }),
});
export type JobLogReply = Type.Static<typeof JobLogReply>;

export const MaintenanceRequest = Type.Object(
  {
    kind: Type.Enum(["check", "compact", "verify", "prune", "drill", "index"]),
    planId: Type.Optional(Id),
    archiveName: Type.Optional(Type.String({ pattern: "^[^/\\u0000]{1,1000}$" })),
    check: Type.Optional(CheckOptions),
    drill: Type.Optional(DrillOptions),
  },
  closed,
);
export type MaintenanceRequest = Type.Static<typeof MaintenanceRequest>;
