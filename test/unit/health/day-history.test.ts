import { expect } from "chai";
import type { JobJournalEntry, JobRecord, RunRecord } from "../../../schemas/jobs.ts";
import { createEventBus } from "../../../src/events/bus.ts";
import { createDayOf, daysUntil } from "../../../src/health/calendar.ts";
import { createDayHistory } from "../../../src/health/day-history.ts";
import { nextFireTime } from "../../../src/plans/timetable.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { job, plan, repository, run } from "../../support/records.ts";
import { eventually } from "../../support/service.ts";

const ended = (id: string, at: string, change: Partial<RunRecord> = {}): RunRecord => ({
  ...run,
  id,
  state: "ok",
  createdAt: at,
  finishedAt: at,
  ...change,
});
const measured = (id: string, at: string, sizeBytes: number): JobRecord =>
  job(id, "repohome", { state: "ok", finishedAt: at, result: { repository: { sizeBytes, archivesCount: null } } });
const ofRun = (record: RunRecord): JobJournalEntry => ({ type: "run", at: record.createdAt, run: record });
const ofJob = (record: JobRecord): JobJournalEntry => ({ type: "job", at: record.finishedAt ?? "", job: record });

interface Stage {
  readonly entries?: readonly JobJournalEntry[];
  readonly timeZone?: string;
  readonly cron?: string;
  readonly knownBytes?: number;
  readonly now?: string;
  /** Entries before these are read back only when `older` resolves. */
  readonly waitedLines?: number;
  readonly older?: () => Promise<void>;
  /** The media answer after it. */
  readonly after?: Promise<void>;
}

function create({ entries = [], timeZone = "UTC", cron, knownBytes, ...stage }: Stage = {}) {
  const { now = "2026-11-22T10:00:00Z", after, waitedLines, older } = stage;
  const events = createEventBus({ log: silentLog, epoch: "test" });
  const clock = createFakeClock(now);
  const asked = { journal: 0, medium: 0, plans: 0 };
  const schedule = cron === undefined ? null : { cron, timeZone };
  const plans = [plan("planhome", ["repohome"], { schedule }), plan("planwork", ["repowork"])];
  const history = createDayHistory({
    journal: {
      async *readBackwards() {
        asked.journal += 1;
        const newestFirst = entries.toReversed();
        yield* newestFirst.slice(0, waitedLines === undefined ? undefined : waitedLines + 1);
        if (waitedLines === undefined) return;
        await older?.();
        yield* newestFirst.slice(waitedLines + 1);
      },
    },
    events,
    plans: {
      list() {
        asked.plans += 1;
        return plans;
      },
      get: (id) => plans.find((one) => one.id === id),
    },
    repositories: { list: () => [repository("repohome", { quotaBytes: 50_000_000 }), repository("repowork")] },
    facts: () => ({ sizeBytes: knownBytes ?? null }),
    async medium(id) {
      asked.medium += 1;
      await after;
      if (id === "repowork") throw new Error("gone");
      return { freeBytes: 5, totalBytes: 10 };
    },
    nextFire: (one, afterMs) => one.schedule && nextFireTime(one.schedule, afterMs),
    clock,
    timeZone,
    ...(waitedLines === undefined ? {} : { waitedLines }),
  });
  const read = (days = 4, seen = ["repohome"]) => history.read({ sees: ({ id }) => seen.includes(id) }, days);
  return {
    read,
    states: async (days?: number) => (await read(days)).plans[0]?.states,
    sizes: async (days?: number) => (await read(days)).repositories[0]?.sizeBytes,
    events,
    clock,
    asked,
  };
}

describe("health/calendar", () => {
  it("tells the day where the service is", () => {
    const at = Date.parse("2026-11-22T23:30:00Z");
    expect(["UTC", "Europe/Berlin", "America/New_York"].map((zone) => createDayOf(zone)(at))).to.deep.equal([
      "2026-11-22",
      "2026-11-23",
      "2026-11-22",
    ]);
  });

  it("counts days over months, years and changes of the clock", () => {
    expect(daysUntil("2027-01-01", 3)).to.deep.equal(["2026-12-30", "2026-12-31", "2027-01-01"]);
    expect(daysUntil("2026-10-26", 3)).to.deep.equal(["2026-10-24", "2026-10-25", "2026-10-26"]);
  });
});

