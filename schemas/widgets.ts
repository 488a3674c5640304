// The flat document for dashboards that map fields of JSON: names in snake case, times also as Unix seconds.
import Type from "typebox";
import { Bytes, Id, Nullable, Timestamp } from "./common.ts";
import { jobKinds } from "./jobs.ts";

const Unix = Type.Integer({ description: "Unix time in seconds" });
const Count = Type.Integer({ minimum: 0 });

const RepositorySummary = Type.Object({
  id: Id,
  name: Type.String(),
  status: Type.String(),
  job: Nullable(Type.Enum(jobKinds, { description: "What the job does that runs now" })),
  problem: Nullable(Type.String()),
  last_backup: Nullable(Timestamp),
  last_backup_unix: Nullable(Unix),
  last_verify: Nullable(Timestamp),
  last_verify_unix: Nullable(Unix),
  last_check: Nullable(Timestamp),
  last_check_unix: Nullable(Unix),
  last_drill: Nullable(Timestamp),
  last_drill_unix: Nullable(Unix),
  next_run: Nullable(Timestamp),
  next_run_unix: Nullable(Unix),
  size_bytes: Nullable(Bytes),
  archives: Nullable(Count),
});

/** GET /api/widgets/summary. There is no top-level `error`: Homepage would show the whole tile as broken. */
export const WidgetSummary = Type.Object({
  status: Type.String({ description: "ok, running, warning, failed, late, suspicious, never, paused or empty" }),
  problem: Nullable(Type.String({ description: "What is wrong, where something is" })),
  last_success: Nullable(Timestamp),
  last_success_unix: Nullable(Unix),
  oldest_success: Nullable(Timestamp),
  oldest_success_unix: Nullable(Unix),
  next_run: Nullable(Timestamp),
  next_run_unix: Nullable(Unix),
  plans: Count,
  ok: Count,
  running: Type.Integer({ minimum: 0, description: "Jobs that run now" }),
  warning: Count,
  failed: Count,
  late: Count,
  suspicious: Count,
  never: Count,
  paused: Count,
  failed_24h: Type.Integer({ minimum: 0, description: "Plans whose last run failed within the last day" }),
  size_bytes: Nullable(Bytes),
  archives: Nullable(Count),
  repos: Type.Array(RepositorySummary),
});
export type WidgetSummary = Type.Static<typeof WidgetSummary>;

/** GET /api/widgets/dashy-list: the rows of Dashy's `custom-list`. */
export const DashyList = Type.Array(
  Type.Object({
    link: Type.Object({ text: Type.String(), url: Type.String(), title: Type.String() }),
    value: Type.Object({ text: Type.String(), title: Type.String() }),
    date: Nullable(Timestamp),
  }),
);
export type DashyList = Type.Static<typeof DashyList>;

/** GET /api/widgets/homer-message: Homer's message above its services. `content` is markup, all of it escaped. */
export const HomerMessage = Type.Object({
  title: Type.String(),
  content: Type.String(),
  style: Type.Enum(["is-success", "is-info", "is-warning", "is-danger"]),
  icon: Type.String(),
});
export type HomerMessage = Type.Static<typeof HomerMessage>;

/** What became of a plan on one day: the worst of its runs. `late`: a run that was missed or skipped. */
export const DayState = Type.Enum(["ok", "warning", "failed", "late"]);
export type DayState = Type.Static<typeof DayState>;

const PlanHistory = Type.Object({
  id: Id,
  name: Type.String(),
  states: Type.Array(Nullable(DayState), { description: "One for each day; null where nothing ran" }),
});
export type PlanHistory = Type.Static<typeof PlanHistory>;

const RepositoryHistory = Type.Object({
  id: Id,
  name: Type.String(),
  sizeBytes: Type.Array(Nullable(Bytes), {
    description: "Deduplicated size at the end of each day; null before it was known",
  }),
  quotaBytes: Nullable(Bytes),
  freeBytes: Nullable(Bytes),
  totalBytes: Nullable(Bytes),
});
export type RepositoryHistory = Type.Static<typeof RepositoryHistory>;

/** GET /api/widgets/history: what happened day by day, for the timeline and the storage widget. */
export const WidgetHistory = Type.Object({
  generatedAt: Timestamp,
  timeZone: Type.String({ description: "The service's, in which its days begin" }),
  days: Type.Array(Type.String({ pattern: "^\\d{4}-\\d{2}-\\d{2}$" }), {
    description: "Oldest first; the last is today. Fewer than asked for where older ones are still being read back",
  }),
  plans: Type.Array(PlanHistory),
  repositories: Type.Array(RepositoryHistory),
});
export type WidgetHistory = Type.Static<typeof WidgetHistory>;
