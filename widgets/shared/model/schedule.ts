// Which runs an element tells of, in the order of time: those that should have been, those that are due, and those to come.
import type { PlanStatus, Status } from "../../../schemas/status.ts";

/** `late`: it should have happened. `missed`: it was skipped. `due`: its time has come. */
export type RunEntryKind = "late" | "missed" | "running" | "due" | "next";

export interface RunEntry {
  readonly kind: RunEntryKind;
  readonly plan: PlanStatus;
  /** ISO 8601: when it runs, or should have. */
  readonly at: string | null;
}

export interface Schedule {
  readonly entries: readonly RunEntry[];
  /** Plans whose next run is beyond the hours asked for. */
  readonly later: readonly PlanStatus[];
  readonly paused: readonly PlanStatus[];
  /** Plans that run when somebody says so. */
  readonly byHand: readonly PlanStatus[];
}

const order: readonly RunEntryKind[] = ["late", "missed", "running", "due", "next"];

/** The runs of a status within so many hours from `now` (milliseconds since the epoch), and the plans that have none there. */
export function scheduleOf({ plans }: Pick<Status, "plans">, hours: number, now: number): Schedule {
  const until = now + hours * 3_600_000;
  const isLater = ({ nextRunAt }: PlanStatus) => nextRunAt !== null && Date.parse(nextRunAt) > until;
  const active = plans.filter(({ state }) => state !== "paused");
  const rank = ({ kind }: RunEntry) => order.indexOf(kind);
  return {
    entries: plans
      .flatMap((plan) => [entryOfNow(plan) ?? [], isLater(plan) ? [] : (entryToCome(plan, now) ?? [])].flat())
      .sort((a, b) => rank(a) - rank(b) || (a.at ?? "").localeCompare(b.at ?? "")),
    later: active.filter(isLater).sort((a, b) => (a.nextRunAt ?? "").localeCompare(b.nextRunAt ?? "")),
    paused: plans.filter(({ state }) => state === "paused"),
    byHand: active.filter(({ nextRunAt }) => nextRunAt === null),
  };
}

/** What runs, or should have. */
function entryOfNow(plan: PlanStatus): RunEntry | null {
  const { state, since, lastRun } = plan;
  if (state === "late") return { kind: "late", plan, at: since };
  if (state === "running") return { kind: "running", plan, at: lastRun?.startedAt ?? since };
  return lastRun?.state === "skipped" ? { kind: "missed", plan, at: lastRun.startedAt } : null;
}

function entryToCome(plan: PlanStatus, now: number): RunEntry | null {
  const { state, nextRunAt: at } = plan;
  if (!at || state === "paused") return null;
  if (Date.parse(at) > now) return { kind: "next", plan, at };
  return state === "running" ? null : { kind: "due", plan, at };
}
