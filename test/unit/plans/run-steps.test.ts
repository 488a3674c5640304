import { expect } from "chai";
import type { JobRecord } from "../../../schemas/jobs.ts";
import type { PlanRecord } from "../../../schemas/plans.ts";
import { newJob, ownOutcome } from "../../../src/jobs/job.ts";
import { decideRun, type RunFacts } from "../../../src/plans/run-steps.ts";

const retention = { keepLast: 0, keepHourly: 0, keepDaily: 7, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 };
const plan: PlanRecord = {
  id: "planaaaa",
  revision: 1,
  name: "documents",
  repositoryIds: ["repoaaaa", "repobbbb"],
  sources: ["/srv"],
  excludes: [],
  schedule: null,
  retention,
  verify: { every: "run", sampleFiles: 5 },
  check: { every: "never", scope: "all" },
  drill: { every: "never", sampleFiles: 10, canaries: [] },
  compression: "lz4",
  paused: false,
  ownerId: null,
  createdAt: "2026-11-22T10:00:00.000Z",
};

const archive = {
  name: "a",
  id: "b",
  files: 5,
  originalSizeBytes: 10,
  compressedSizeBytes: 5,
  deduplicatedSizeBytes: 5,
  durationMs: 1,
};

function done(kind: JobRecord["kind"], state: JobRecord["state"] = "ok", repositoryId = "repoaaaa"): JobRecord {
  const request = {
    kind,
    repositoryId,
    planId: plan.id,
    runId: "runaaaaa",
    archiveName: "planaaaa-x",
    requester: { type: "schedule" },
  } as const;
  return { ...newJob(`${kind}aaaa`, request, 0), state, result: kind === "backup" ? { archive } : null };
}

const facts = (
  change: Partial<Record<"verify" | "check" | "drill", boolean>> = {},
  mode: RunFacts["mode"] = "full",
  suspicion: string | null = null,
) => ({
  mode,
  suspicion: () => suspicion,
  verifyIsDue: () => change.verify ?? false,
  checkIsDue: () => change.check ?? false,
  drillIsDue: () => change.drill ?? false,
});

const next = (jobs: JobRecord[], verify = false, of: PlanRecord | undefined = plan, known = facts({ verify })) => {
  const decision = decideRun(of, jobs, () => known);
  return decision.do === "start"
    ? `${decision.job.kind} ${decision.job.repositoryId}`
    : decision.do === "end"
      ? `end ${decision.state}`
      : "wait";
};

