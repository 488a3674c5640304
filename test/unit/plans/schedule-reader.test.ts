import { expect } from "chai";
import { createScheduleReader, graceAfter } from "../../../src/plans/schedule-reader.ts";
import { nextFireTime } from "../../../src/plans/timetable.ts";

const since = Date.parse("2026-11-22T10:00:00Z");
const minutes = (count: number) => count * 60_000;

describe("plans/schedule-reader", () => {
  it("waits half of the time to the run after it, but 15 minutes to 6 hours", () => {
    const cases = { "*/5 * * * *": 15, "0 * * * *": 30, "0 */4 * * *": 120, "0 3 * * *": 360, "0 3 * * 0": 360 };
    for (const [cron, expected] of Object.entries(cases)) {
      const schedule = { cron, timeZone: "UTC" };
      expect(graceAfter(schedule, since), cron).to.equal(minutes(expected));
    }
  });

  it("calls a run late by the same rule as it tells", () => {
    for (const cron of ["*/5 * * * *", "0 */4 * * *", "0 3 1,3 * *"]) {
      const schedule = { cron, timeZone: "Europe/Berlin" };
      const due = nextFireTime(schedule, since) ?? Number.NaN;
      expect(createScheduleReader().deadline(schedule, since), cron).to.equal(due + graceAfter(schedule, since));
    }
    expect(createScheduleReader().deadline(null, since)).to.equal(null);
  });
});
