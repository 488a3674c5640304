// Upkeep of repositories: checks, restore drills, and what prune and compact would do.
import Type from "typebox";
import { AbsolutePath, Bytes, closed, Id, Milliseconds, Nullable, Timestamp } from "./common.ts";

/** How many archives of each period stay; the rules of `borg prune`. At least one must be above zero. */
export const Retention = Type.Object(
  {
    keepLast: Type.Integer({ minimum: 0, maximum: 10_000 }),
    keepHourly: Type.Integer({ minimum: 0, maximum: 10_000 }),
    keepDaily: Type.Integer({ minimum: 0, maximum: 10_000 }),
    keepWeekly: Type.Integer({ minimum: 0, maximum: 10_000 }),
    keepMonthly: Type.Integer({ minimum: 0, maximum: 10_000 }),
    keepYearly: Type.Integer({ minimum: 0, maximum: 10_000 }),
  },
  closed,
);
export type Retention = Type.Static<typeof Retention>;

/** What `borg check` looks at. `maxDurationMs` is for the repository's part alone: each such check goes on where the last ended. */
export const CheckOptions = Type.Object(
  {
    scope: Type.Enum(["all", "repository", "archives"]),
    verifyData: Type.Boolean({ description: "Decrypts and compares every block; slow" }),
    maxDurationMs: Nullable(Type.Integer({ minimum: 60_000, maximum: 86_400_000 })),
  },
  closed,
);
export type CheckOptions = Type.Static<typeof CheckOptions>;

export const CheckReport = Type.Object(
  {
    scope: CheckOptions.properties.scope,
    verifyData: Type.Boolean(),
    partial: Type.Boolean({ description: "Whether the time limit ended it before all was looked at" }),
    problemsCount: Type.Integer({ minimum: 0 }),
  },
  closed,
);
export type CheckReport = Type.Static<typeof CheckReport>;

const Every = Type.Enum(["never", "week", "month", "quarter"]);

/** A plan's check of its repositories, after a run when it is due. */
export const CheckPolicy = Type.Object({ every: Every, scope: CheckOptions.properties.scope }, closed);
export type CheckPolicy = Type.Static<typeof CheckPolicy>;

/** A plan's restore drill. Canaries are restored each time, besides a random sample. */
export const DrillPolicy = Type.Object(
  {
    every: Every,
    sampleFiles: Type.Integer({ minimum: 0, maximum: 500 }),
    canaries: Type.Array(AbsolutePath, { maxItems: 20, uniqueItems: true }),
  },
  closed,
);
export type DrillPolicy = Type.Static<typeof DrillPolicy>;

export const DrillOptions = Type.Object(
  { sampleFiles: DrillPolicy.properties.sampleFiles, canaries: DrillPolicy.properties.canaries },
  closed,
);
export type DrillOptions = Type.Static<typeof DrillOptions>;

/** What a restore drill found. Files that changed at the source are held against the drill before, where it had them. */
export const DrillReport = Type.Object(
  {
    archiveName: Type.String(),
    filesRestored: Type.Integer(),
    bytesRestored: Bytes,
    restoreMs: Milliseconds,
    filesMatchedSource: Type.Integer(),
    filesMatchedEarlier: Type.Integer(),
    filesUnproven: Type.Integer({ description: "Restored, but neither source nor earlier drill has the same version" }),
    filesDamaged: Type.Integer(),
    damagedPaths: Type.Array(Type.String(), { maxItems: 20 }),
    missingCanaries: Type.Array(Type.String(), { maxItems: 20 }),
  },
  closed,
);
export type DrillReport = Type.Static<typeof DrillReport>;

/** How the last check or drill of a repository ended. */
export const LastCheck = Type.Object({
  at: Timestamp,
  state: Type.Enum(["ok", "failed"]),
  scope: CheckOptions.properties.scope,
  verifyData: Type.Boolean(),
  partial: Type.Boolean(),
  durationMs: Milliseconds,
});
export type LastCheck = Type.Static<typeof LastCheck>;

export const LastDrill = Type.Object({
  at: Timestamp,
  state: Type.Enum(["ok", "failed"]),
  filesRestored: Type.Integer(),
  bytesRestored: Bytes,
  restoreMs: Milliseconds,
  filesDamaged: Type.Integer(),
});
export type LastDrill = Type.Static<typeof LastDrill>;

/** POST /api/repositories/{id}/prune-preview. Without `retention` the plan's own. */
export const PrunePreviewRequest = Type.Object(
  {
    planId: Id,
    retention: Type.Optional(Retention),
  },
  closed,
);
export type PrunePreviewRequest = Type.Static<typeof PrunePreviewRequest>;

/** Newest first. `rule` is borg's, such as `daily`, and `number` its count within the rule. */
export const PrunePreviewReply = Type.Object({
  keptCount: Type.Integer(),
  deletedCount: Type.Integer(),
  othersCount: Type.Integer({ description: "Archives in the repository that this plan never touches" }),
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      startedAt: Nullable(Timestamp),
      keep: Type.Boolean(),
      rule: Nullable(Type.String()),
      number: Nullable(Type.Integer()),
    }),
  ),
  truncated: Type.Boolean(),
});
export type PrunePreviewReply = Type.Static<typeof PrunePreviewReply>;

/** GET /api/repositories/{id}/compact-preview. */
export const CompactPreviewReply = Type.Object({
  freeableBytes: Nullable(Type.Integer({ description: "Bytes at most; null where it cannot be known" })),
  reason: Nullable(Type.String({ description: "Why it cannot be known" })),
});
export type CompactPreviewReply = Type.Static<typeof CompactPreviewReply>;
