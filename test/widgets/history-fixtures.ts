// What happened day by day, for the elements that tell it.
import type { DayState, PlanHistory, RepositoryHistory, WidgetHistory } from "../../schemas/widgets.ts";

/** Dates up to today, oldest first. */
export const datesUntilToday = (count: number): string[] =>
  Array.from({ length: count }, (_, index) =>
    new Date(Date.now() - (count - 1 - index) * 86_400_000).toISOString().slice(0, 10),
  );

/** A plan that was well on each of so many days, but for those named by their distance from today; null: nothing ran. */
export function planDays(
  id: string,
  name: string,
  count = 30,
  other: Record<number, DayState | null> = {},
): PlanHistory {
  const states = Array.from({ length: count }, (_, index) => {
    const state = other[count - 1 - index];
    return state === undefined ? ("ok" as const) : state;
  });
  return { id, name, states };
}

export function repositoryDays(change: Partial<RepositoryHistory> = {}): RepositoryHistory {
  return {
    id: "aaaaaaaa",
    name: "NAS",
    sizeBytes: Array.from({ length: 30 }, (_, day) => 94_456_789_012 + day * 1_000_000_000),
    quotaBytes: null,
    freeBytes: 400_000_000_000,
    totalBytes: 1_000_000_000_000,
    ...change,
  };
}

export function historyOf(change: Partial<WidgetHistory> = {}, count = 30): WidgetHistory {
  return {
    generatedAt: new Date().toISOString(),
    timeZone: "Europe/Berlin",
    days: datesUntilToday(count),
    plans: [
      planDays("bbbbbbbb", "Home folders", count, { 12: "warning", 20: "failed" }),
      planDays("cccccccc", "Mail", count),
      planDays("ffffffff", "Photos", count, { 0: "failed", 1: "failed", 2: "late", 9: "warning" }),
      planDays("llllllll", "Databases", count, { 0: "late", 5: null, 6: null, 12: null }),
      planDays("wwwwwwww", "Configuration", count, { 0: "warning", 3: "warning", 4: "warning" }),
    ],
    repositories: [repositoryDays()],
    ...change,
  };
}
