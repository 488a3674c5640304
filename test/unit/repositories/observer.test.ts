import { expect } from "chai";
import type { RunRecord } from "../../../schemas/jobs.ts";
import type { RepositoryRecord } from "../../../schemas/repositories.ts";
import { createEventBus } from "../../../src/events/bus.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { startObserver } from "../../../src/repositories/observer.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { repository, run } from "../../support/records.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));
const startedAt = "2026-11-22T10:00:00.000Z";

function start(records: readonly RepositoryRecord[], known: Readonly<Record<string, number>> = {}) {
  const clock = createFakeClock();
  const events = createEventBus({ log: silentLog, epoch: "test" });
  const asked: string[] = [];
  const noted: unknown[][] = [];
  const broken = new Set<string>();
  const signals: AbortSignal[] = [];
  const gate = { open: Promise.resolve() };
  const stop = startObserver({
    collection: { get: (id) => records.find((record) => record.id === id), list: () => records },
    async listArchives(id, signal) {
      asked.push(id);
      signals.push(signal);
      await gate.open;
      if (broken.has(id)) throw new Error("away");
      return id === "repoempt" ? [] : [{ startedAt: "2026-01-01T00:00:00.000Z" }, { startedAt }];
    },
    noteArchives: (...seen) => void noted.push(seen),
    facts: (id) => ({ archivesCount: known[id] ?? null }),
    repositoriesOf: () => ["repofull"],
    events,
    ports: { clock, log: silentLog },
  });
  return { clock, events, asked, noted, broken, signals, gate, stop };
}

const observed = (id: string) => ({ ...repository(id), mode: "observe" as const });

describe("repositories/observer", () => {
  it("looks at observed repositories at once and each hour, and tells the time of the newest archive", async () => {
    const { clock, noted, asked, stop } = start([observed("repoobsv"), observed("repoempt"), repository("repofull")]);
    await turn();
    expect(noted).to.deep.equal([
      ["repoobsv", 2, startedAt],
      ["repoempt", 0, null],
    ]);
    clock.advance(3_600_000);
    await turn();
    expect(asked).to.deep.equal(["repoobsv", "repoempt", "repoobsv", "repoempt"]);
    stop();
    clock.advance(7_200_000);
    await turn();
    expect(asked).to.have.length(4);
  });

  it("ends borg when it ends, and when the repository is forgotten, and notes nothing then", async () => {
    const records: RepositoryRecord[] = [observed("repoobsv")];
    const { clock, events, noted, signals, gate, stop } = start(records);
    await turn();
    let go = () => {};
    const hold = () => {
      gate.open = new Promise((resolve) => {
        go = resolve;
      });
    };
    hold();
    clock.advance(3_600_000);
    await turn();
    const [record] = records.splice(0);
    events.publish("repository.changed", { repositoryId: "repoobsv", removed: true });
    expect(signals[1]?.aborted).to.equal(true);
    go();
    await turn();
    records.push(record as RepositoryRecord);
    hold();
    clock.advance(3_600_000);
    await turn();
    expect(signals[2]?.aborted).to.equal(false);
    stop();
    expect(signals[2]?.aborted).to.equal(true);
    go();
    await turn();
    expect(noted).to.have.length(1);
  });

  it("goes on where one cannot be read", async () => {
    const { clock, broken, noted } = start([observed("repoobsv"), observed("repoempt")]);
    await turn();
    broken.add("repoobsv");
    clock.advance(3_600_000);
    await turn();
    expect(noted.map(([id]) => id)).to.deep.equal(["repoobsv", "repoempt", "repoempt"]);
  });

  it("counts the archives of others when they are new, then with the time of the newest, and when a run has ended", async () => {
    const { events, noted } = start([repository("repofull"), repository("repoknow")], { repoknow: 3 });
    const change = (repositoryId: string, removed = false) =>
      events.publish("repository.changed", { repositoryId, removed });
    change("repofull");
    change("repoknow");
    change("repogone", true);
    await turn();
    expect(noted.map(([id, many]) => [id, many])).to.deep.equal([["repofull", 2]]);
    expect(noted[0]?.[2], "an imported one has a last backup").to.be.a("string");
    const ended = { ...run, finishedAt: startedAt } satisfies RunRecord;
    events.publish("run.changed", { run: { ...ended, state: "ok" } });
    await turn();
    events.publish("run.changed", { run: { ...ended, state: "skipped" } });
    await turn();
    expect(noted).to.have.length(2);
  });

  it("waits until a repository has been made", async () => {
    const { events, asked } = start([{ ...repository("repofull"), state: "creating" }]);
    events.publish("repository.changed", { repositoryId: "repofull", removed: false });
    await turn();
    expect(asked).to.deep.equal([]);
  });
});
