import { expect } from "chai";
import type { JobRecord, RunRecord } from "../../../schemas/jobs.ts";
import type { PlanRecord } from "../../../schemas/plans.ts";
import { addUp } from "../../../schemas/status.ts";
import {
  emptyPlanHealth,
  emptyRepositoryHealth,
  foldAcceptance,
  foldPlanJob,
  foldRepositoryJob,
  foldRun,
} from "../../../src/health/fold.ts";
import { judgePlan, judgeRepository } from "../../../src/health/verdict.ts";
import { newJob, ownOutcome } from "../../../src/jobs/job.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const plan = {
  id: "planaaaa",
  repositoryIds: ["repoaaaa"],
  paused: false,
  createdAt: "2026-11-20T00:00:00.000Z",
} as PlanRecord;

const run = (state: RunRecord["state"], at: string): RunRecord => ({
  id: `run${"abcdefghij"[Number(at[9])]}aaaa`,
  planId: plan.id,
  trigger: "schedule",
  requester: { type: "schedule" },
  state,
  scheduledFor: null,
  createdAt: at,
  finishedAt: at,
  reason: null,
});

const job = (kind: JobRecord["kind"], state: JobRecord["state"], change: Partial<JobRecord> = {}): JobRecord => ({
  ...newJob(
    "jobaaaaa",
    { kind, repositoryId: "repoaaaa", planId: plan.id, runId: "run", requester: { type: "schedule" } },
    now,
  ),
  state,
  finishedAt: "2026-11-22T11:00:00.000Z",
  outcome: ownOutcome("repository-locked", "The repository is locked by nas.", "Wait for it."),
  ...change,
});

const figures = {
  name: "a",
  id: "b",
  originalSizeBytes: 1000,
  compressedSizeBytes: 1000,
  deduplicatedSizeBytes: 1000,
  durationMs: 1,
};

const verified = (filesDamaged: number) =>
  job("verify", filesDamaged ? "failed" : "ok", {
    result: {
      verify: {
        archiveName: "a",
        filesChecked: 20,
        filesMatched: 20 - filesDamaged,
        filesChanged: 0,
        filesDamaged,
        bytesChecked: 1,
        damagedPaths: [],
        changedPaths: [],
      },
    },
  });

const judge = (health = emptyPlanHealth(plan.id), deadlineMs: number | null = null, of = plan) =>
  judgePlan({ plan: of, health, activeRun: undefined, deadlineMs, damagedAt: null, now });

