import { expect } from "chai";
import type { JobJournalEntry, JobRecord } from "../../../schemas/jobs.ts";
import { createHistory } from "../../../src/jobs/history.ts";
import { newJob } from "../../../src/jobs/job.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

const start = Date.parse("2026-11-22T10:00:00Z");

function createMemoryJournal(entries: JobJournalEntry[] = []) {
  let reads = 0;
  return {
    entries,
    reads: () => reads,
    async append(entry: JobJournalEntry) {
      entries.push(entry);
    },
    async *readBackwards() {
      reads += 1;
      yield* [...entries].reverse();
    },
  };
}

function job(index: number, change: Partial<JobRecord> = {}): JobRecord {
  const id = `job${String(index)
    .padStart(5, "a")
    .replaceAll(/[0189]/g, (digit) => "bcde"["0189".indexOf(digit)] ?? "f")}aaaa`;
  const request = {
    kind: "backup",
    repositoryId: "repoaaaa",
    planId: "planaaaa",
    runId: null,
    requester: { type: "schedule" },
  } as const;
  const made = newJob(id, request, start + index * 1000);
  return { ...made, state: "ok", finishedAt: made.createdAt, ...change };
}

function createTestHistory(journal = createMemoryJournal(), memoryLimit = 1000) {
  return createHistory({ journal, events: { publish() {} }, clock: createFakeClock(start), memoryLimit });
}

const everything = { sees: () => true, limit: 50 };

describe("jobs/history", () => {
  it("takes the last line of a job as its state", async () => {
    const journal = createMemoryJournal();
    const first = createTestHistory(journal);
    await first.addJob(job(1, { state: "queued", finishedAt: null }));
    await first.changeJob(job(1).id, (before) => ({ ...before, state: "failed" }));
    const second = createTestHistory(journal);
    await second.load();
    expect(second.job(job(1).id)?.state).equal("failed");
    expect(second.unfinishedJobs()).eql([]);
  });

  it("pages newest first, from memory into the journal, without gaps or repeats", async () => {
    const history = createTestHistory(createMemoryJournal(), 10);
    for (let index = 0; index < 47; index += 1) await history.addJob(job(index));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof history.listJobs>> = await history.listJobs({
        ...everything,
        limit: 7,
        cursor,
      });
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.next;
    } while (cursor);
    expect(seen).eql(Array.from({ length: 47 }, (_, index) => job(46 - index).id));
  });

  it("tells jobs that somebody asked for from those of runs and of the service", async () => {
    const history = createTestHistory(createMemoryJournal(), 3);
    const requester = { type: "user", userId: "useranna" } as const;
    await history.addJob(job(0, { requester, kind: "restore" }));
    await history.addJob(job(1, { requester, runId: "runaaaaa" }));
    await history.addJob(job(2, { requester: { type: "service" }, kind: "index" }));
    for (let index = 3; index < 9; index += 1) await history.addJob(job(index, { runId: "runaaaaa" }));
    const { items } = await history.listJobs({ ...everything, byHand: true });
    expect(items.map(({ id }) => id)).eql([job(0).id]);
  });

  it("never forgets a job that has not ended, however many come after it", async () => {
    const history = createTestHistory(createMemoryJournal(), 5);
    await history.addJob(job(0, { state: "running", finishedAt: null }));
    for (let index = 1; index < 30; index += 1) await history.addJob(job(index));
    expect(history.unfinishedJobs().map(({ id }) => id)).eql([job(0).id]);
  });

  it("finds a job that only the journal still holds", async () => {
    const history = createTestHistory(createMemoryJournal(), 5);
    for (let index = 0; index < 30; index += 1) await history.addJob(job(index));
    expect(history.job(job(0).id)).equal(undefined);
    expect((await history.findJob(job(0).id))?.id).equal(job(0).id);
  });

  it("does not read the journal while memory holds all of it", async () => {
    const journal = createMemoryJournal();
    const history = createTestHistory(journal);
    await history.addJob(job(1));
    await history.listJobs(everything);
    await history.findJob("unknown");
    expect(journal.reads()).equal(0);
  });

  it("shows only what the caller sees", async () => {
    const history = createTestHistory();
    await history.addJob(job(1));
    await history.addJob(job(2, { repositoryId: "hiddenaa" }));
    const { items } = await history.listJobs({ ...everything, sees: (id) => id === "repoaaaa" });
    expect(items.map(({ id }) => id)).eql([job(1).id]);
  });

  it("never takes an end back, however a change and the end race", async () => {
    const history = createTestHistory();
    await history.addJob(job(1, { state: "running", finishedAt: null }));
    const { id } = job(1);
    const end = history.changeJob(id, (before) => ({ ...before, state: "ok", finishedAt: before.createdAt }));
    const late = history.changeJob(id, (before) => ({ ...before, cancelRequestedAt: before.createdAt }));
    expect((await end)?.state).equal("ok");
    expect(await late).equal(null);
    expect(history.job(id)).include({ state: "ok", cancelRequestedAt: null });
  });

  it("sees in each change what the one before has made", async () => {
    const history = createTestHistory();
    await history.addJob(job(1, { state: "queued", finishedAt: null }));
    const { id } = job(1);
    const cancel = history.changeJob(id, (before) => ({ ...before, cancelRequestedAt: before.createdAt }));
    const running = history.changeJob(id, (before) => ({ ...before, state: "running" }));
    await Promise.all([cancel, running]);
    expect(history.job(id)).include({ state: "running", cancelRequestedAt: job(1).createdAt });
  });

  it("keeps the jobs of a run that goes on, for they decide what it does next", async () => {
    const history = createTestHistory(createMemoryJournal(), 3);
    const run = {
      id: "runaaaaa",
      planId: "planaaaa",
      trigger: "manual",
      requester: { type: "schedule" },
      scheduledFor: null,
      createdAt: job(0).createdAt,
      reason: null,
    } as const;
    await history.saveRun({ ...run, state: "running", finishedAt: null });
    await history.addJob(job(0, { runId: run.id }));
    for (let index = 1; index < 10; index += 1) await history.addJob(job(index));
    expect(history.jobsOfRun(run.id)).have.length(1);
  });
});
