import { expect } from "chai";
import { formatClock } from "../../../widgets/shared/client/format.ts";
import { scheduleOf } from "../../../widgets/shared/model/schedule.ts";
import { latePlan, plan } from "../../widgets/status-fixtures.ts";

const now = Date.parse("2026-03-10T12:00:00Z");
const at = (hours: number) => new Date(now + hours * 3_600_000).toISOString();
const skipped = { id: "rrrrrrr3", state: "skipped", startedAt: at(-3), finishedAt: at(-3), jobId: null } as const;

describe("the schedule that an element shows", () => {
  const told = (plans: Parameters<typeof scheduleOf>[0]["plans"], hours = 48) => {
    const { entries, later, paused, byHand } = scheduleOf({ plans }, hours, now);
    const names = (list: readonly { name: string }[]) => list.map(({ name }) => name);
    return {
      entries: entries.map((entry) => `${entry.kind} ${entry.plan.name}`),
      later: names(later),
      paused: names(paused),
      byHand: names(byHand),
    };
  };

  it("has what is overdue first, then what runs, then what comes, each by its time", () => {
    const plans = [
      plan({ name: "C", nextRunAt: at(9) }),
      plan({ name: "B", nextRunAt: at(2) }),
      plan({ name: "Due", nextRunAt: at(-0.1) }),
      plan({ name: "Skipped", lastRun: skipped, nextRunAt: at(5) }),
      { ...latePlan(), name: "Late", nextRunAt: at(1) },
      plan({ name: "Running", state: "running", nextRunAt: at(0) }),
    ];
    expect(told(plans).entries).to.deep.equal([
      "late Late",
      "missed Skipped",
      "running Running",
      "due Due",
      "next Late",
      "next B",
      "next Skipped",
      "next C",
    ]);
  });

  it("counts the plans that have no run in the hours asked for", () => {
    const plans = [
      plan({ name: "Weekly", nextRunAt: at(100) }),
      plan({ name: "Monthly", nextRunAt: at(500) }),
      plan({ name: "Paused", state: "paused", nextRunAt: null }),
      plan({ name: "By hand", nextRunAt: null }),
    ];
    expect(told(plans)).to.deep.equal({
      entries: [],
      later: ["Weekly", "Monthly"],
      paused: ["Paused"],
      byHand: ["By hand"],
    });
    expect(told(plans, 200).entries).to.deep.equal(["next Weekly"]);
  });

  it("tells the time of day, and of which day where it is not this one", () => {
    expect(formatClock(Date.parse("2026-03-10T13:05"), Date.parse("2026-03-10T12:00"), "en-GB")).to.equal("13:05");
    expect(formatClock(Date.parse("2026-03-11T02:00"), Date.parse("2026-03-10T12:00"), "en-GB")).to.match(
      /^Wed,? 02:00$/,
    );
    expect(formatClock(Date.parse("2026-03-31T02:00"), Date.parse("2026-03-10T12:00"), "en-GB")).to.match(
      /^31 Mar(,| at)? 0?2:00$/,
    );
  });
});
