import { expect } from "chai";
import type { JobRecord } from "../../../schemas/jobs.ts";
import { createIndexing } from "../../../src/archives/index-cache/indexing.ts";
import { Fault } from "../../../src/fault.ts";
import { ownOutcome } from "../../../src/jobs/job.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { job } from "../../support/records.ts";
import { faultOf } from "../../support/rejection.ts";

const archive = (id: string) => ({ id, name: `archive ${id}` });
const file = (archiveId: string, repositoryId = "home") => ({ repositoryId, archiveId });
const preview = { path: "", total: 0, entries: [] };
/** Lets everything that is ready run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function setUp({ room = () => true }: { room?: () => boolean } = {}) {
  const clock = createFakeClock();
  const indexed = new Set<string>();
  const asked: JobRecord[] = [];
  let refusal: Fault | null = null;
  const indexing = createIndexing({
    store: { has: ({ archiveId }) => indexed.has(archiveId), hasRoom: room },
    async enqueue({ repositoryId, archiveName, options }) {
      if (refusal) throw refusal;
      const made = job(`job${asked.length}`, repositoryId, { kind: "index", state: "queued", archiveName, options });
      asked.push(made);
      return made;
    },
    clock,
    log: silentLog,
  });
  const end = (at: number, change: Partial<JobRecord> = {}) => {
    const record = asked[at] as JobRecord;
    if (!change.state) indexed.add(record.options?.archiveId ?? "");
    indexing.ended({ ...record, state: "ok", outcome: ownOutcome("ok", "Done."), ...change });
  };
  const fail = (at: number, code = "repository-locked") =>
    end(at, { state: "failed", outcome: ownOutcome(code, "It is locked.", "Wait.") });
  return {
    indexing,
    clock,
    asked,
    end,
    fail,
    ids: () => asked.map(({ options }) => options?.archiveId),
    refuse: (fault: Fault | null) => {
      refusal = fault;
    },
  };
}

describe("archives/indexing", () => {
  it("makes one job for all who ask for the same archive, and each is served when it has ended", async () => {
    const { indexing, asked, end } = setUp();
    const waiting = Promise.all([indexing.ensure("home", archive("a")), indexing.ensure("home", archive("a"))]);
    await settle();
    expect(asked).to.have.length(1);
    expect(asked[0]).to.deep.include({ archiveName: "archive a", options: { archiveId: "a" } });
    expect(indexing.building(file("a"))).to.deep.include({ jobId: "job0", entries: 0, preview: null });
    end(0);
    await waiting;
    expect(indexing.building(file("a"))).to.equal(null);
    expect(indexing.building(file("a", "work"))).to.equal(null);
  });

  it("answers when there is something to show, or after a second", async () => {
    const { indexing, clock } = setUp();
    const first = indexing.ensure("home", archive("a"));
    await settle();
    const tell = indexing.began("job0", file("a"));
    tell({ entries: 10 });
    tell({ entries: 20, preview });
    await first;
    expect(indexing.building(file("a"))).to.deep.include({ entries: 20, preview });
    await indexing.ensure("home", archive("a")); // at once
    const slow = indexing.ensure("home", archive("b"));
    await settle();
    clock.advance(1000);
    await slow;
    expect(indexing.building(file("b"))).to.deep.include({ jobId: "job1", preview: null });
  });

  it("begins to count anew when a job had to yield", async () => {
    const { indexing } = setUp();
    const waiting = indexing.ensure("home", archive("a"));
    await settle();
    indexing.began("job0", file("a"))({ entries: 20, preview });
    await waiting;
    indexing.began("job0", file("a"));
    expect(indexing.building(file("a"))).to.deep.include({ entries: 0, preview: null });
  });

  it("tells why it failed for a while, then tries again", async () => {
    const { indexing, clock, asked, fail, end } = setUp();
    const waiting = indexing.ensure("home", archive("a"));
    await settle();
    fail(0);
    expect((await faultOf(waiting, "repository-locked")).detail).to.equal("It is locked. Wait.");
    await faultOf(indexing.ensure("home", archive("a")), "repository-locked");
    expect(asked).to.have.length(1);
    clock.advance(15_000);
    const again = indexing.ensure("home", archive("a"));
    await settle();
    end(1);
    await again;
  });

  it("says not-found of an archive that is gone", async () => {
    const { indexing, fail } = setUp();
    const waiting = indexing.ensure("home", archive("a"));
    await settle();
    fail(0, "archive-missing");
    await faultOf(waiting, "not-found");
  });

  it("leaves places in the queue to others", async () => {
    const { indexing, asked, refuse, end } = setUp();
    for (let at = 0; at < 20; at += 1) indexing.ensure("home", archive(`a${at}`)).catch(() => {});
    await settle();
    await faultOf(indexing.ensure("home", archive("one more")), "too-many-requests");
    expect(asked).to.have.length(20);
    end(0);
    refuse(new Fault("stopping", "It stops."));
    await faultOf(indexing.ensure("home", archive("one more")), "stopping");
    expect(indexing.building(file("one more"))).to.equal(null);
  });

  it("makes what a search misses one after the other, in the order given", async () => {
    const { indexing, ids, end } = setUp();
    indexing.wish("home", ["c", "b", "a"].map(archive));
    indexing.wish("home", ["c", "b", "a"].map(archive));
    await settle();
    expect(ids()).to.deep.equal(["c"]);
    end(0);
    await settle();
    expect(ids()).to.deep.equal(["c", "b"]);
    const waiting = indexing.ensure("home", archive("a")); // somebody looks into it: it does not wait for the others
    await settle();
    expect(ids()).to.deep.equal(["c", "b", "a"]);
    end(2);
    await waiting;
    end(1);
    await settle();
    expect(ids()).to.have.length(3);
  });

  it("drops nothing for what a search misses", async () => {
    let free = 1;
    const { indexing, ids, end } = setUp({ room: () => free > 0 });
    indexing.wish("home", ["b", "a"].map(archive));
    await settle();
    free = 0;
    end(0);
    await settle();
    expect(ids()).to.deep.equal(["b"]);
    indexing.wish("home", ["a"].map(archive));
    await settle();
    expect(ids()).to.deep.equal(["b"]);
  });

  it("gives a repository up for a minute that cannot be read, and goes on with others", async () => {
    const { indexing, clock, ids, fail } = setUp();
    indexing.wish("home", ["b", "a"].map(archive));
    indexing.wish("work", ["w"].map(archive));
    await settle();
    fail(0);
    await settle();
    expect(ids()).to.deep.equal(["b", "w"]);
    indexing.wish("home", ["a"].map(archive));
    fail(1);
    await settle();
    expect(ids()).to.have.length(2);
    clock.advance(60_000);
    indexing.wish("home", ["a"].map(archive));
    await settle();
    expect(ids()).to.deep.equal(["b", "w", "a"]);
  });

  it("forgets what was wished for a repository that is gone, or while Borgdeck stops", async () => {
    const { indexing, ids, end, refuse } = setUp();
    indexing.wish("home", ["b", "a"].map(archive));
    await settle();
    indexing.forget("home");
    end(0);
    await settle();
    expect(ids()).to.deep.equal(["b"]);
    refuse(new Fault("stopping", "It stops."));
    indexing.wish("home", ["a"].map(archive));
    await settle();
    refuse(null);
    indexing.wish("home", ["a"].map(archive));
    await settle();
    expect(ids()).to.deep.equal(["b", "a"]);
  });

  it("takes up the jobs of an earlier process", async () => {
    const { indexing, asked } = setUp();
    const kept = job("jobkept", "home", { kind: "index", state: "queued", options: { archiveId: "a" } });
    indexing.takeUp([kept, job("jobother", "home"), job("jobbyhand", "home", { kind: "index" })]);
    expect(indexing.building(file("a"))).to.deep.include({ jobId: "jobkept" });
    const waiting = indexing.ensure("home", archive("a"));
    await settle();
    indexing.ended({ ...kept, state: "ok", outcome: ownOutcome("ok", "Done.") });
    await waiting;
    expect(asked).to.have.length(0);
  });
});
