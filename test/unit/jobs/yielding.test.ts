// Readers that make room for writers: what the leases and the queue do for it.
import { expect } from "chai";
import type { JobKindName } from "../../../schemas/jobs.ts";
import { type JobEnd, ownOutcome } from "../../../src/jobs/job.ts";
import { again } from "../../../src/jobs/kinds/kind.ts";
import { createLeases } from "../../../src/jobs/leases.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { ok, openQueue, settle, writersBut } from "../../support/job-queue.ts";

describe("jobs/leases: making room", () => {
  function setUp() {
    const clock = createFakeClock();
    const leases = createLeases({ clock });
    const calls: string[] = [];
    const hold = (name: string, afterMs: number) =>
      leases.take("a", "shared", undefined, { afterMs, call: () => void calls.push(name) });
    return { clock, leases, calls, hold };
  }

  it("asks a holder once a writer has waited as long as it gives, and only once", async () => {
    const { clock, leases, calls, hold } = setUp();
    await hold("patient", 60_000);
    await hold("quick", 0);
    clock.advance(100_000);
    expect(calls).eql([]);
    void leases.take("a", "exclusive");
    clock.advance(0);
    expect(calls).eql(["quick"]);
    clock.advance(59_999);
    expect(calls).eql(["quick"]);
    void leases.take("a", "exclusive");
    clock.advance(1);
    expect(calls).eql(["quick", "patient"]);
    clock.advance(600_000);
    expect(calls).have.length(2);
  });

  it("does not ask for a reader, for another repository, or for a writer that has left", async () => {
    const { clock, leases, calls, hold } = setUp();
    await hold("a", 1000);
    void leases.take("a", "shared");
    void leases.take("b", "exclusive");
    const abort = new AbortController();
    const writer = leases.take("a", "exclusive", abort.signal).catch(() => "left");
    clock.advance(999);
    abort.abort(new Error("cancelled"));
    expect(await writer).equal("left");
    clock.advance(5000);
    expect(calls).eql([]);
  });

  it("counts anew for the next writer", async () => {
    const { clock, leases, calls, hold } = setUp();
    await hold("a", 1000);
    const abort = new AbortController();
    leases.take("a", "exclusive", abort.signal).catch(() => {});
    clock.advance(999);
    abort.abort(new Error("cancelled"));
    void leases.take("a", "exclusive");
    clock.advance(999);
    expect(calls).eql([]);
    clock.advance(1);
    expect(calls).eql(["a"]);
  });

  it("does not ask whoever has given its lease back", async () => {
    const { clock, leases, calls, hold } = setUp();
    const release = await hold("gone", 1000);
    await hold("still there", 1000);
    void leases.take("a", "exclusive");
    release();
    clock.advance(1000);
    expect(calls).eql(["still there"]);
  });

  it("asks one that gets its lease while a writer waits behind it", async () => {
    const { clock, leases, calls, hold } = setUp();
    const first = await leases.take("a", "exclusive");
    const reader = hold("reader", 1000);
    void leases.take("a", "exclusive");
    first();
    await reader;
    clock.advance(1000);
    expect(calls).eql(["reader"]);
  });
});

const cancelled: JobEnd = { state: "cancelled", outcome: ownOutcome("cancelled", "Cancelled."), result: null };
const kinds = writersBut({
  index: { lease: "shared", lane: "background", yieldAfterMs: 0, recovery: "again" },
  mount: { lease: "shared", lane: "standing", yieldAfterMs: 60_000, recovery: "give-up" },
  verify: { lease: "shared", lane: "work", recovery: "again" },
});

function setUpQueue() {
  const opened = openQueue(1, kinds);
  const enqueue = async (kind: JobKindName, repositoryId = "a") => {
    const request = { kind, repositoryId, planId: null, runId: null, requester: { type: "service" } } as const;
    const job = await opened.queue.enqueue(request);
    await settle();
    return job;
  };
  const running = () => opened.started.map(({ job }) => job.kind);
  return { ...opened, enqueue, running };
}

