import { expect } from "chai";
import { describeSchedule, formatFireTime, nextFireTimes, scheduleErrors } from "../../../src/plans/timetable.ts";

const at = (iso: string) => Date.parse(iso);
const times = (cron: string, timeZone: string, after: string, count = 3) =>
  nextFireTimes({ cron, timeZone }, at(after), count).map((ms) => new Date(ms).toISOString());

describe("plans/timetable", () => {
  it("reads the expression in its time zone", () => {
    expect(times("30 2 * * *", "Europe/Berlin", "2026-11-22T10:00:00Z", 2)).eql([
      "2026-11-23T01:30:00.000Z",
      "2026-11-24T01:30:00.000Z",
    ]);
  });

  it("fires once in the night when clocks go forward over it", () => {
    // Berlin, 29 March 2026: 02:00 becomes 03:00, so 02:30 does not exist
    const fired = times("30 2 * * *", "Europe/Berlin", "2026-03-28T12:00:00Z", 2);
    expect(fired[0]?.startsWith("2026-03-29T01:")).equal(true);
    expect(fired[1]).equal("2026-03-30T00:30:00.000Z");
  });

  it("fires once in the night when clocks go back over it", () => {
    // Berlin, 25 October 2026: 03:00 becomes 02:00, so 02:30 comes twice
    const fired = times("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2);
    expect(fired.map((time) => time.slice(0, 10))).eql(["2026-10-25", "2026-10-26"]);
  });

  it("never gives the very time it was asked for, so that a firing is not repeated", () => {
    expect(times("0 3 * * *", "UTC", "2026-11-22T03:00:00Z", 1)).eql(["2026-11-23T03:00:00.000Z"]);
  });

  it("says what is wrong with a schedule, all of it", () => {
    expect(scheduleErrors({ cron: "* * * *", timeZone: "Mars/Olympus" })).to.have.keys("/cron", "/timeZone");
    expect(scheduleErrors({ cron: "0 0 3 * * *", timeZone: "UTC" })["/cron"]).contain("five fields");
    expect(scheduleErrors({ cron: "61 * * * *", timeZone: "UTC" })["/cron"]).contain("not a cron expression");
    for (const cron of ["H H * * *", "*/90 * * * *", "0 0 31 2 *", "0 3 * * * *", "@daily x x x x", "x * * * *"]) {
      expect(scheduleErrors({ cron, timeZone: "UTC" }), cron).have.keys("/cron");
    }
    for (const cron of ["*/15 * * * *", "0 3 * * 1-5", "0 3 1,15 * *", "30 2 * JAN SUN", "0 0 29 2 *"]) {
      expect(scheduleErrors({ cron, timeZone: "UTC" }), cron).eql({});
    }
    expect(scheduleErrors({ cron: "0 3 * * *", timeZone: "Europe/Berlin" })).eql({});
  });

  it("puts schedules and times into words", () => {
    expect(describeSchedule({ cron: "30 2 * * *", timeZone: "UTC" })).equal("At 02:30");
    expect(formatFireTime(at("2026-11-23T01:30:00Z"), "Europe/Berlin")).match(/^Mon.*23 Nov 2026.*02:30/);
  });
});
