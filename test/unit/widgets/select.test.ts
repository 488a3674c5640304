import { expect } from "chai";
import { healthStates, troubles, worstFirst } from "../../../schemas/status.ts";
import { selectStatus } from "../../../widgets/shared/model/select.ts";
import { bySeverity, needsSomeone, problemsOf, troublesOf } from "../../../widgets/shared/model/severity.ts";
import {
  failedPlan,
  latePlan,
  plan,
  repository,
  runningJob,
  statusOf,
  warningPlan,
} from "../../widgets/status-fixtures.ts";

const other = "zzzzzzzz";

describe("what an element shows", () => {
  it("is everything where no repository is named", () => {
    const status = statusOf([plan(), failedPlan()]);
    expect(selectStatus(status, null)).to.equal(status);
    expect(selectStatus(status, " , ")).to.equal(status);
  });

  it("is what belongs to the repositories named, added up anew", () => {
    const status = statusOf(
      [plan(), failedPlan(), plan({ id: "oooooooo", repositoryIds: [other], state: "running" })],
      {
        repositories: [repository(), repository({ id: other })],
        running: [runningJob(), runningJob({ id: "jjjjjjj2", repositoryId: other })],
      },
    );
    const shown = selectStatus(status, `${other} nothere`);
    expect(shown.plans.map(({ id }) => id)).to.deep.equal(["oooooooo"]);
    expect(shown.repositories.map(({ id }) => id)).to.deep.equal([other]);
    expect(shown.running.map(({ id }) => id)).to.deep.equal(["jjjjjjj2"]);
    expect(shown.verdict).to.equal("running");
    expect(shown.counts).to.include({ running: 1, failed: 0, ok: 0 });
  });

  it("is empty, not ok, where nothing is left", () => {
    expect(selectStatus(statusOf([plan()]), other).verdict).to.equal("empty");
  });

  it("has the worst verdict and the outer times of its plans", () => {
    const plans = [plan(), latePlan(), warningPlan()];
    const shown = selectStatus(statusOf(plans), "aaaaaaaa");
    expect(shown.verdict).to.equal("late");
    expect(shown.lastSuccessAt).to.equal(
      plans
        .map(({ lastSuccessAt }) => lastSuccessAt)
        .sort()
        .at(-1),
    );
    expect(shown.oldestSuccessAt).to.equal(plans[1]!.lastSuccessAt);
  });

  it("knows every state, in the order of the service", () => {
    expect(bySeverity).to.deep.equal(worstFirst);
    expect([...bySeverity].sort()).to.deep.equal([...healthStates].sort());
    expect(bySeverity.filter(needsSomeone)).to.deep.equal(troubles);
  });

  it("counts repositories that somebody else writes to, as the service does", () => {
    const at = "2026-11-22T02:00:00.000Z";
    const watched = repository({ id: other, mode: "observe", state: "late", lastBackupAt: at });
    const shown = selectStatus(statusOf([plan()], { repositories: [repository(), watched] }), other);
    expect(shown).to.include({ verdict: "late", lastSuccessAt: at, oldestSuccessAt: at });
    expect(shown.counts).to.include({ late: 1, ok: 0 });
  });

  it("lists what needs someone, worst first", () => {
    expect(problemsOf([plan(), warningPlan(), latePlan(), failedPlan()]).map(({ state }) => state)).to.deep.equal([
      "failed",
      "late",
      "warning",
    ]);
  });

  it("lists beside them the repositories that nobody's plan speaks for", () => {
    const watched = repository({ id: other, mode: "observe", state: "late", message: "Its newest archive is old." });
    const used = repository({ state: "failed", message: "as its plan" });
    const told = troublesOf(statusOf([failedPlan(), warningPlan()], { repositories: [used, watched] }));
    expect(told.map(({ state, path, logPath }) => [state, path, logPath !== null])).to.deep.equal([
      ["failed", `/plans/${failedPlan().id}`, true],
      ["late", `/repositories/${other}`, false],
      ["warning", `/plans/${warningPlan().id}`, true],
    ]);
  });
});
