import { expect } from "chai";
import { formatDays } from "../../../widgets/shared/client/format.ts";
import { countDays, timelineOf } from "../../../widgets/shared/model/timeline.ts";
import { datesUntilToday, historyOf, planDays } from "../../widgets/history-fixtures.ts";
import { failedPlan, latePlan, plan } from "../../widgets/status-fixtures.ts";

describe("the days of plans", () => {
  const plans = [plan(), latePlan(), failedPlan()];

  it("are those of the plans shown, what needs someone first", () => {
    const { days, rows } = timelineOf(plans, historyOf(), 30);
    expect(days).to.have.length(30);
    expect(rows.map((row) => row.plan.name)).to.deep.equal(["Photos", "Databases", "Home folders"]);
    expect(rows.map(({ states }) => states.at(-1))).to.deep.equal(["failed", "late", "ok"]);
  });

  it("are the last so many, where another element asked for more", () => {
    const { days, rows, worst } = timelineOf([plan()], historyOf({}, 90), 7);
    expect(days).to.deep.equal(datesUntilToday(7));
    expect(rows[0]!.states).to.have.length(7);
    expect(worst).to.have.length(7);
  });

  it("are blank while they are not known, and for a plan that the history does not have yet", () => {
    expect(timelineOf(plans, null, 14)).to.deep.include({ days: [], worst: Array(14).fill(null) });
    const { rows } = timelineOf([plan({ id: "nnnnnnnn" })], historyOf(), 30);
    expect(rows[0]!.states).to.deep.equal(Array(30).fill(null));
  });

  it("are as bad together as the worst of each", () => {
    const history = historyOf({
      plans: [
        planDays("bbbbbbbb", "a", 4, { 3: "warning", 2: null, 1: null }),
        planDays("ffffffff", "b", 4, { 3: "late", 1: null }),
      ],
      days: datesUntilToday(4),
    });
    expect(timelineOf([plan(), failedPlan()], history, 30).worst).to.deep.equal(["late", "ok", null, "ok"]);
  });

  it("are counted worst first", () => {
    expect(countDays(["ok", null, "failed", "ok", "late"])).to.deep.equal([
      ["failed", 1],
      ["late", 1],
      ["ok", 2],
    ]);
    expect(countDays([null])).to.deep.equal([]);
  });

  it("are written the same wherever the browser is", () => {
    expect(formatDays(["2026-11-22", "2026-01-01"], "en", "short")).to.deep.equal(["Sun, Nov 22", "Thu, Jan 1"]);
    expect(formatDays(["2026-11-22"], "de", "short")).to.deep.equal(["So., 22. Nov."]);
    expect(formatDays(["2026-11-22"], "de")).to.deep.equal(["22. Nov."]);
  });
});
