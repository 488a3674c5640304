import { expect } from "chai";
import type { CheckPolicy } from "../../../schemas/upkeep.ts";
import { type Checked, isCheckDue, isDrillDue } from "../../../src/plans/upkeep-due.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const daysAgo = (days: number) => new Date(now - days * 86_400_000).toISOString();
const checked = (repository: number | null, archives: number | null, state: "ok" | "failed" = "ok"): Checked => ({
  lastCheck:
    repository === null
      ? null
      : { at: daysAgo(repository), state, scope: "all", verifyData: false, partial: false, durationMs: 1 },
  checkedAt: {
    repository: repository === null ? null : daysAgo(repository),
    archives: archives === null ? null : daysAgo(archives),
  },
});

const due = (policy: CheckPolicy, last: Checked) => isCheckDue(policy, last, daysAgo(400), now);

describe("plans/upkeep-due", () => {
  it("checks what was never looked at once it is that old, then each period, a run that starts a little earlier than the last included", () => {
    expect(due({ every: "month", scope: "all" }, checked(null, null)), "made long ago").equal(true);
    expect(isCheckDue({ every: "month", scope: "all" }, checked(null, null), daysAgo(3), now), "new").equal(false);
    for (const [every, days] of [
      ["week", 7],
      ["month", 30],
      ["quarter", 91],
    ] as const) {
      expect(due({ every, scope: "all" }, checked(days - 1, days - 1))).equal(false);
      expect(due({ every, scope: "all" }, checked(days - 0.01, days - 0.01))).equal(true);
    }
    expect(due({ every: "never", scope: "all" }, checked(null, null))).equal(false);
  });

  it("wants only the parts that the policy names", () => {
    expect(due({ every: "week", scope: "repository" }, checked(1, null))).equal(false);
    expect(due({ every: "week", scope: "archives" }, checked(1, null))).equal(true);
    expect(due({ every: "week", scope: "all" }, checked(1, 20))).equal(true);
  });

  it("looks at damage again after a day, not at each run", () => {
    expect(due({ every: "quarter", scope: "all" }, checked(0.5, 0.5, "failed"))).equal(false);
    expect(due({ every: "quarter", scope: "all" }, checked(1, 1, "failed"))).equal(true);
  });

  it("drills each period where there is something to restore", () => {
    const policy = { every: "month", sampleFiles: 10, canaries: [] } as const;
    const drillDue = (change: object, last?: { at: string; state: "ok" | "failed" }) =>
      isDrillDue({ ...policy, canaries: [], ...change }, last, now);
    expect(drillDue({})).equal(true);
    expect(drillDue({}, { at: daysAgo(29), state: "ok" })).equal(false);
    expect(drillDue({}, { at: daysAgo(30), state: "ok" })).equal(true);
    expect(drillDue({}, { at: daysAgo(1), state: "failed" })).equal(true);
    expect(drillDue({ every: "never" })).equal(false);
    expect(drillDue({ sampleFiles: 0 })).equal(false);
    expect(drillDue({ sampleFiles: 0, canaries: ["/etc/hostname"] })).equal(true);
  });
});
