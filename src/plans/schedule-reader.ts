// What the status needs of schedules, remembered: it is asked for far more often than it changes.
import type { Schedule } from "../../schemas/plans.ts";
import { describeSchedule, nextFireTimes, scheduleKey } from "./timetable.ts";

export interface ScheduleReader {
  /** The schedule in words; null without one. */
  describe(schedule: Schedule | null): string | null;
  /**
   * By when a run should have succeeded after a success at `sinceMs`: the next fire time, and `graceAfter` for the run
   * itself. Null without a schedule.
   */
  deadline(schedule: Schedule | null, sinceMs: number): number | null;
}

const minute = 60_000;
const rememberLimit = 2000;

/** Creates a reader with a bounded memory. */
export function createScheduleReader(): ScheduleReader {
  const texts = new Map<string, string>();
  const deadlines = new Map<string, number | null>();

  return {
    describe: (schedule) => schedule && remembered(texts, scheduleKey(schedule), () => describeSchedule(schedule)),
    deadline: (schedule, sinceMs) =>
      schedule && remembered(deadlines, `${sinceMs} ${scheduleKey(schedule)}`, () => deadlineAfter(schedule, sinceMs)),
  };
}

/**
 * How long after its next fire time a run is waited for before it is late, in milliseconds: half of the time to the one
 * after it, but 15 minutes to 6 hours.
 */
export function graceAfter(schedule: Schedule, sinceMs: number): number {
  return graceBetween(nextFireTimes(schedule, sinceMs, 2));
}

function deadlineAfter(schedule: Schedule, sinceMs: number): number | null {
  const times = nextFireTimes(schedule, sinceMs, 2);
  const [first] = times;
  return first === undefined ? null : first + graceBetween(times);
}

function graceBetween([first = 0, second = first]: readonly number[]): number {
  return Math.min(360 * minute, Math.max(15 * minute, (second - first) / 2));
}

function remembered<T>(memory: Map<string, T>, key: string, make: () => T): T {
  const known = memory.get(key);
  if (known !== undefined) return known;
  if (memory.size >= rememberLimit) memory.clear();
  const made = make();
  memory.set(key, made);
  return made;
}
