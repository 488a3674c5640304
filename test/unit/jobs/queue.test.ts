import { expect } from "chai";
import { Fault } from "../../../src/fault.ts";
import { type JobEnd, type JobRequest, ownOutcome } from "../../../src/jobs/job.ts";
import { ok, openQueue, settle, writersBut } from "../../support/job-queue.ts";

const request = (repositoryId: string): JobRequest => ({
  kind: "backup",
  repositoryId,
  planId: null,
  runId: null,
  requester: { type: "service" },
});

const mixed = writersBut({
  restore: { lease: "exclusive", lane: "work", recovery: "give-up" },
  drill: { lease: "exclusive", lane: "work", recovery: "again" },
});

function setUp(slots = 2, kinds = writersBut()) {
  const opened = openQueue(slots, kinds);
  const running = () => opened.started.map(({ job }) => job.repositoryId);
  return { ...opened, running };
}

describe("jobs/queue", () => {
  it("journals a job before it runs", async () => {
    const { queue, journal } = setUp();
    const job = await queue.enqueue(request("a"));
    expect(journal[0]).deep.include({ type: "job", job });
    expect(job.state).equal("queued");
  });

  it("runs one job of a repository at a time, and others beside it up to the limit", async () => {
    const { queue, started, running } = setUp(2);
    for (const repository of ["a", "a", "b", "c"]) await queue.enqueue(request(repository));
    await settle();
    expect(running()).eql(["a", "b"]);
    started[0]?.finish(ok);
    await settle();
    expect(running().slice(2)).members(["c"]);
    started[1]?.finish(ok);
    await settle();
    expect(running()).have.length(4);
  });

  it("ends a job that waits at once when it is cancelled, and never starts it", async () => {
    const { queue, history, started, running } = setUp();
    await queue.enqueue(request("a"));
    const waiting = await queue.enqueue(request("a"));
    await settle();
    await queue.cancel(waiting.id);
    await settle();
    expect(history.job(waiting.id)?.state).equal("cancelled");
    started[0]?.finish(ok);
    await settle();
    expect(running()).eql(["a"]);
  });

  it("tells a running job to end, records the wish first, and keeps the lease until it has", async () => {
    const { queue, history, journal, started, running } = setUp();
    const job = await queue.enqueue(request("a"));
    await queue.enqueue(request("a"));
    await settle();
    await queue.cancel(job.id);
    expect(started[0]?.signal.aborted).equal(true);
    expect(journal.at(-1)).nested.property("job.cancelRequestedAt").a("string");
    await settle();
    expect(running()).eql(["a"]);
    started[0]?.finish({ ...ok, state: "cancelled" });
    await settle();
    expect(history.job(job.id)?.state).equal("cancelled");
    expect(running()).eql(["a", "a"]);
  });

  it("answers a second cancel with the same, and one of an ended job with a conflict", async () => {
    const { queue, started } = setUp();
    const job = await queue.enqueue(request("a"));
    await settle();
    const first = await queue.cancel(job.id);
    expect(await queue.cancel(job.id)).eql(first);
    started[0]?.finish({ ...ok, state: "cancelled" });
    await settle();
    expect(await queue.cancel(job.id).catch((error: unknown) => error)).property("code", "conflict");
  });

  it("calls a job failed when Borgdeck itself broke down in it, and goes on", async () => {
    const { queue, history, started, running } = setUp();
    const job = await queue.enqueue(request("a"));
    await queue.enqueue(request("a"));
    await settle();
    started[0]?.breakDown(new Error("a secret detail"));
    await settle();
    expect(history.job(job.id)).nested.include({ state: "failed", "outcome.code": "internal" });
    expect(JSON.stringify(history.job(job.id))).not.contain("secret");
    expect(running()).eql(["a", "a"]);
  });

  it("keeps of a path in how a job ended a form without it", async () => {
    const { queue, history, started } = setUp();
    const [first, second] = [await queue.enqueue(request("a")), await queue.enqueue(request("b"))];
    await settle();
    started[0]?.breakDown(new Fault("disk-full", "There is no room in /home/boss."));
    started[1]?.finish({ ...ok, outcome: ownOutcome("ok", "Somebody removed /home/boss.") });
    await settle();
    const outcomes = [first, second].map(({ id }) => history.job(id)?.outcome);
    expect(outcomes[0]).include({ message: "There is no room in /home/boss.", brief: "There is not enough space." });
    expect(outcomes[1]?.brief).to.be.a("string").and.not.contain("/");
  });

  it("does not lose how a job ended while the disk is full", async () => {
    const { queue, history, clock, started, setFailing } = setUp();
    const job = await queue.enqueue(request("a"));
    await settle();
    setFailing(true);
    started[0]?.finish(ok);
    await settle();
    expect(history.job(job.id)?.state).equal("running");
    setFailing(false);
    clock.advance(5000);
    await settle();
    expect(history.job(job.id)?.state).equal("ok");
  });

  it("ends a running job although the wish could not be recorded", async () => {
    const { queue, started, setFailing } = setUp();
    const job = await queue.enqueue(request("a"));
    await settle();
    setFailing(true);
    await queue.cancel(job.id).catch(() => {});
    expect(started[0]?.signal.aborted).equal(true);
  });

  it("leaves waiting jobs to the next start, and calls those it ends with itself interrupted", async () => {
    const { queue, history, started } = setUp(1);
    const running = await queue.enqueue(request("a"));
    const waiting = await queue.enqueue(request("b"));
    await settle();
    const stopped = queue.stop(true);
    started[0]?.finish({ ...ok, state: "cancelled" });
    await stopped;
    expect(history.job(running.id)?.state).equal("interrupted");
    expect(history.job(waiting.id)?.state).equal("queued");
  });

  it("leaves only what can outlive it, and keeps what others had done", async () => {
    const { queue, history, started, detached, running } = setUp(3, mixed);
    const backup = await queue.enqueue(request("a"));
    const restore = await queue.enqueue({ ...request("b"), kind: "restore" });
    const drill = await queue.enqueue({ ...request("c"), kind: "drill" });
    const waiting = await queue.enqueue(request("b"));
    await settle();
    const stopped = queue.stop(false);
    expect(started.map(({ signal }) => signal.aborted)).eql([false, true, true]);
    const report = { restore: { filesWritten: 1 } } as unknown as JobEnd["result"];
    started[1]?.finish({ ...ok, state: "cancelled", result: report });
    started[2]?.finish({ ...ok, state: "cancelled" });
    await stopped;
    expect(history.job(backup.id)?.state).equal("running");
    expect(detached).eql(["backup"]);
    expect(history.job(restore.id)).deep.include({ state: "interrupted", result: report });
    expect(history.job(drill.id)?.state).equal("running"); // the next start begins it anew
    expect(history.job(waiting.id)?.state).equal("queued");
    expect(running()).eql(["a", "b", "c"]);
  });

  it("waits a few seconds only for what does not end", async () => {
    const { queue, clock, detached, started } = setUp(1, mixed);
    await queue.enqueue({ ...request("a"), kind: "restore" });
    await settle();
    const stopped = queue.stop(false);
    await settle();
    expect(started[0]?.signal.aborted).equal(true);
    clock.advance(5000);
    await stopped;
    expect(detached).eql(["restore"]);
  });

  it("refuses new jobs while stopping", async () => {
    const { queue } = setUp();
    await queue.stop(false);
    expect(await queue.enqueue(request("a")).catch((error: unknown) => error)).property("code", "stopping");
  });
});
