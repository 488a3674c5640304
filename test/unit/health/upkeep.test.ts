import { expect } from "chai";
import type { JobRecord, JobResult } from "../../../schemas/jobs.ts";
import type { CheckReport, DrillReport } from "../../../schemas/upkeep.ts";
import {
  emptyPlanHealth,
  emptyRepositoryHealth,
  foldPlanJob,
  foldRepositoryJob,
  foldRun,
} from "../../../src/health/fold.ts";
import { judgeObserved, judgePlan } from "../../../src/health/verdict.ts";
import { job, plan, run } from "../../support/records.ts";

const at = "2026-11-22T11:00:00.000Z";
const now = Date.parse("2026-11-22T12:00:00Z");
const ended = (kind: JobRecord["kind"], state: JobRecord["state"], result: JobResult | null, finishedAt = at) =>
  job(`${kind}aaaa`, "repohome", {
    kind,
    state,
    result,
    planId: "planhome",
    startedAt: "2026-11-22T10:59:00.000Z",
    finishedAt,
    outcome: { code: "x", message: `/home: ${kind}`, nextStep: null, exitCode: 1, warningsCount: 0, warnings: [] },
  });
const checked = (change: Partial<CheckReport> = {}) =>
  ended("check", change.problemsCount ? "failed" : "ok", {
    check: { scope: "all", verifyData: false, partial: false, problemsCount: 0, ...change },
  });
const drilled = (change: Partial<DrillReport> = {}) =>
  ended("drill", "ok", {
    drill: {
      archiveName: "a",
      filesRestored: 10,
      bytesRestored: 100,
      restoreMs: 1500,
      filesMatchedSource: 8,
      filesMatchedEarlier: 1,
      filesUnproven: 1,
      filesDamaged: 0,
      damagedPaths: [],
      missingCanaries: [],
      ...change,
    },
  });

