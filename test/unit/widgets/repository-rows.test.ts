import { expect } from "chai";
import { repositoryRows } from "../../../widgets/shared/model/repository-rows.ts";
import { failedPlan, minutesFromNow, plan, repository, runningJob, statusOf } from "../../widgets/status-fixtures.ts";

const other = "zzzzzzzz";

describe("the rows of repositories", () => {
  it("have the plans, the next run and the job of each", () => {
    const soon = plan({ id: "cccccccc", nextRunAt: minutesFromNow(10) });
    const status = statusOf([plan(), soon, plan({ id: "dddddddd", repositoryIds: [other], nextRunAt: null })], {
      repositories: [repository(), repository({ id: other, name: "Other" })],
      running: [runningJob({ id: "jjjjjjj2", state: "queued" }), runningJob()],
    });
    const [first, second] = repositoryRows(status, "name");
    expect(first!.plans.map(({ id }) => id)).to.deep.equal(["bbbbbbbb", "cccccccc"]);
    expect(first!.nextRunAt).to.equal(soon.nextRunAt);
    expect(first!.job!.id).to.equal("jjjjjjjj");
    expect(second).to.include({ nextRunAt: null, job: null, cause: null });
  });

  it("name the plan that the state comes from, and none where it is the repository's own", () => {
    const bad = failedPlan();
    const causeOf = (message: string | null) =>
      repositoryRows(statusOf([plan(), bad], { repositories: [repository({ state: "failed", message })] }), "state")[0]!
        .cause?.id;
    expect(causeOf(bad.message)).to.equal(bad.id);
    expect(causeOf("check: the repository is damaged.")).to.equal(undefined);
    expect(causeOf(null)).to.equal(undefined);
  });

  it("are in the order asked for, by name where that is the same", () => {
    const repositories = [
      repository({ name: "B", sizeBytes: 10, lastBackupAt: minutesFromNow(-10) }),
      repository({ name: "A", sizeBytes: null, lastBackupAt: null }),
      repository({ name: "D", state: "failed", sizeBytes: 30, lastBackupAt: minutesFromNow(-30) }),
      repository({ name: "C", state: "late", sizeBytes: 20, lastBackupAt: minutesFromNow(-5) }),
    ];
    const order = (sort: string) =>
      repositoryRows(statusOf([], { repositories }), sort)
        .map((row) => row.repository.name)
        .join("");
    expect(order("state")).to.equal("DCAB");
    expect(order("name")).to.equal("ABCD");
    expect(order("size")).to.equal("DCBA");
    expect(order("age")).to.equal("ADBC");
    expect(order("nonsense")).to.equal("DCAB");
  });
});
