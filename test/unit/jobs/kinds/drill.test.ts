import { expect } from "chai";
import type { PlanRecord } from "../../../../schemas/plans.ts";
import type { DrillReport } from "../../../../schemas/upkeep.ts";
import type { DrillRequest } from "../../../../src/archives/drill/drill-request.ts";
import type { JobEnd } from "../../../../src/jobs/job.ts";
import { createDrillKind } from "../../../../src/jobs/kinds/drill.ts";
import type { JobContext, JobKind } from "../../../../src/jobs/kinds/kind.ts";
import { permittedIn } from "../../../../src/jobs/kinds/permitted.ts";
import { job, plan, repository } from "../../../support/records.ts";

const archive = (planId: string | null, name: string) => ({ name, planId, startedAt: "2026-11-22T10:00:00.000Z" });
const newest = "planhome-2026-11-22T10:00:00";
const target = { location: "/srv/repohome", passphrase: null, rsh: null };
const seen = [{ path: "a", sizeBytes: 1, modifiedAt: "m", changedAt: "c", sha256: "0".repeat(64) }];

function context(
  change: { plan?: PlanRecord | undefined; archiveName?: string | null; signal?: AbortSignal } = {},
): JobContext {
  const { signal = new AbortController().signal, archiveName = null } = change;
  return {
    job: job("jobdrill", "repohome", { kind: "drill", archiveName, options: {} }),
    adopting: false,
    target,
    plan: "plan" in change ? change.plan : plan("planhome", ["repohome"], { sources: ["/home"] }),
    signal,
    hasYielded: () => false,
    scratchDir: "/scratch",
    supervise: () => Promise.reject(new Error("no borg here")),
    report() {},
  };
}

function setUp(change: Partial<DrillReport> = {}) {
  const asked: DrillRequest[] = [];
  const kept: string[] = [];
  const kind = createDrillKind({
    async drill(request) {
      asked.push(request);
      request.signal.throwIfAborted();
      const report: DrillReport = {
        archiveName: request.archiveName,
        filesRestored: 10,
        bytesRestored: 1000,
        restoreMs: 1500,
        filesMatchedSource: 9,
        filesMatchedEarlier: 0,
        filesUnproven: 1,
        filesDamaged: 0,
        damagedPaths: [],
        missingCanaries: [],
        ...change,
      };
      return { report, seen };
    },
    drillMemory: {
      recall: (planId, repositoryId) => (planId === "planhome" && repositoryId === "repohome" ? seen : []),
      keep: async (planId, repositoryId) => void kept.push(`${planId} ${repositoryId}`),
    },
    sourcesOf: (archiveName, repositoryId) => [`/${archiveName}`, `/${repositoryId}`],
    alwaysExcluded: async () => ["/mnt"],
    listArchives: async () => [
      archive("planhome", "planhome-2026-11-21T10:00:00"),
      archive("planhome", newest),
      archive("planwork", "planwork-2026-11-22T11:00:00"),
      archive(null, "stranger"),
    ],
  });
  const run = async (given = context()) => (await kind.execute(given)) as JobEnd;
  return { run, asked, kept };
}

describe("jobs/kinds/drill", () => {
  it("drills the plan's newest archive as the plan says, with what drills before saw, and keeps what it saw", async () => {
    const { run, asked, kept } = setUp();
    const end = await run();
    expect([end.state, end.outcome.message]).to.deep.equal([
      "ok",
      "10 files came back in 1.5 s. Of 1 nothing is left to compare them with.",
    ]);
    expect(asked[0]).to.include({ archiveName: newest, sampleFiles: 10 });
    expect(asked[0]).to.deep.include({ sources: ["/home"], canaries: [], earlier: seen });
    expect(kept).to.deep.equal(["planhome repohome"]);
  });

  it("keeps nothing of a stranger's archive, nor of another plan's", async () => {
    for (const archiveName of ["stranger", "planwork-2026-11-22T11:00:00"]) {
      const { run, asked, kept } = setUp();
      await run(context({ plan: undefined, archiveName }));
      expect(asked[0]).to.deep.include({ archiveName, earlier: [], sources: [`/${archiveName}`, "/repohome"] });
      expect(await asked[0]?.unread()).to.deep.equal(["/mnt"]);
      expect(kept).to.deep.equal([]);
    }
  });

  it("fails for damage and for canaries that are gone, and warns where there was nothing to restore", async () => {
    const ends: [Partial<DrillReport>, string][] = [
      [{ filesDamaged: 2, damagedPaths: ["home/a"] }, "failed drill-damaged"],
      [{ missingCanaries: ["/home/canary"] }, "failed canary-missing"],
      [{ filesRestored: 0 }, "warning nothing-to-restore"],
    ];
    for (const [change, expected] of ends) {
      const { state, outcome } = await setUp(change).run();
      expect(`${state} ${outcome.code}`).to.equal(expected);
      expect(outcome.message).not.to.contain("/home");
      expect(outcome.nextStep).to.be.a("string");
    }
    expect((await setUp({ filesRestored: 0 }).run()).result).to.equal(null);
  });

  it("fails where the plan has no archive, and is cancelled when asked to", async () => {
    const { run } = setUp();
    expect((await run(context({ plan: plan("plannone", ["repohome"]) }))).outcome.code).to.equal("archive-missing");
    const abort = new AbortController();
    abort.abort(new Error("enough"));
    expect((await run(context({ signal: abort.signal }))).state).to.equal("cancelled");
  });
});

describe("jobs/kinds/permitted", () => {
  const kind: JobKind = {
    lease: "exclusive",
    lane: "work",
    recovery: "adopt",
    execute: async () => ({ state: "ok", outcome: { ...end, code: "ok" }, result: null }),
  };
  const end = { message: "Done.", nextStep: null, exitCode: 0, warningsCount: 0, warnings: [] };
  const state = async (mode: "full" | "append-only" | "observe", adopting = false) => {
    const guarded = permittedIn(["full"], () => repository("repohome", { mode }), kind);
    return ((await guarded.execute({ ...context(), adopting })) as JobEnd).state;
  };

  it("skips what the mode forbids by now, and lets what goes on already go on", async () => {
    expect(await state("full")).to.equal("ok");
    expect(await state("append-only")).to.equal("skipped");
    expect(await state("observe")).to.equal("skipped");
    expect(await state("append-only", true)).to.equal("ok");
  });
});
