import { expect } from "chai";
import { alertsOf } from "../../../widgets/shared/model/alerts.ts";
import {
  failedPlan,
  minutesFromNow,
  plan,
  provenRepository,
  repository,
  runningJob,
  statuses,
  statusOf,
} from "../../widgets/status-fixtures.ts";

const { lastCheck, lastDrill } = provenRepository();
const damaged = provenRepository({ lastCheck: { ...lastCheck!, state: "failed" } });
const names = (status: Parameters<typeof alertsOf>[0], least: string | null = null) =>
  alertsOf(status, least).map(({ name }) => name);

describe("what needs someone", () => {
  it("has what is suspicious between what is late and what ended with warnings", () => {
    expect(names(statuses.suspicious(), null)).to.deep.equal(["Music", "Configuration"]);
    expect(names(statuses.suspicious(), "suspicious")).to.deep.equal(["Music"]);
    expect(names(statuses.suspicious(), "late")).to.deep.equal([]);
  });

  it("is what failed, is late or ended with warnings, worst first", () => {
    expect(names(statuses.failed())).to.deep.equal(["Photos", "Databases", "Configuration"]);
    expect(names(statuses.failed(), "late")).to.deep.equal(["Photos", "Databases"]);
    expect(names(statuses.failed(), "failed")).to.deep.equal(["Photos"]);
    expect(names(statuses.failed(), "nonsense")).to.have.length(3);
    for (const fine of ["ok", "running", "never", "paused", "empty"] as const) {
      expect(names(statuses[fine]()), fine).to.deep.equal([]);
    }
  });

  it("has the cause, the next step and the log", () => {
    const [alert] = alertsOf(statuses.failed(), null);
    expect(alert).to.deep.include({
      state: "failed",
      path: "/plans/ffffffff",
      more: { path: "/jobs/jjjjjjj2", repository: null },
    });
    expect(alert?.message).to.include("locked by host nas2");
    expect(alert?.nextStep).to.include("Wait until");
  });

  it("is the service's own trouble too", () => {
    expect(alertsOf(statuses.fault(), "failed")[0]).to.include({ name: null, state: "failed" });
  });

  it("is told once: what a check found is its plan's, with the way to the repository and not to the last run's log", () => {
    const broken = plan({ state: "failed", since: damaged.lastCheck!.at, message: "check: damaged" });
    const [alert, ...others] = alertsOf(statusOf([broken], { repositories: [damaged] }), null);
    expect(others).to.deep.equal([]);
    expect(alert).to.deep.include({
      name: "Home folders",
      more: { path: "/repositories/aaaaaaaa/upkeep", repository: "NAS" },
    });
  });

  it("is the repository's where no plan tells of it", () => {
    const running = statusOf([plan({ state: "running" })], { repositories: [damaged], running: [runningJob()] });
    expect(alertsOf(running, null)[0]).to.include({ name: "NAS", found: "check", since: damaged.lastCheck!.at });
    const drilled = provenRepository({ lastDrill: { ...lastDrill!, state: "failed" } });
    expect(alertsOf(statusOf([plan()], { repositories: [drilled] }), null)[0]).to.include({ found: "drill" });
    const late = repository({ mode: "observe", state: "late", message: "Its newest archive is too old." });
    expect(alertsOf(statusOf([], { repositories: [late] }), null)[0]).to.include({ name: "NAS", state: "late" });
  });

  it("is not the repository's where it only repeats its plan", () => {
    const bad = failedPlan();
    const status = statusOf([bad], { repositories: [repository({ state: "failed", message: bad.message })] });
    expect(names(status)).to.deep.equal(["Photos"]);
    const own = statusOf([bad], { repositories: [repository({ state: "failed", message: "compact: no space left" })] });
    expect(names(own)).to.have.members(["Photos", "NAS"]);
  });

  it("is, among equals, first what has stood longest", () => {
    const older = plan({ id: "oooooooo", name: "Older", state: "failed", since: minutesFromNow(-999) });
    expect(names(statusOf([failedPlan(), older]))).to.deep.equal(["Older", "Photos"]);
  });
});
