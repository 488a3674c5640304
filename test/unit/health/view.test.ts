import { expect } from "chai";
import type { JobRecord } from "../../../schemas/jobs.ts";
import type { RepositoryRecord } from "../../../schemas/repositories.ts";
import { emptyRepositoryHealth } from "../../../src/health/fold.ts";
import { createView, type Viewer } from "../../../src/health/view.ts";
import { job, repository } from "../../support/records.ts";

const everybody: Viewer = {
  key: "all",
  details: true,
  progress: (progress) => progress,
  sees: () => true,
  allowed: () => [],
};

function viewOf(
  jobs: readonly JobRecord[],
  repositories: readonly RepositoryRecord[] = [repository("repohome")],
  repositoryHealth: typeof emptyRepositoryHealth = emptyRepositoryHealth,
) {
  return createView({
    plans: { list: () => [], get: () => undefined },
    repositories: { list: () => repositories },
    activeJobs: () => jobs,
    progress: () => null,
    nextRunAt: () => null,
    scheduleText: () => null,
    fault: () => null,
    version: "0.0.0",
    memory: {
      plan: () => {
        throw new Error("there is no plan");
      },
      repository: repositoryHealth,
    },
    verdictOf: () => ({ state: "ok", since: null, message: null, nextStep: null }),
    clock: { now: () => Date.parse("2026-11-22T12:00:00Z") },
  });
}

describe("health, as it is shown", () => {
  const jobs = [
    job("jobmount", "repohome", { kind: "mount" }),
    job("jobindex", "repohome", { kind: "index" }),
    job("jobqueue", "repohome", { kind: "index", state: "queued" }),
  ];

  it("holds neither a mount nor the making of an index for work that goes on", () => {
    const view = viewOf(jobs);
    expect(view.status(everybody).running).to.deep.equal([]);
    expect(view.delta(everybody, { plans: [], repositories: ["repohome"] }).running).to.deep.equal([]);
    expect(view.status(everybody).repositories[0]?.state).to.not.equal("running");
  });

  it("tells what protects, checks or was asked for, beside them", () => {
    const kinds = ["restore", "check", "backup", "delete-archives"] as const;
    const work = kinds.map((kind, index) => job(`jobwork${index}`, "repohome", { kind }));
    const running = viewOf([...jobs, ...work]).status(everybody).running;
    expect(running.map(({ kind }) => kind)).to.deep.equal(kinds);
  });

  it("tells when somebody else last wrote to a repository, where all others are watched only", () => {
    const times: Readonly<Record<string, string>> = {
      repoaaaa: "2026-11-22T02:00:00.000Z",
      repobbbb: "2026-11-21T02:00:00.000Z",
      repocccc: "2026-11-22T03:00:00.000Z",
    };
    const watched = ["repoaaaa", "repobbbb"].map((id) => repository(id, { mode: "observe" }));
    const health = (id: string) => ({ ...emptyRepositoryHealth(id), lastBackupAt: times[id] ?? null });
    const status = viewOf([], [...watched, repository("repocccc")], health).status(everybody);
    expect(status).to.include({ verdict: "ok", lastSuccessAt: times["repoaaaa"], oldestSuccessAt: times["repobbbb"] });
  });
});
