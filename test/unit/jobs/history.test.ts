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
    await first.saveJob(job(1, { state: "queued", finishedAt: null }));
    await first.saveJob(job(1, { state: "failed" }));
    const second = createTestHistory(journal);
    await second.load();
    expect(second.job(job(1).id)?.state).equal("failed");
    expect(second.unfinishedJobs()).eql([]);
  });

  it("pages newest first, from memory into the journal, without gaps or repeats", async () => {
    const history = createTestHistory(createMemoryJournal(), 10);
    for (let index = 0; index < 47; index += 1) await history.saveJob(job(index));
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

  it("never forgets a job that has not ended, however many come after it", async () => {
    const history = createTestHistory(createMemoryJournal(), 5);
    await history.saveJob(job(0, { state: "running", finishedAt: null }));
    for (let index = 1; index < 30; index += 1) await history.saveJob(job(index));
    expect(history.unfinishedJobs().map(({ id }) => id)).eql([job(0).id]);
  });

  it("finds a job that only the journal still holds", async () => {
    const history = createTestHistory(createMemoryJournal(), 5);
    for (let index = 0; index < 30; index += 1) await history.saveJob(job(index));
    expect(history.job(job(0).id)).equal(undefined);
    expect((await history.findJob(job(0).id))?.id).equal(job(0).id);
  });

  it("does not read the journal while memory holds all of it", async () => {
    const journal = createMemoryJournal();
    const history = createTestHistory(journal);
    await history.saveJob(job(1));
    await history.listJobs(everything);
    await history.findJob("unknown");
    expect(journal.reads()).equal(0);
  });

  it("shows only what the caller sees", async () => {
    const history = createTestHistory();
    await history.saveJob(job(1));
    await history.saveJob(job(2, { repositoryId: "hiddenaa" }));
    const { items } = await history.listJobs({ ...everything, sees: (id) => id === "repoaaaa" });
    expect(items.map(({ id }) => id)).eql([job(1).id]);
  });
});