describe("jobs/queue: jobs that yield", () => {
  it("makes way for a backup at once, and begins anew behind it", async () => {
    const { history, clock, started, tidied, enqueue, running } = setUpQueue();
    const index = await enqueue("index");
    await enqueue("backup");
    clock.advance(0);
    expect(started[0]?.signal.aborted).equal(true);
    expect(started[0]?.hasYielded()).equal(true);
    expect(running()).eql(["index"]);
    started[0]?.finish(again);
    await settle();
    expect(running()).eql(["index", "backup"]);
    expect(history.job(index.id)).include({ state: "queued", startedAt: null, finishedAt: null });
    expect(tidied).eql([index.id]);
    started[1]?.finish(ok);
    await settle();
    expect(running()).eql(["index", "backup", "index"]);
    expect(started[2]?.signal.aborted).equal(false);
    started[2]?.finish(ok);
    await settle();
    expect(history.job(index.id)?.state).equal("ok");
  });

  it("waits again although the disk is full, and says so once it can", async () => {
    const { history, clock, started, enqueue, running, setFailing } = setUpQueue();
    const index = await enqueue("index");
    await enqueue("backup");
    clock.advance(0);
    setFailing(true);
    started[0]?.finish(again);
    await settle();
    expect(running()).eql(["index", "backup"]);
    setFailing(false);
    clock.advance(5000);
    await settle();
    expect(history.job(index.id)?.state).equal("queued");
    started[1]?.finish(ok);
    await settle();
    expect(running()).eql(["index", "backup", "index"]);
  });

  it("has not yielded where somebody cancelled it, even if a backup waits too", async () => {
    const { queue, history, clock, started, enqueue } = setUpQueue();
    const index = await enqueue("index");
    await queue.cancel(index.id);
    await enqueue("backup");
    clock.advance(0);
    expect(started[0]?.signal.aborted).equal(true);
    expect(started[0]?.hasYielded()).equal(false);
    started[0]?.finish(cancelled);
    await settle();
    expect(history.job(index.id)?.state).equal("cancelled");
  });

  it("gives its lease back too while it only waits for a slot", async () => {
    const { history, clock, started, enqueue, running } = setUpQueue();
    await enqueue("index", "b");
    const waiting = await enqueue("index");
    await enqueue("backup");
    clock.advance(0);
    await settle();
    expect(running()).eql(["index", "backup"]);
    expect(history.job(waiting.id)?.state).equal("queued");
    started[0]?.finish(ok);
    await settle();
    expect(running()).eql(["index", "backup"]);
    started[1]?.finish(ok);
    await settle();
    expect(running()).eql(["index", "backup", "index"]);
  });

  it("lets other readers run beside it, each lane within its own slots", async () => {
    const { started, enqueue, running } = setUpQueue();
    for (const kind of ["index", "verify", "mount", "verify", "index", "mount"] as const) await enqueue(kind);
    expect(running()).eql(["index", "verify", "mount"]);
    started[1]?.finish(ok);
    await settle();
    expect(running()).eql(["index", "verify", "mount", "verify"]);
    started[0]?.finish(ok);
    await settle();
    expect(running().at(-1)).equal("index");
  });

  it("gives a mount its minute, and takes the end that it makes of it", async () => {
    const { history, clock, started, enqueue, running } = setUpQueue();
    const mount = await enqueue("mount");
    await enqueue("backup");
    clock.advance(59_999);
    expect(started[0]?.signal.aborted).equal(false);
    clock.advance(1);
    expect(started[0]?.signal.aborted).equal(true);
    started[0]?.finish({ ...ok, outcome: ownOutcome("unmounted-for-backup", "Unmounted.") });
    await settle();
    expect(history.job(mount.id)).nested.include({ state: "ok", "outcome.code": "unmounted-for-backup" });
    expect(running()).eql(["mount", "backup"]);
  });

  it("never makes a backup yield", async () => {
    const { clock, started, enqueue } = setUpQueue();
    await enqueue("backup");
    await enqueue("prune");
    await enqueue("index");
    clock.advance(3_600_000);
    expect(started.map(({ signal }) => signal.aborted)).eql([false]);
  });

  it("ends one that waits to begin anew when it is cancelled", async () => {
    const { queue, history, clock, started, enqueue, running } = setUpQueue();
    const index = await enqueue("index");
    await enqueue("backup");
    clock.advance(0);
    started[0]?.finish(again);
    await settle();
    await queue.cancel(index.id);
    await settle();
    expect(history.job(index.id)?.state).equal("cancelled");
    started[1]?.finish(ok);
    await settle();
    expect(running()).eql(["index", "backup"]);
  });

  it("leaves one that waits to begin anew to the next start", async () => {
    const { queue, history, clock, started, enqueue } = setUpQueue();
    const index = await enqueue("index");
    await enqueue("backup");
    clock.advance(0);
    started[0]?.finish(again);
    await settle();
    const stopped = queue.stop(true);
    started[1]?.finish(cancelled);
    await stopped;
    expect(history.job(index.id)).include({ state: "queued", finishedAt: null });
  });
});
