// What the status read model keeps of each plan and repository between starts.
import Type from "typebox";
import { Bytes, closed, Id, Nullable, Timestamp } from "./common.ts";
import { JobKindName, JobState } from "./jobs.ts";
import { LastCheck, LastDrill } from "./upkeep.ts";

/** An archive of a plan that was written whole; `at` is when it was begun. */
export const KeptArchive = Type.Object(
  {
    at: Timestamp,
    repositoryId: Id,
    files: Type.Integer(),
    originalSizeBytes: Bytes,
    durationMs: Type.Integer(),
  },
  closed,
);
export type KeptArchive = Type.Static<typeof KeptArchive>;

/** `id` is the plan's. */
export const PlanHealthRecord = Type.Object(
  {
    id: Id,
    revision: Type.Integer({ minimum: 1 }),
    lastRun: Nullable(
      Type.Object(
        {
          id: Id,
          state: JobState,
          startedAt: Timestamp,
          finishedAt: Nullable(Timestamp),
          jobId: Nullable(Type.String()),
          message: Nullable(Type.String()),
          brief: Type.Optional(Type.String({ description: "The message as those without details get it" })),
          nextStep: Nullable(Type.String()),
        },
        closed,
      ),
    ),
    lastSuccessAt: Nullable(Timestamp),
    stateSince: Nullable(Timestamp),
    lastVerify: Nullable(
      Type.Object(
        {
          at: Timestamp,
          state: Type.Enum(["ok", "failed"]),
          filesChecked: Type.Integer(),
          filesChanged: Type.Integer(),
          filesDamaged: Type.Integer(),
        },
        closed,
      ),
    ),
    drills: Type.Array(
      Type.Object(
        {
          repositoryId: Id,
          at: Timestamp,
          state: LastDrill.properties.state,
          message: Type.String({ maxLength: 500, description: "What the drill came to; names no path" }),
        },
        closed,
      ),
      { maxItems: 8, description: "The last drill in each repository" },
    ),
    archives: Type.Array(KeptArchive, { maxItems: 64, description: "The last eight in each repository, newest first" }),
    usualSince: Nullable(
      Type.String({
        description: "When what is backed up was last changed: archives begun before say not what is usual",
      }),
    ),
  },
  closed,
);
export type PlanHealthRecord = Type.Static<typeof PlanHealthRecord>;

/** `id` is the repository's. */
export const RepositoryHealthRecord = Type.Object(
  {
    id: Id,
    revision: Type.Integer({ minimum: 1 }),
    archivesCount: Nullable(Type.Integer()),
    sizeBytes: Nullable(Bytes),
    lastBackupAt: Nullable(Timestamp),
    lastCheckAt: Nullable(Timestamp),
    lastVerifyAt: Nullable(Timestamp),
    lastCheck: Nullable(LastCheck),
    /** When each part was last looked at whole, with whatever result; what decides whether a check is due. */
    checkedAt: Type.Object({ repository: Nullable(Timestamp), archives: Nullable(Timestamp) }, closed),
    lastDrill: Nullable(LastDrill),
    failure: Nullable(
      Type.Object(
        {
          at: Timestamp,
          jobId: Id,
          kind: JobKindName,
          message: Type.String(),
          brief: Type.Optional(Type.String()),
          nextStep: Nullable(Type.String()),
        },
        closed,
      ),
    ),
  },
  closed,
);
export type RepositoryHealthRecord = Type.Static<typeof RepositoryHealthRecord>;