describe("health", () => {
  it("calls a plan suspicious whose newest archive is unlikely: after what failed or is late, before warnings", () => {
    const archived = (day: number, files: number) => ({
      ...job("backup", "ok", { startedAt: `2026-11-${day}T03:00:00.000Z` }),
      result: { archive: { ...figures, files } },
    });
    const odd = foldPlanJob(foldPlanJob(emptyPlanHealth(plan.id), archived(20, 1204)), archived(21, 12));
    const ended = foldRun(odd, { ...run("warning", "2026-11-21T03:00:00.000Z"), reason: "Nothing was pruned." }, []);
    expect(judge(ended)).eql({
      state: "suspicious",
      since: "2026-11-21T03:00:00.000Z",
      message: "The last backup has 12 files, 1,204 are usual.",
      nextStep: "Look whether its folders are there and mounted; if it is meant, accept it.",
    });
    expect(judge(ended, now - 1).state).equal("late");
    expect(judge(foldRun(odd, run("failed", "2026-11-21T03:00:00.000Z"), [])).state).equal("failed");
    expect(judgeRepository(emptyRepositoryHealth("repoaaaa"), false, [judge(ended)]).state).equal("suspicious");
    expect(addUp(["warning", "suspicious", "ok"])).deep.include({ verdict: "suspicious" });
    expect(judge(foldAcceptance(ended)), "somebody meant it").include({ state: "ok", message: null });
  });

  it("names the cause and the next step of a failed run, and since when it fails", () => {
    let health = foldRun(emptyPlanHealth(plan.id), run("ok", "2026-11-19T03:00:00.000Z"), []);
    health = foldRun(health, run("failed", "2026-11-20T03:00:00.000Z"), [job("backup", "failed")]);
    health = foldRun(health, run("failed", "2026-11-21T03:00:00.000Z"), [job("backup", "failed")]);
    expect(judge(health)).eql({
      state: "failed",
      since: "2026-11-20T03:00:00.000Z",
      message: "backup: The repository is locked by nas.",
      nextStep: "Wait for it.",
    });
    expect(health.lastSuccessAt).equal("2026-11-19T03:00:00.000Z");
  });

  it("leaves the backups as good as they were when somebody cancels a run", () => {
    const cancelled = run("cancelled", "2026-11-22T03:00:00.000Z");
    const ok = foldRun(emptyPlanHealth(plan.id), run("ok", "2026-11-21T03:00:00.000Z"), []);
    expect(judge(foldRun(ok, cancelled, []))).include({ state: "ok", message: "The last run was cancelled." });
    expect(judge(foldRun(emptyPlanHealth(plan.id), cancelled, [])).state).equal("never");
  });

  it("does not let a skipped run hide a failure", () => {
    const failed = foldRun(emptyPlanHealth(plan.id), run("failed", "2026-11-21T03:00:00.000Z"), []);
    expect(foldRun(failed, run("skipped", "2026-11-22T03:00:00.000Z"), [])).equal(failed);
  });

  it("calls a plan failed whose files did not come back, although its last run was fine", () => {
    const ok = foldRun(emptyPlanHealth(plan.id), run("ok", "2026-11-22T03:00:00.000Z"), []);
    expect(judge(foldPlanJob(ok, verified(2)))).include({ state: "failed" });
    expect(judge(foldPlanJob(ok, verified(0)))).include({ state: "ok" });
  });

  it("counts a verify that could compare nothing for nothing", () => {
    const ok = foldRun(emptyPlanHealth(plan.id), run("ok", "2026-11-22T03:00:00.000Z"), []);
    const nothing = verified(0);
    const verify = nothing.result?.verify;
    const empty = { ...nothing, result: verify ? { verify: { ...verify, filesChecked: 0, filesMatched: 0 } } : null };
    expect(foldPlanJob(ok, empty).lastVerify).equal(null);
  });

  it("calls a plan late once its deadline has passed, unless it is paused", () => {
    const ok = foldRun(emptyPlanHealth(plan.id), run("ok", "2026-11-20T03:00:00.000Z"), []);
    expect(judge(ok, now + 1).state).equal("ok");
    expect(judge(ok, now - 1).state).equal("late");
    expect(judge(ok, now - 1, { ...plan, paused: true }).state).equal("paused");
  });

  it("takes the journal in twice without a difference", () => {
    const once = foldRun(emptyPlanHealth(plan.id), run("failed", "2026-11-21T03:00:00.000Z"), [
      job("backup", "failed"),
    ]);
    const twice = foldRun(once, run("failed", "2026-11-21T03:00:00.000Z"), [job("backup", "failed")]);
    expect(twice).equal(once);
    const older = foldRun(once, run("ok", "2026-11-01T03:00:00.000Z"), []);
    expect(older).equal(once);
  });

  it("keeps a repository's failure until the same work succeeds", () => {
    const failed = foldRepositoryJob(emptyRepositoryHealth("repoaaaa"), job("check", "failed"));
    const backedUp = foldRepositoryJob(failed, job("backup", "ok"));
    expect(judgeRepository(backedUp, false, []).state).equal("failed");
    const checked = foldRepositoryJob(backedUp, job("check", "ok"));
    expect(judgeRepository(checked, false, []).state).equal("ok");
  });

  it("adds up to the worst, and says empty where there is nothing", () => {
    expect(addUp(["ok", "running", "late"]).verdict).equal("late");
    expect(addUp(["ok", "running"]).verdict).equal("running");
    expect(addUp([]).verdict).equal("empty");
  });
});
