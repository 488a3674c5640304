import { expect } from "chai";
import type { RestoreReport } from "../../../../schemas/restores.ts";
import { BorgFault } from "../../../../src/borg/result/result.ts";
import { Fault } from "../../../../src/fault.ts";
import { type JobEnd, ownOutcome } from "../../../../src/jobs/job.ts";
import type { JobContext } from "../../../../src/jobs/kinds/kind.ts";
import { createRestoreKind, type RestoreDependencies } from "../../../../src/jobs/kinds/restore.ts";
import { job } from "../../../support/records.ts";
import { faultOf } from "../../../support/rejection.ts";

const options = {
  paths: ["home"],
  destination: { type: "original" as const },
  layout: "full-path" as const,
  conflicts: "skip" as const,
  ownership: true,
};
const restoreJob = job("jobaaaaa", "home", { kind: "restore", archiveName: "a", options: { restore: options } });

const reportOf = (change: Partial<RestoreReport> = {}): RestoreReport => ({
  archiveName: "a",
  target: "/",
  filesWritten: 2,
  bytesWritten: 10,
  filesSkipped: 0,
  filesRenamed: 0,
  filesReplaced: 0,
  filesFailed: 0,
  failures: [],
  skipped: [],
  renamed: [],
  ownershipKept: true,
  durationMs: 1,
  ...change,
});

function setUp(restore: RestoreDependencies["restores"]["restore"]) {
  const tidied: string[] = [];
  const kind = createRestoreKind({
    restores: { restore, tidyUp: async (id) => void tidied.push(id), sweep: async () => {} },
  });
  const execute = (context: Partial<JobContext> = {}) =>
    kind.execute({
      job: restoreJob,
      target: { location: "/repo", passphrase: null, rsh: null },
      signal: new AbortController().signal,
      report: () => {},
      ...context,
    } as JobContext);
  return { kind, execute, tidied };
}

const ending = (report: RestoreReport | null, cancelled = false, failure: string | null = null) =>
  setUp(async () => ({ report, cancelled, failure })).execute();

describe("jobs/kinds/restore", () => {
  it("restores what the job says, and is given up after a crash", async () => {
    const asked: unknown[] = [];
    const { kind, execute, tidied } = setUp(
      async ({ signal: _signal, onProgress: _tell, target: _target, ...work }) => {
        asked.push(work);
        return { report: reportOf(), cancelled: false, failure: null };
      },
    );
    expect(await execute()).to.deep.include({ state: "ok", result: { restore: reportOf() } });
    expect(asked).to.deep.equal([{ archiveName: "a", jobId: "jobaaaaa", options }]);
    expect(kind).to.include({ lease: "shared", lane: "work", recovery: "give-up" });
    await kind.tidyUp?.(restoreJob);
    expect(tidied).to.deep.equal(["jobaaaaa"]);
  });

  it("warns of what could not be restored, and fails where that was all", async () => {
    const failures = Array.from({ length: 30 }, (_, at) => ({ path: `file${at}`, reason: "No." }));
    const partly = await ending(reportOf({ filesFailed: 30, failures }));
    expect(partly).to.have.property("state", "warning");
    expect(partly).to.have.nested.property("outcome.warningsCount", 30);
    expect(partly).to.have.nested.property("outcome.warnings").with.length(20);
    const nothing = await ending(reportOf({ filesWritten: 0, filesFailed: 1 }));
    expect(nothing).to.have.property("state", "failed");
    const skipped = await ending(reportOf({ filesWritten: 0, filesSkipped: 5 }));
    expect(skipped).to.have.property("state", "ok");
  });

  it("tells of devices, pipes and sockets that are not made, and warns only where nothing else came", async () => {
    const special = { specialCount: 2, special: ["run/a", "run/b"] };
    const rest = await ending(reportOf(special));
    expect(rest).to.have.property("state", "ok");
    expect(rest).to.have.nested.property(
      "outcome.message",
      "2 files restored. 2 devices, pipes or sockets were not made.",
    );
    expect(await ending(reportOf({ ...special, filesWritten: 0 }))).to.have.property("state", "warning");
    expect(await ending(reportOf({ ...special, filesFailed: 1 }))).to.have.property("state", "warning");
    const { kind } = setUp(async () => ({ report: null, cancelled: true, failure: null }));
    const lines = (kind.logOf?.(rest as JobEnd) ?? []).map(({ level, message }) => `${level} ${message}`);
    expect(lines).to.include("info run/b: a device, pipe or socket, which is not made");
  });

  it("writes its log: what failed, a line each, and what it did", async () => {
    const failures = [{ path: "home/a", reason: "The disk reported an error." }];
    const { kind } = setUp(async () => ({ report: null, cancelled: true, failure: null }));
    const end = await ending(reportOf({ filesFailed: 3, failures, filesSkipped: 1 }));
    const lines = (kind.logOf?.(end as JobEnd) ?? []).map(({ level, message }) => `${level} ${message}`);
    expect(lines).to.include.members([
      "info From a to /.",
      "error home/a: The disk reported an error.",
      "error 2 files more, which the report does not list.",
      "info 1 file left as they were, 0 put beside others, 3 failed",
    ]);
    const cancelled = await ending(null, true);
    expect(kind.logOf?.(cancelled as JobEnd).map(({ message }) => message)).to.deep.equal([
      "Cancelled before anything was put in place.",
    ]);
  });

  it("says what is there after a cancel", async () => {
    const before = await ending(null, true);
    expect(before).to.deep.include({ state: "cancelled", result: null });
    const midway = await ending(reportOf(), true);
    expect(midway).to.deep.include({ state: "cancelled", result: { restore: reportOf() } });
    expect(midway)
      .to.have.nested.property("outcome.message")
      .that.matches(/2 files had been put in place/);
  });

  it("fails with the report where it broke off, and says what is there", async () => {
    const end = await ending(reportOf(), false, "The disk reported an error.");
    expect(end).to.deep.include({ state: "failed", result: { restore: reportOf() } });
    expect(end)
      .to.have.nested.property("outcome.message")
      .that.matches(/disk reported an error.*2 files had been put/);
  });

  it("tells borg's failure in borg's terms, and leaves others to the queue", async () => {
    const outcome = ownOutcome("repository-locked", "Locked.");
    const locked = new BorgFault("repository-locked", { state: "failed", outcome });
    expect(await setUp(() => Promise.reject(locked)).execute()).to.deep.include({ state: "failed", outcome });
    const full = setUp(() => Promise.reject(new Fault("disk-full", "Full."))).execute();
    await faultOf(full, "disk-full");
  });

  it("fails where the job does not say what to restore", async () => {
    const { options: _options, ...without } = restoreJob;
    const end = await setUp(() => Promise.reject(new Error("Never called"))).execute({ job: without });
    expect(end).to.have.property("state", "failed");
  });
});