describe("health, of checks and drills", () => {
  it("remembers how the last check ended, and when each part was looked at whole", () => {
    const repository = emptyRepositoryHealth("repohome");
    const ok = foldRepositoryJob(repository, checked());
    expect(ok.lastCheck).to.deep.equal({
      at,
      state: "ok",
      scope: "all",
      verifyData: false,
      partial: false,
      durationMs: 60_000,
    });
    expect(ok.checkedAt).to.deep.equal({ repository: at, archives: at });
    expect(foldRepositoryJob(repository, checked({ scope: "repository" })).checkedAt).to.deep.equal({
      repository: at,
      archives: null,
    });
    const part = foldRepositoryJob(repository, checked({ scope: "repository", partial: true }));
    expect([part.lastCheck?.partial, part.checkedAt.repository]).to.deep.equal([true, null]);
    expect(foldRepositoryJob(ok, checked({ problemsCount: 3 })).lastCheck?.state).to.equal("failed");
  });

  it("learns nothing from a check that could not be done", () => {
    const ok = foldRepositoryJob(emptyRepositoryHealth("repohome"), checked());
    const locked = foldRepositoryJob(ok, ended("check", "failed", {}, "2026-11-23T00:00:00.000Z"));
    expect(locked.lastCheck).to.deep.equal(ok.lastCheck);
    expect(locked.failure).to.include({ kind: "check" });
  });

  it("remembers the last drill of the repository, and that of the plan in each of its repositories", () => {
    expect(foldRepositoryJob(emptyRepositoryHealth("repohome"), drilled()).lastDrill).to.deep.equal({
      at,
      state: "ok",
      filesRestored: 10,
      bytesRestored: 100,
      restoreMs: 1500,
      filesDamaged: 0,
    });
    const first = foldPlanJob(emptyPlanHealth("planhome"), drilled());
    const elsewhere = foldPlanJob(first, { ...drilled({ filesDamaged: 1 }), repositoryId: "repowork" });
    const again = foldPlanJob(elsewhere, drilled({ missingCanaries: ["/srv/canary"] }));
    expect(again.drills.map(({ repositoryId, state }) => [repositoryId, state])).to.deep.equal([
      ["repohome", "failed"],
      ["repowork", "failed"],
    ]);
    expect(foldPlanJob(again, drilled({ missingCanaries: ["/srv/canary"] }))).to.deep.equal(again);
    expect(JSON.stringify(again)).not.to.contain("/srv");
  });

  it("does not blame a repository for what somebody asked wrongly of it", () => {
    const repository = emptyRepositoryHealth("repohome");
    for (const kind of ["restore", "mount", "rename-archive", "delete-archives", "index"] as const) {
      expect(foldRepositoryJob(repository, ended(kind, "failed", null)).failure, kind).to.equal(null);
    }
    const by = { ...ended("verify", "failed", null), runId: null, archiveName: "typo" };
    const outcome = {
      code: "archive-missing",
      message: "",
      nextStep: null,
      exitCode: 1,
      warningsCount: 0,
      warnings: [],
    };
    expect(foldRepositoryJob(repository, { ...by, outcome }).failure).to.equal(null);
    const before = { ...repository, failure: { at, jobId: "jobaaaaa", kind: "restore", message: "", nextStep: null } };
    expect(foldRepositoryJob(before as typeof repository, ended("backup", "ok", null)).failure).to.equal(null);
  });

  it("takes missing canaries for a failure only where they are the plan's", () => {
    const missing = { ...drilled({ missingCanaries: ["/etc/shadow"] }), state: "failed" as const, runId: null };
    const outcome = {
      code: "canary-missing",
      message: "",
      nextStep: null,
      exitCode: 1,
      warningsCount: 0,
      warnings: [],
    };
    const byHand = { ...missing, outcome, options: { drill: { sampleFiles: 0, canaries: ["/etc/shadow"] } } };
    const health = foldRepositoryJob(emptyRepositoryHealth("repohome"), byHand);
    expect([health.failure, health.lastDrill?.state]).to.deep.equal([null, "ok"]);
    expect(foldPlanJob(emptyPlanHealth("planhome"), byHand).drills[0]?.state).to.equal("ok");
    expect(foldRepositoryJob(health, { ...missing, outcome }).failure).to.include({ kind: "drill" });
  });

  it("calls a plan failed whose repository is damaged or whose files do not come back", () => {
    const done = foldRun(emptyPlanHealth("planhome"), { ...run, state: "warning", finishedAt: at }, []);
    const judge = (change: object, damagedAt: string | null = null) =>
      judgePlan({
        plan: plan("planhome", ["repohome"]),
        health: { ...done, ...change },
        activeRun: undefined,
        deadlineMs: null,
        damagedAt,
        now,
      });
    expect(judge({}, at)).to.include({ state: "failed", since: at });
    const { drills } = foldPlanJob(emptyPlanHealth("planhome"), drilled({ filesDamaged: 2 }));
    expect(judge({ drills })).to.include({ state: "failed", since: at });
    expect(judge({ drills: drills.map((drill) => ({ ...drill, repositoryId: "repogone" })) }).state).to.equal(
      "warning",
    );
  });

  it("says of a run with warnings which check or drill failed in it", () => {
    const jobs = [ended("backup", "warning", null), ended("check", "failed", {})];
    const health = foldRun(emptyPlanHealth("planhome"), { ...run, state: "warning", finishedAt: at }, jobs);
    expect(health.lastRun).to.include({ jobId: "checkaaaa", message: "check: /home: check" });
    expect(health.lastSuccessAt).to.equal(at);
  });

  it("calls an observed repository late whose newest archive is too old", () => {
    const judge = (
      lastBackupAt: string | null,
      freshnessMs: number | null,
      failure: { message: string } | null = null,
    ) => judgeObserved({ lastBackupAt, failure }, false, freshnessMs, now).state;
    expect(judge(at, 3_600_000)).to.equal("ok");
    expect(judge(at, 3_599_999)).to.equal("late");
    expect(judge(at, null)).to.equal("ok");
    expect(judge(null, 3_600_000)).to.equal("never");
    expect(judge(at, 1, { message: "check: damaged" })).to.equal("failed");
  });
});
