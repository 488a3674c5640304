// Plans: what to back up, where to, when, and what to keep.
import Type from "typebox";
import { Allowed } from "./access.ts";
import { AbsolutePath, Bytes, closed, DisplayName, Id, Nullable, StoredName, Timestamp } from "./common.ts";
import { CheckPolicy, DrillPolicy, Retention } from "./upkeep.ts";

/** A cron expression of five fields and the IANA time zone it is read in. */
export const Schedule = Type.Object(
  {
    cron: Type.String({ minLength: 1, maxLength: 120, description: "Five fields: minute hour day month weekday" }),
    timeZone: Type.String({ minLength: 1, maxLength: 64, description: "IANA name, such as Europe/Berlin" }),
  },
  closed,
);
export type Schedule = Type.Static<typeof Schedule>;

/** When a finished backup is followed by a verify job: restores a random sample and compares it. */
export const VerifyPolicy = Type.Object(
  {
    every: Type.Enum(["run", "day", "week", "never"]),
    sampleFiles: Type.Integer({ minimum: 1, maximum: 500 }),
  },
  closed,
);
export type VerifyPolicy = Type.Static<typeof VerifyPolicy>;

/** As borg takes it: zstd to level 22, zlib and lzma to 9 (borg documentation, "borg help compression"). */
export const Compression = Type.String({
  pattern: "^(none|(auto,)?(lz4|zstd(,([1-9]|1\\d|2[0-2]))?|(zlib|lzma)(,\\d)?))$",
});

const planFields = {
  name: StoredName,
  repositoryIds: Type.Array(Id, { minItems: 1, maxItems: 8, uniqueItems: true }),
  sources: Type.Array(AbsolutePath, { minItems: 1, maxItems: 100, uniqueItems: true }),
  excludes: Type.Array(
    Type.String({ minLength: 1, maxLength: 1000, pattern: "^(fm:|sh:|re:|pp:|pf:)?[^\\u0000-\\u001f]+$" }),
    { maxItems: 200 },
  ),
  schedule: Nullable(Schedule),
  retention: Retention,
  verify: VerifyPolicy,
  check: CheckPolicy,
  drill: DrillPolicy,
  compression: Compression,
};

/** `id` is in the name of each of the plan's archives and never changes. */
export const PlanRecord = Type.Object(
  {
    id: Id,
    revision: Type.Integer({ minimum: 1 }),
    ...planFields,
    paused: Type.Boolean(),
    ownerId: Nullable(Id),
    createdAt: Timestamp,
  },
  closed,
);
export type PlanRecord = Type.Static<typeof PlanRecord>;

export const CreatePlanRequest = Type.Object(
  {
    name: DisplayName,
    repositoryIds: planFields.repositoryIds,
    sources: planFields.sources,
    excludes: Type.Optional(planFields.excludes),
    schedule: planFields.schedule,
    retention: planFields.retention,
    verify: Type.Optional(planFields.verify),
    check: Type.Optional(planFields.check),
    drill: Type.Optional(planFields.drill),
    compression: Type.Optional(planFields.compression),
  },
  closed,
);
export type CreatePlanRequest = Type.Static<typeof CreatePlanRequest>;

export const PlanPatch = Type.Partial(CreatePlanRequest, closed);
export type PlanPatch = Type.Static<typeof PlanPatch>;

export const PlanReply = Type.Object({
  id: Id,
  revision: Type.Integer(),
  ...planFields,
  paused: Type.Boolean(),
  createdAt: Timestamp,
  scheduleText: Nullable(Type.String()),
  nextRunAt: Nullable(Timestamp),
  allowed: Allowed,
});
export type PlanReply = Type.Static<typeof PlanReply>;

/** POST /api/plans/preview: what a schedule and its sources mean, before anything is saved. */
export const PlanPreviewRequest = Type.Object(
  {
    schedule: Type.Optional(Nullable(Schedule)),
    sources: Type.Optional(Type.Array(AbsolutePath, { maxItems: 100 })),
    repositoryLocation: Type.Optional(Type.String({ maxLength: 1024 })),
  },
  closed,
);
export type PlanPreviewRequest = Type.Static<typeof PlanPreviewRequest>;

export const PlanPreviewReply = Type.Object({
  scheduleText: Nullable(Type.String({ description: "The schedule in words" })),
  fireTimes: Type.Array(
    Type.Object({ at: Timestamp, local: Type.String({ description: "Date and time in the schedule's zone" }) }),
  ),
  sourceErrors: Type.Record(Type.String(), Type.String(), {
    description: "JSON pointer of a source that would be refused, and why",
  }),
  sourceSizeBytes: Nullable(Bytes),
  sourceFiles: Nullable(Type.Integer()),
  sourceSizeComplete: Type.Boolean({ description: "False where counting stopped at its limit" }),
  warnings: Type.Array(Type.String()),
});
export type PlanPreviewReply = Type.Static<typeof PlanPreviewReply>;

/** Where the scheduler stands with a plan; kept apart from the plan so that firing never changes its revision. */
export const ScheduleRecord = Type.Object(
  {
    id: Id,
    revision: Type.Integer({ minimum: 1 }),
    nextRunAt: Nullable(Timestamp),
    scheduleKey: Type.String({ description: "Cron and zone that nextRunAt was computed from" }),
    since: Timestamp,
  },
  closed,
);
export type ScheduleRecord = Type.Static<typeof ScheduleRecord>;