describe("plans/run-steps", () => {
  it("backs up, verifies where due, prunes, compacts, then goes to the next repository", () => {
    const jobs: JobRecord[] = [];
    const order: string[] = [];
    for (const kind of ["backup", "verify", "prune", "compact"] as const) {
      order.push(next(jobs, true));
      jobs.push(done(kind));
    }
    expect(order).eql(["backup repoaaaa", "verify repoaaaa", "prune repoaaaa", "compact repoaaaa"]);
    expect(next(jobs)).equal("backup repobbbb");
  });

  it("prunes nothing in a repository whose backup failed, and still serves the next one", () => {
    expect(next([done("backup", "failed")])).equal("backup repobbbb");
  });

  it("prunes nothing when the new archive did not verify", () => {
    expect(next([done("backup"), done("verify", "failed")], true)).equal("backup repobbbb");
  });

  it("prunes nothing after a backup that lacks sources, and says why", () => {
    const one = { ...plan, repositoryIds: ["repoaaaa"] };
    const missing: JobRecord = {
      ...done("backup", "warning"),
      outcome: ownOutcome("files-missing", "/srv is not there."),
    };
    const empty: JobRecord = {
      ...done("backup"),
      result: { archive: { ...archive, files: 0 } },
    };
    const unreported: JobRecord = { ...done("backup", "warning"), result: {} };
    for (const backup of [missing, empty, unreported]) {
      const decision = decideRun(one, [backup], () => facts());
      expect(decision).include({ do: "end", state: backup.state });
      expect(decision).property("reason").contain("Nothing was pruned");
    }
  });

  it("prunes nothing after a backup that is unlikely beside those before, and says why", () => {
    const one = { ...plan, repositoryIds: ["repoaaaa"] };
    const known = facts({ check: true }, "full", "The last backup has 2 files, 30 are usual.");
    expect(
      decideRun(one, [done("backup")], () => known),
      "it is checked all the same",
    ).nested.include({
      "job.kind": "check",
    });
    const reason = "Nothing was pruned. The last backup has 2 files, 30 are usual.";
    expect(decideRun(one, [done("backup"), done("check")], () => known)).eql({ do: "end", state: "warning", reason });
    expect(
      decideRun(one, [done("backup", "failed")], () => known),
      "not of an older one",
    ).include({ reason: null });
  });

  it("compacts nothing when prune failed", () => {
    expect(next([done("backup"), done("prune", "failed")])).equal("backup repobbbb");
  });

  it("never prunes a plan that keeps nothing", () => {
    const keepsNothing = { ...plan, repositoryIds: ["repoaaaa"], retention: { ...retention, keepDaily: 0 } };
    expect(next([done("backup")], false, keepsNothing)).equal("end ok");
  });

  it("waits while a job is going, and ends when one was cancelled or interrupted", () => {
    expect(next([done("backup", "running")])).equal("wait");
    expect(next([done("backup", "cancelled")])).equal("end cancelled");
    expect(next([done("backup"), done("prune", "interrupted")])).equal("end interrupted");
  });

  it("ends with the worst of its jobs", () => {
    const all = [done("backup", "warning"), done("prune"), done("compact"), done("backup", "failed", "repobbbb")];
    expect(next(all)).equal("end failed");
  });

  it("checks and drills where it is due, at the end, with what the plan says", () => {
    const due = facts({ verify: true, check: true, drill: true });
    const jobs: JobRecord[] = [];
    const order: string[] = [];
    for (const kind of ["backup", "verify", "prune", "compact", "check", "drill"] as const) {
      order.push(next(jobs, true, plan, due));
      jobs.push(done(kind));
    }
    expect(order.map((one) => one.split(" ")[0])).eql(["backup", "verify", "prune", "compact", "check", "drill"]);
    const upTo = (count: number) => decideRun(plan, jobs.slice(0, count), () => due);
    expect(upTo(4))
      .property("job")
      .deep.include({ options: { check: { scope: "all", verifyData: false, maxDurationMs: null } } });
    expect(upTo(5))
      .property("job")
      .deep.include({ archiveName: "planaaaa-x", options: { drill: { sampleFiles: 10, canaries: [] } } });
  });

  it("checks what did not verify, and neither prunes it afterwards", () => {
    const due = facts({ verify: true, check: true, drill: true });
    const jobs = [done("backup"), done("verify", "failed")];
    for (const kind of ["check", "drill"] as const) {
      expect(next(jobs, true, plan, due)).equal(`${kind} repoaaaa`);
      jobs.push(done(kind));
    }
    expect(next(jobs, true, plan, due)).equal("backup repobbbb");
  });

  it("takes a failed check or drill for a warning: the backup is made", () => {
    const one = { ...plan, repositoryIds: ["repoaaaa"] };
    for (const kind of ["check", "drill"] as const) {
      const jobs = [done("backup"), done("prune"), done("compact"), done(kind, "failed")];
      expect(next(jobs, false, one)).equal("end warning");
    }
  });

  it("prunes and compacts nothing where archives only come, and says so", () => {
    const one = { ...plan, repositoryIds: ["repoaaaa"] };
    const decision = decideRun(one, [done("backup")], () => facts({}, "append-only"));
    expect(decision).include({ do: "end", state: "ok" });
    expect(decision).property("reason").contain("append-only");
  });

  it("writes nothing where somebody else does, and calls that a failure", () => {
    const decision = decideRun({ ...plan, repositoryIds: ["repoaaaa"] }, [], () => facts({}, "observe"));
    expect(decision).include({ do: "end", state: "failed" });
    expect(decision).property("reason").contain("observed");
  });

  it("ends when its plan was removed meanwhile", () => {
    expect(decideRun(undefined, [done("backup")], () => facts({ verify: true }))).eql({
      do: "end",
      state: "ok",
      reason: null,
    });
  });
});
