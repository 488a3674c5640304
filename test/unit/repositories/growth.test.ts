import { expect } from "chai";
import type { JobJournalEntry, JobRecord } from "../../../schemas/jobs.ts";
import { createEventBus } from "../../../src/events/bus.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { createGrowth } from "../../../src/repositories/growth.ts";
import { job } from "../../support/records.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 0, 1, 0, minute)).toISOString();

function backup(minute: number, change: Partial<JobRecord> = {}): JobRecord {
  const archive = {
    name: "a",
    id: "i",
    files: 1,
    originalSizeBytes: 1000 + minute,
    compressedSizeBytes: 1,
    deduplicatedSizeBytes: minute,
    durationMs: 1,
  };
  const result = { archive, repository: { sizeBytes: 2000 + minute, archivesCount: null } };
  return { ...job(`job${minute}`, "repohome"), state: "ok", finishedAt: at(minute), result, ...change };
}

function create(jobs: readonly JobRecord[]) {
  const events = createEventBus({ log: silentLog, epoch: "test" });
  let reads = 0;
  const journal = {
    async *readBackwards(): AsyncIterable<JobJournalEntry> {
      reads += 1;
      for (const record of jobs.toReversed()) yield { type: "job", at: record.finishedAt ?? at(0), job: record };
    },
  };
  const growth = createGrowth({ journal, events });
  const minutes = async (id = "repohome") =>
    (await growth.of(id)).items.map(({ deduplicatedSizeBytes }) => deduplicatedSizeBytes);
  const end = (record: JobRecord) => events.publish("job.changed", { job: record });
  return { growth, minutes, end, events, reads: () => reads };
}

describe("repositories/growth", () => {
  it("tells what each backup came to, oldest first", async () => {
    const { growth } = create([backup(1), backup(2)]);
    expect((await growth.of("repohome")).items).to.deep.equal([
      { at: at(1), sizeBytes: 2001, archivesCount: null, originalSizeBytes: 1001, deduplicatedSizeBytes: 1 },
      { at: at(2), sizeBytes: 2002, archivesCount: null, originalSizeBytes: 1002, deduplicatedSizeBytes: 2 },
    ]);
  });

  it("leaves out other jobs, other repositories, and what made no archive", async () => {
    const { minutes } = create([
      backup(1),
      backup(2, { kind: "prune" }),
      backup(3, { repositoryId: "repowork" }),
      backup(4, { result: null, state: "failed" }),
      backup(5, { finishedAt: null, state: "running" }),
    ]);
    expect([await minutes(), await minutes("repowork"), await minutes("nonesuch")]).to.deep.equal([[1], [3], []]);
  });

  it("reads the journal once, and takes up what ends afterwards", async () => {
    const { minutes, end, reads } = create([backup(1)]);
    end(backup(1));
    expect(await minutes()).to.deep.equal([1]);
    end(backup(2));
    end(backup(2));
    end(backup(3, { kind: "check" }));
    expect([await minutes(), reads()]).to.deep.equal([[1, 2], 1]);
  });

  it("misses none that ends while the journal is read, and shows none twice", async () => {
    const jobs = Array.from({ length: 300 }, (_, minute) => backup(minute));
    const { minutes, end } = create(jobs);
    const asked = minutes();
    end(backup(299));
    end(backup(300));
    expect(await asked).to.deep.equal(Array.from({ length: 301 }, (_, minute) => minute));
  });

  it("shows at most 500 of however many, the first and the last among them", async () => {
    const count = 20_000;
    const { minutes, end } = create(Array.from({ length: count }, (_, minute) => backup(minute)));
    const shown = await minutes();
    expect([shown.length, shown[0], shown.at(-1)]).to.deep.equal([500, 0, count - 1]);
    for (let minute = count; minute < count + 5000; minute += 1) end(backup(minute));
    const later = await minutes();
    expect([later.length, later[0], later.at(-1)]).to.deep.equal([500, 0, count + 4999]);
    expect(later).to.deep.equal(later.toSorted((a, b) => (a ?? 0) - (b ?? 0)));
  });

  it("forgets a repository with it", async () => {
    const { minutes, events } = create([backup(1)]);
    await minutes();
    events.publish("repository.changed", { repositoryId: "repohome", removed: true });
    await Promise.resolve();
    expect(await minutes()).to.deep.equal([]);
  });
});
