import { expect } from "chai";
import { BorgFault } from "../../../src/borg/result/result.ts";
import { ownOutcome } from "../../../src/jobs/job.ts";
import { createIndexKind, type IndexDependencies } from "../../../src/jobs/kinds/index-archive.ts";
import { again, type JobContext } from "../../../src/jobs/kinds/kind.ts";
import { job } from "../../support/records.ts";

const built = { entries: 12, sizeBytes: 600, source: "dump" } as const;

function setUp(change: Partial<IndexDependencies> = {}) {
  const asked: unknown[] = [];
  const kind = createIndexKind({
    archiveHere: async (_repositoryId, name) => (name === "a" ? { id: "id-a" } : undefined),
    async indexArchive({ onProgress, signal: _signal, target: _target, ...request }) {
      asked.push(request);
      onProgress(7);
      return built;
    },
    ...change,
  });
  const reported: unknown[] = [];
  const execute = (of: Partial<JobContext["job"]> = {}, context: Partial<JobContext> = {}) =>
    kind.execute({
      job: job("jobaaaaa", "home", { kind: "index", archiveName: "a", options: { archiveId: "id-a" }, ...of }),
      target: { location: "/repo", passphrase: null, rsh: null },
      signal: new AbortController().signal,
      hasYielded: () => false,
      report: (progress: unknown) => void reported.push(progress),
      ...context,
    } as JobContext);
  return { kind, execute, asked, reported };
}

const rejecting = (error: unknown) => ({ indexArchive: () => Promise.reject(error) });

describe("jobs/kinds/index-archive", () => {
  it("makes the index and says what came of it", async () => {
    const { execute, asked, reported } = setUp();
    expect(await execute()).to.deep.include({ state: "ok", result: { index: built } });
    expect(asked).to.deep.equal([{ repositoryId: "home", archive: { id: "id-a", name: "a" }, jobId: "jobaaaaa" }]);
    expect(reported).to.deep.equal([{ phase: "Reading the archive", files: 7 }]);
  });

  it("never keeps a backup waiting, and is done again after a restart", () => {
    expect(setUp().kind).to.include({ lease: "shared", lane: "background", yieldAfterMs: 0, recovery: "again" });
  });

  it("looks the archive up where the job does not say which it is", async () => {
    const { execute } = setUp();
    const { options: _options, ...byHand } = job("jobaaaaa", "home", { kind: "index", archiveName: "a" });
    expect(await execute({ ...byHand })).to.have.property("state", "ok");
  });

  it("ends where there is no such archive, or another one of the same name", async () => {
    const { execute, asked } = setUp();
    for (const change of [{ archiveName: "b" }, { archiveName: null }, { options: { archiveId: "id-of-before" } }]) {
      expect(await execute(change)).to.have.nested.property("outcome.code", "archive-missing");
    }
    expect(asked).to.deep.equal([]);
  });

  it("begins anew for a writer, and ends for whoever cancels it", async () => {
    const aborted = AbortSignal.abort(new Error("aborted"));
    const { execute } = setUp(rejecting(new Error("aborted")));
    expect(await execute({}, { signal: aborted, hasYielded: () => true })).to.equal(again);
    expect(await execute({}, { signal: aborted })).to.have.property("state", "cancelled");
  });

  it("fails with what borg says, and breaks down over what it does not understand", async () => {
    const outcome = ownOutcome("passphrase-wrong", "The passphrase is wrong.");
    const { execute } = setUp(rejecting(new BorgFault("borg-failed", { state: "failed", outcome })));
    expect(await execute()).to.deep.equal({ state: "failed", outcome, result: null });
    const broken = setUp(rejecting(new Error("a mistake")));
    expect(await broken.execute().catch((error: unknown) => error)).to.have.property("message", "a mistake");
  });
});
