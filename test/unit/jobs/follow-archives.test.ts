import { expect } from "chai";
import { type JobKindName, type JobRecord, jobKinds } from "../../../schemas/jobs.ts";
import { createEventBus } from "../../../src/events/bus.ts";
import { filesInArchive, followArchives } from "../../../src/jobs/follow-archives.ts";
import { ownOutcome } from "../../../src/jobs/job.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { job, run } from "../../support/records.ts";

const archive = {
  name: "a",
  id: "id-a",
  files: 5,
  originalSizeBytes: 1,
  compressedSizeBytes: 1,
  deduplicatedSizeBytes: 1,
  durationMs: 1,
};
const ended = (kind: JobKindName, change: Partial<JobRecord> = {}) =>
  job("jobaaaaa", "home", { kind, state: "ok", outcome: ownOutcome("ok", "Done."), ...change });
const kinds = Object.fromEntries(
  jobKinds.map((kind) => [kind, { lease: kind === "backup" || kind === "prune" ? "exclusive" : "shared" } as const]),
) as Record<JobKindName, { readonly lease: "shared" | "exclusive" }>;

function setUp(ofRun: readonly JobRecord[] = []) {
  const events = createEventBus({ log: silentLog, epoch: "test" });
  const told: string[] = [];
  followArchives({
    events,
    kinds,
    jobsOfRun: () => ofRun,
    archives: {
      invalidate: (id) => void told.push(`invalidate ${id}`),
      jobEnded: ({ id, state }) => void told.push(`ended ${id} ${state}`),
      async ensureIndex(id, { name }) {
        told.push(`index ${id} ${name}`);
        throw new Error("the queue is full");
      },
      async forget(id) {
        told.push(`forget ${id}`);
      },
    },
    log: silentLog,
  });
  return { events, told };
}

describe("jobs/follow-archives", () => {
  it("forgets the list of a repository that a job wrote to, and of no other", () => {
    const { events, told } = setUp();
    for (const kind of ["backup", "verify", "prune", "check"] as const)
      events.publish("job.changed", { job: ended(kind) });
    events.publish("job.changed", { job: ended("backup", { state: "running" }) });
    expect(told).to.deep.equal(["invalidate home", "invalidate home"]);
  });

  it("tells of index jobs that have ended, however", () => {
    const { events, told } = setUp();
    for (const state of ["queued", "running", "ok", "failed", "cancelled"] as const) {
      events.publish("job.changed", { job: ended("index", { state }) });
    }
    expect(told).to.deep.equal(["ended jobaaaaa ok", "ended jobaaaaa failed", "ended jobaaaaa cancelled"]);
  });

  it("has the new archives of a run indexed when the run is over, not before", async () => {
    const { events, told } = setUp([
      ended("backup", { result: { archive } }),
      ended("backup", { repositoryId: "work", state: "failed" }),
      ended("prune", { result: { prune: { keptCount: 1, deletedCount: 0, deletedNames: [] } } }),
    ]);
    events.publish("run.changed", { run });
    expect(told).to.deep.equal([]);
    events.publish("run.changed", { run: { ...run, state: "warning" } });
    expect(told).to.deep.equal(["index home a"]);
    await Promise.resolve(); // it fails, which ends nothing
  });

  it("drops what there is of a repository that is forgotten", () => {
    const { events, told } = setUp();
    events.publish("repository.changed", { repositoryId: "home", removed: false });
    events.publish("repository.changed", { repositoryId: "home", removed: true });
    expect(told).to.deep.equal(["forget home"]);
  });

  it("knows how many files a backup counted", () => {
    const jobs = [ended("index"), ended("backup", { result: { archive } })];
    expect(filesInArchive(jobs, "id-a")).to.equal(5);
    expect(filesInArchive(jobs, "id-b")).to.equal(null);
  });
});