describe("health/day-history", () => {
  it("has a state for each day, and none where nothing ran, went on or was called off", async () => {
    const { read } = create({
      entries: [
        ofRun(ended("a", "2026-11-19T02:00:00Z")),
        ofRun(ended("b", "2026-11-20T02:00:00Z", { state: "interrupted" })),
        ofRun(ended("c", "2026-11-21T02:00:00Z", { state: "cancelled" })),
        ofRun(ended("d", "2026-11-22T02:00:00Z", { state: "running", finishedAt: null })),
      ],
    });
    const { days, timeZone, plans } = await read();
    expect([days, timeZone]).to.deep.equal([["2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"], "UTC"]);
    expect(plans).to.deep.equal([{ id: "planhome", name: "planhome", states: ["ok", "failed", null, null] }]);
  });

  it("keeps the worst of a day", async () => {
    const at = (hour: number) => `2026-11-22T0${hour}:00:00Z`;
    const { states } = create({
      entries: [
        ofRun(ended("a", at(1))),
        ofRun(ended("b", at(2), { state: "failed" })),
        ofRun(ended("c", at(3), { state: "warning" })),
        ofRun(ended("d", at(4), { state: "skipped" })),
      ],
    });
    expect(await states(1)).to.deep.equal(["failed"]);
  });

  it("puts a run on the day it began, in the service's zone", async () => {
    const late = ended("a", "2026-11-21T23:30:00Z", { finishedAt: "2026-11-22T00:30:00Z" });
    expect(await create({ entries: [ofRun(late)] }).states(2)).to.deep.equal(["ok", null]);
    expect(await create({ entries: [ofRun(late)], timeZone: "Europe/Berlin" }).states(2)).to.deep.equal([null, "ok"]);
  });

  it("shows the days that were missed before a run that catches up, and no others", async () => {
    const caughtUp = (scheduledFor: string) =>
      ofRun(ended("a", "2026-11-22T09:00:00Z", { trigger: "catch-up", scheduledFor }));
    const daily = create({ cron: "30 2 * * *", entries: [caughtUp("2026-11-20T02:30:00Z")] });
    expect(await daily.states()).to.deep.equal([null, "late", "late", "ok"]);
    const weekly = create({ cron: "30 2 * * 4", entries: [caughtUp("2026-11-19T02:30:00Z")] });
    expect(await weekly.states()).to.deep.equal(["late", null, null, "ok"]);
    const sameDay = create({ cron: "30 2 * * *", entries: [caughtUp("2026-11-22T02:30:00Z")] });
    expect(await sameDay.states()).to.deep.equal([null, null, null, "ok"]);
  });

  it("ends, however long ago the first missed time was", async () => {
    const ancient = ended("a", "2026-11-22T09:00:00Z", { trigger: "catch-up", scheduledFor: "1999-01-01T00:00:00Z" });
    const { states } = create({ cron: "* * * * *", entries: [ofRun(ancient)] });
    expect(await states(90)).to.deep.equal([...Array.from({ length: 89 }, () => "late"), "ok"]);
  });

  it("carries a size on until it is measured again", async () => {
    const { sizes } = create({
      entries: [
        ofJob(measured("a", "2026-11-20T02:00:00Z", 100)),
        ofJob(measured("b", "2026-11-20T03:00:00Z", 90)),
        ofJob(measured("c", "2026-11-22T02:00:00Z", 120)),
      ],
      knownBytes: 7,
    });
    expect(await sizes()).to.deep.equal([null, 90, 90, 120]);
    expect(await sizes(2), "also from before the days that are asked for").to.deep.equal([90, 120]);
    expect(await create({ knownBytes: 7 }).sizes(2), "measured longer ago than is remembered").to.deep.equal([7, 7]);
  });

  it("says how much room there is, as far as that is known, and asks the medium once a minute", async () => {
    const { read, asked, clock } = create();
    const { repositories } = await read(1, ["repohome", "repowork"]);
    expect(
      repositories.map(({ id, quotaBytes, freeBytes, totalBytes }) => [id, quotaBytes, freeBytes, totalBytes]),
    ).to.deep.equal([
      ["repohome", 50_000_000, 5, 10],
      ["repowork", null, null, null],
    ]);
    await read(1, ["repohome"]);
    expect(asked.medium).to.equal(2);
    clock.advance(60_000);
    await read(1, ["repohome"]);
    expect(asked.medium).to.equal(3);
  });

  it("makes nothing while it waits for a medium, however many ask", async () => {
    let answer = () => {};
    const { read, asked } = create({ after: new Promise<void>((resolve) => (answer = resolve)) });
    const reads = Promise.all(Array.from({ length: 50 }, () => read(90)));
    await new Promise((resolve) => setImmediate(resolve));
    expect([asked.medium, asked.plans]).to.deep.equal([1, 0]);
    answer();
    expect((await reads).map(({ plans }) => plans.length)).to.deep.equal(Array.from({ length: 50 }, () => 1));
  });

  it("shows what the viewer sees", async () => {
    const { plans, repositories } = await create().read(1, ["repowork"]);
    expect([plans.map(({ id }) => id), repositories.map(({ id }) => id)]).to.deep.equal([["planwork"], ["repowork"]]);
  });

  it("reads the journal once, and takes up what ends and what goes", async () => {
    const { states, sizes, events, asked, read } = create({ entries: [ofRun(ended("a", "2026-11-21T02:00:00Z"))] });
    expect(await states(2)).to.deep.equal(["ok", null]);
    events.publish("run.changed", { run: ended("b", "2026-11-22T02:00:00Z", { state: "warning" }) });
    events.publish("job.changed", { job: measured("c", "2026-11-22T02:00:00Z", 120) });
    expect([await states(2), await sizes(2)]).to.deep.equal([
      ["ok", "warning"],
      [null, 120],
    ]);
    events.publish("plan.changed", { planId: "planhome", removed: true, repositoryIds: [] });
    expect([await states(2), asked.journal]).to.deep.equal([[null, null], 1]);
    expect((await read(1000)).days).to.have.length(90);
  });

  it("does not call a day idle that it has not read back yet", async () => {
    let goOn = () => {};
    const older = new Promise<void>((resolve) => (goOn = resolve));
    const today = Array.from({ length: 100 }, (_, at) => ofRun(ended(`t${at}`, "2026-11-22T02:00:00Z")));
    const entries = [
      ofRun(ended("a", "2026-11-20T02:00:00Z")),
      ofRun(ended("b", "2026-11-21T02:00:00Z", { state: "failed" })),
      ofRun(ended("c", "2026-11-21T03:00:00Z")),
      ...today,
    ];
    const { read, asked } = create({ entries, waitedLines: 100, older: () => older });
    const first = await read(4);
    expect([first.days, first.plans[0]?.states], "the day before is read in part only").to.deep.equal([
      ["2026-11-22"],
      ["ok"],
    ]);
    expect(first.repositories[0]?.sizeBytes).to.have.length(1);
    goOn();
    const whole = await eventually(
      () => read(4),
      ({ days }) => days.length === 4,
    );
    expect([whole.plans[0]?.states, asked.journal]).to.deep.equal([[null, "ok", "failed", "ok"], 1]);
  });

  it("reads back again what failed while nobody waited, and tells what it knows until then", async () => {
    let failures = 1;
    const older = async () => {
      if (failures-- > 0) throw new Error("the disk is gone");
    };
    const entries = [
      ofRun(ended("a", "2026-11-20T02:00:00Z")),
      ...Array.from({ length: 101 }, (_, at) => ofRun(ended(`t${at}`, "2026-11-22T02:00:00Z"))),
    ];
    const { read, asked } = create({ entries, waitedLines: 100, older });
    expect((await read(4)).days).to.deep.equal(["2026-11-22"]);
    const whole = await eventually(
      () => read(4),
      ({ days }) => days.length === 4,
    );
    expect([whole.plans[0]?.states, asked.journal]).to.deep.equal([[null, "ok", null, "ok"], 2]);
  });

  it("moves on with the day", async () => {
    const { states, clock } = create({ entries: [ofRun(ended("a", "2026-11-22T02:00:00Z"))] });
    expect(await states(2)).to.deep.equal([null, "ok"]);
    clock.advance(24 * 3_600_000);
    expect(await states(2)).to.deep.equal(["ok", null]);
  });
});
