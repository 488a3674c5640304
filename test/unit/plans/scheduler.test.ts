import { expect } from "chai";
import type { RunRecord } from "../../../schemas/jobs.ts";
import type { PlanRecord, ScheduleRecord } from "../../../schemas/plans.ts";
import type { Firing } from "../../../src/plans/runs.ts";
import { createScheduler } from "../../../src/plans/scheduler.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { createMemoryCollection } from "../../support/memory-collection.ts";

const plan: PlanRecord = {
  id: "planaaaa",
  revision: 1,
  name: "documents",
  repositoryIds: ["repoaaaa"],
  sources: ["/srv"],
  excludes: [],
  schedule: { cron: "0 * * * *", timeZone: "UTC" },
  retention: { keepLast: 1, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 },
  verify: { every: "week", sampleFiles: 5 },
  check: { every: "month", scope: "all" },
  drill: { every: "month", sampleFiles: 10, canaries: [] },
  compression: "lz4",
  paused: false,
  ownerId: null,
  createdAt: "2026-11-22T09:00:00.000Z",
};

/** A scheduler over one plan; `fired` lists what it did. Hand in `schedule` again for a restart. */
function setUp(schedule = createMemoryCollection<ScheduleRecord>(), clock = createFakeClock("2026-11-22T10:30:00Z")) {
  const fired: string[] = [];
  const recorded = new Set<string>();
  const plans = { current: [plan] as PlanRecord[] };
  let active: RunRecord | undefined;
  const note = (what: string) => async (of: PlanRecord, firing: Firing, reason?: string) => {
    recorded.add(`${of.id} ${firing.scheduledFor}`);
    fired.push([what, firing.trigger, firing.scheduledFor, reason].filter(Boolean).join(" "));
    return {} as RunRecord;
  };
  const scheduler = createScheduler({
    plans: { list: () => plans.current },
    schedule,
    runs: {
      start: note("start"),
      skip: note("skip"),
      active: () => active,
      hasFired: (planId, scheduledFor) => recorded.has(`${planId} ${scheduledFor}`),
    },
    events: { publish() {} },
    clock,
    log: silentLog,
  });
  return { scheduler, schedule, clock, fired, plans, setActive: (run: RunRecord | undefined) => (active = run) };
}

describe("plans/scheduler", () => {
  it("stores the next fire time and fires when it comes, once", async () => {
    const { scheduler, clock, fired } = setUp();
    await scheduler.tick();
    expect(scheduler.nextRunAt(plan.id)).equal("2026-11-22T11:00:00.000Z");
    clock.advance(30 * 60_000 - 1);
    await scheduler.tick();
    expect(fired).eql([]);
    clock.advance(1);
    await scheduler.tick();
    await scheduler.tick();
    expect(fired).eql(["start schedule 2026-11-22T11:00:00.000Z"]);
    expect(scheduler.nextRunAt(plan.id)).equal("2026-11-22T12:00:00.000Z");
  });

  it("makes one run of all that was missed while the service was down", async () => {
    const before = setUp();
    await before.scheduler.tick();
    before.clock.advance(5 * 3_600_000);
    const after = setUp(before.schedule, before.clock);
    await after.scheduler.tick();
    expect(after.fired).eql(["start catch-up 2026-11-22T11:00:00.000Z"]);
    expect(after.scheduler.nextRunAt(plan.id)).equal("2026-11-22T16:00:00.000Z");
  });

  it("skips a firing while the run before is going, and says so", async () => {
    const { scheduler, clock, fired, setActive } = setUp();
    await scheduler.tick();
    setActive({ createdAt: "2026-11-22T10:59:00.000Z" } as RunRecord);
    clock.advance(30 * 60_000);
    await scheduler.tick();
    expect(fired).eql([
      "skip schedule 2026-11-22T11:00:00.000Z The run begun at 2026-11-22T10:59:00.000Z was still going.",
    ]);
  });

  it("does not run again what fired right before a crash", async () => {
    const { scheduler, schedule, clock, fired } = setUp();
    await scheduler.tick();
    const stored = schedule.get(plan.id) as ScheduleRecord;
    clock.advance(30 * 60_000);
    await scheduler.tick();
    await schedule.update(plan.id, () => stored); // as if the next time had not reached the disk
    await scheduler.tick();
    expect(fired).have.length(1);
    expect(scheduler.nextRunAt(plan.id)).equal("2026-11-22T12:00:00.000Z");
  });

  it("computes anew when the schedule changes, and fires nothing while paused", async () => {
    const { scheduler, clock, fired, plans } = setUp();
    await scheduler.tick();
    plans.current = [{ ...plan, schedule: { cron: "45 * * * *", timeZone: "UTC" } }];
    await scheduler.tick();
    expect(scheduler.nextRunAt(plan.id)).equal("2026-11-22T10:45:00.000Z");
    plans.current = [{ ...plan, paused: true }];
    await scheduler.tick();
    clock.advance(86_400_000);
    await scheduler.tick();
    expect(fired).eql([]);
    plans.current = [plan];
    await scheduler.tick();
    expect(fired).eql([]); // what passed while paused was not missed
    expect(scheduler.nextRunAt(plan.id)).equal("2026-11-23T11:00:00.000Z");
  });

  it("forgets the times of plans that were removed", async () => {
    const { scheduler, schedule, plans } = setUp();
    await scheduler.tick();
    plans.current = [];
    await scheduler.tick();
    expect(schedule.list()).eql([]);
  });

  it("goes on at its times while the store takes no writes, and fires each once", async () => {
    const { scheduler, schedule, clock, fired } = setUp();
    await scheduler.tick();
    schedule.update = () => Promise.reject(new Error("read-only"));
    for (let hour = 0; hour < 3; hour += 1) {
      clock.advance(hour === 0 ? 30 * 60_000 : 3_600_000);
      await scheduler.tick();
      await scheduler.tick();
    }
    expect(fired.map((line) => line.slice(-24))).eql([
      "2026-11-22T11:00:00.000Z",
      "2026-11-22T12:00:00.000Z",
      "2026-11-22T13:00:00.000Z",
    ]);
  });

  it("knows since when a plan has been on its schedule", async () => {
    const { scheduler, clock, plans } = setUp();
    await scheduler.tick();
    const first = clock.now();
    clock.advance(30 * 60_000);
    await scheduler.tick();
    expect(scheduler.scheduledSince(plan.id)).equal(first);
    plans.current = [{ ...plan, paused: true }];
    await scheduler.tick();
    expect(scheduler.scheduledSince(plan.id)).equal(null);
    plans.current = [plan];
    await scheduler.tick();
    expect(scheduler.scheduledSince(plan.id)).equal(clock.now());
  });
});
