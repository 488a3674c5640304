// Fires plans at their times. Fire times are stored, so that a missed one is known after a restart.

import type { PlanRecord, ScheduleRecord } from "../../schemas/plans.ts";
import type { EventMap } from "../events/events.ts";
import { type Clock, isoTime } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { Firing, Runs } from "./runs.ts";
import { nextFireTime, scheduleKey } from "./timetable.ts";

export interface Scheduler {
  /** Looks at every plan once; called each second by the heartbeat. Calls never overlap. */
  tick(): Promise<void>;
  /** The stored next fire time, or null for a plan that is paused or run by hand. */
  nextRunAt(planId: string): string | null;
  /** Since when the plan has been on its present schedule, in milliseconds since the epoch; null where it is on none. */
  scheduledSince(planId: string): number | null;
  /** When `tick` last ended, in milliseconds since the epoch. */
  lastTickAt(): number;
}

export interface SchedulerDependencies {
  readonly plans: { list(): readonly PlanRecord[] };
  readonly schedule: {
    get(id: string): ScheduleRecord | undefined;
    list(): readonly ScheduleRecord[];
    insert(record: Omit<ScheduleRecord, "revision">): Promise<ScheduleRecord>;
    update(id: string, change: (record: ScheduleRecord) => Omit<ScheduleRecord, "revision">): Promise<ScheduleRecord>;
    remove(id: string): Promise<void>;
  };
  readonly runs: Pick<Runs, "start" | "skip" | "active" | "hasFired">;
  readonly events: { publish(name: "schedule.changed", payload: EventMap["schedule.changed"]): void };
  readonly clock: Clock;
  readonly log: Log;
}

/** A fire time older than this, in milliseconds, was missed: its run is a catch-up. */
const missedAfterMs = 90_000;

/** Creates the scheduler. */
export function createScheduler(dependencies: SchedulerDependencies): Scheduler {
  const { schedule, runs, clock, log } = dependencies;
  /** Stands in for what a broken store does not take: plans that can run go on running (their runs are journaled). */
  const unsaved = new Map<string, Omit<ScheduleRecord, "revision">>();
  const current = (planId: string) => unsaved.get(planId) ?? schedule.get(planId);
  let ticking: Promise<void> | null = null;
  let again: Promise<void> | null = null;
  let lastTickAt = clock.now();

  const store = async (planId: string, key: string, at: number | null): Promise<void> => {
    const known = current(planId);
    const since = known?.scheduleKey === key ? known.since : isoTime(clock.now());
    const next = { id: planId, scheduleKey: key, nextRunAt: at === null ? null : isoTime(at), since };
    try {
      if (schedule.get(planId)) await schedule.update(planId, () => next);
      else await schedule.insert(next);
      unsaved.delete(planId);
    } catch (error) {
      unsaved.set(planId, next);
      log.warn("A plan's next time could not be stored and is kept in memory", { planId, error });
    }
    dependencies.events.publish("schedule.changed", { planId });
  };

  /** All fire times missed while nobody looked become one run. */
  const fire = async (plan: PlanRecord, scheduledFor: string): Promise<void> => {
    const isMissed = clock.now() - Date.parse(scheduledFor) > missedAfterMs;
    const firing: Firing = {
      trigger: isMissed ? "catch-up" : "schedule",
      requester: { type: "schedule" },
      scheduledFor,
    };
    if (runs.hasFired(plan.id, scheduledFor)) return;
    const going = runs.active(plan.id);
    if (going) await runs.skip(plan, firing, `The run begun at ${going.createdAt} was still going.`);
    else await runs.start(plan, firing);
  };

  const visit = async (plan: PlanRecord): Promise<void> => {
    const stored = current(plan.id);
    if (plan.paused || !plan.schedule) {
      if (stored?.nextRunAt) await store(plan.id, "", null);
      return;
    }
    const key = scheduleKey(plan.schedule);
    const now = clock.now();
    if (stored?.scheduleKey !== key) {
      await store(plan.id, key, nextFireTime(plan.schedule, now));
    } else if (stored.nextRunAt && Date.parse(stored.nextRunAt) <= now) {
      await fire(plan, stored.nextRunAt); // before the next time is stored: a crash in between repeats the look, not the run
      await store(plan.id, key, nextFireTime(plan.schedule, now));
    }
  };

  const forgetRemoved = async (): Promise<void> => {
    const ids = new Set(dependencies.plans.list().map(({ id }) => id));
    for (const { id } of schedule.list()) if (!ids.has(id)) await schedule.remove(id);
    for (const id of unsaved.keys()) if (!ids.has(id)) unsaved.delete(id);
  };

  const tick = async (): Promise<void> => {
    for (const plan of dependencies.plans.list()) {
      await visit(plan).catch((error: unknown) => log.error("A plan could not be fired", { planId: plan.id, error }));
    }
    await forgetRemoved();
    lastTickAt = clock.now();
  };

  const begin = (): Promise<void> => {
    ticking = tick()
      .catch((error: unknown) => log.error("The scheduler failed", { error }))
      .finally(() => {
        ticking = null;
      });
    return ticking;
  };
  /** A look that began before the caller's change may have passed it: one more follows. */
  const beginAfter = (running: Promise<void>): Promise<void> => {
    again ??= running.then(() => {
      again = null;
      return begin();
    });
    return again;
  };

  return {
    tick: () => (ticking ? beginAfter(ticking) : begin()),
    nextRunAt: (planId) => current(planId)?.nextRunAt ?? null,
    scheduledSince(planId) {
      const known = current(planId);
      return known?.nextRunAt ? Date.parse(known.since) : null;
    },
    lastTickAt: () => lastTickAt,
  };
}
