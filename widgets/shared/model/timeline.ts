// What became of plans, day by day, as rows to draw.
import type { PlanStatus } from "../../../schemas/status.ts";
import type { DayState, WidgetHistory } from "../../../schemas/widgets.ts";
import { bySeverity } from "./severity.ts";

export type Day = DayState | null;

/** Worst first; the state of a day is the worst of its runs. */
export const dayStates = ["failed", "late", "warning", "ok"] as const satisfies readonly DayState[];

export interface TimelineRow {
  readonly plan: PlanStatus;
  readonly states: readonly Day[];
}

export interface Timeline {
  /** Dates, oldest first; empty while the history is not known. */
  readonly days: readonly string[];
  /** Plans, those that need someone now first; a state for each day, null for each where the history is not known. */
  readonly rows: readonly TimelineRow[];
  /** The worst of all plans on each day. */
  readonly worst: readonly Day[];
}

/** The last `count` days of these plans. */
export function timelineOf(plans: readonly PlanStatus[], history: WidgetHistory | null, count: number): Timeline {
  const days = history?.days.slice(-count) ?? [];
  const blank: Day[] = Array.from({ length: days.length || count }, () => null);
  const states = new Map(history?.plans.map(({ id, states }) => [id, states.slice(-count)]));
  const rows = plans
    .map((plan) => ({ plan, states: states.get(plan.id) ?? blank }))
    .sort((a, b) => bySeverity.indexOf(a.plan.state) - bySeverity.indexOf(b.plan.state));
  const worst = blank.map((_, day) => dayStates.find((state) => rows.some((row) => row.states[day] === state)) ?? null);
  return { days, rows, worst };
}

/** How many days had each state, worst first; those that none had are left out. */
export function countDays(states: readonly Day[]): [DayState, number][] {
  return dayStates
    .map((state): [DayState, number] => [state, states.filter((each) => each === state).length])
    .filter(([, count]) => count > 0);
}
