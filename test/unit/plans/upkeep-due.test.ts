import { expect } from "chai";
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

describe("plans/upkeep-due", () => {
  it("checks first of all, then each period, a run that starts a little earlier than the last included", () => {
    expect(isCheckDue({ every: "month", scope: "all" }, checked(null, null), now)).equal(true);
    for (const [every, days] of [
      ["week", 7],
      ["month", 30],
      ["quarter", 91],
    ] as const) {
      expect(isCheckDue({ every, scope: "all" }, checked(days - 1, days - 1), now)).equal(false);
      expect(isCheckDue({ every, scope: "all" }, checked(days - 0.01, days - 0.01), now)).equal(true);
    }
    expect(isCheckDue({ every: "never", scope: "all" }, checked(null, null), now)).equal(false);
  });

  it("wants only the parts that the policy names", () => {
    expect(isCheckDue({ every: "week", scope: "repository" }, checked(1, null), now)).equal(false);
    expect(isCheckDue({ every: "week", scope: "archives" }, checked(1, null), now)).equal(true);
    expect(isCheckDue({ every: "week", scope: "all" }, checked(1, 20), now)).equal(true);
  });

  it("looks at damage again after a day, not at each run", () => {
    expect(isCheckDue({ every: "quarter", scope: "all" }, checked(0.5, 0.5, "failed"), now)).equal(false);
    expect(isCheckDue({ every: "quarter", scope: "all" }, checked(1, 1, "failed"), now)).equal(true);
  });

  it("drills each period where there is something to restore", () => {
    const policy = { every: "month", sampleFiles: 10, canaries: [] } as const;
    const due = (change: object, last?: { at: string; state: "ok" | "failed" }) =>
      isDrillDue({ ...policy, canaries: [], ...change }, last, now);
    expect(due({})).equal(true);
    expect(due({}, { at: daysAgo(29), state: "ok" })).equal(false);
    expect(due({}, { at: daysAgo(30), state: "ok" })).equal(true);
    expect(due({}, { at: daysAgo(1), state: "failed" })).equal(true);
    expect(due({ every: "never" })).equal(false);
    expect(due({ sampleFiles: 0 })).equal(false);
    expect(due({ sampleFiles: 0, canaries: ["/etc/hostname"] })).equal(true);
  });
});
