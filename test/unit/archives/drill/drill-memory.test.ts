import { expect } from "chai";
import { type DrilledFile, DrillRecord, mostDrilledFiles } from "../../../../schemas/drills.ts";
import { createDrillMemory } from "../../../../src/archives/drill/drill-memory.ts";
import { silentLog } from "../../../../src/ports/log.ts";
import { fieldErrors } from "../../../../src/validate.ts";
import { createFakeClock } from "../../../support/fake-ports.ts";
import { createMemoryCollection } from "../../../support/memory-collection.ts";

const file = (path: string, sha256 = "a".repeat(64)): DrilledFile => ({
  path,
  sizeBytes: 1,
  modifiedAt: "2026-11-22T10:00:00.000001",
  changedAt: "2026-11-22T10:00:00.000001",
  sha256,
});
const setUp = () => {
  const collection = createMemoryCollection<DrillRecord>();
  return { collection, memory: createDrillMemory({ collection, clock: createFakeClock(), log: silentLog }) };
};

describe("archives/drill/drill-memory", () => {
  it("keeps the newest of each file, by plan and repository", async () => {
    const { memory, collection } = setUp();
    await memory.keep("planaaaa", "repoaaaa", [file("a"), file("b")]);
    await memory.keep("planaaaa", "repobbbb", [file("c")]);
    await memory.keep("planaaaa", "repoaaaa", [file("b", "b".repeat(64))]);
    expect(memory.recall("planaaaa", "repoaaaa")).to.deep.equal([file("b", "b".repeat(64)), file("a")]);
    expect(memory.recall("planbbbb", "repoaaaa")).to.deep.equal([]);
    for (const record of collection.list()) expect(fieldErrors(DrillRecord, record)).to.deep.equal({});
  });

  it("lets the oldest go where there is no room", async () => {
    const { memory } = setUp();
    await memory.keep("planaaaa", "repoaaaa", [file("oldest")]);
    await memory.keep(
      "planaaaa",
      "repoaaaa",
      Array.from({ length: mostDrilledFiles }, (_, at) => file(`f${at}`)),
    );
    expect(memory.recall("planaaaa", "repoaaaa")).to.have.length(mostDrilledFiles);
    expect(memory.recall("planaaaa", "repoaaaa").some(({ path }) => path === "oldest")).to.equal(false);
    const long = Array.from({ length: 100 }, (_, at) => file(`${at}${"x".repeat(16_000)}`));
    await memory.keep("planaaaa", "repobbbb", long);
    expect(memory.recall("planaaaa", "repobbbb").length).to.be.within(10, 20);
  });

  it("forgets with the plan and with the repository", async () => {
    const { memory, collection } = setUp();
    await memory.keep("planaaaa", "repoaaaa", [file("a")]);
    await memory.keep("planbbbb", "repoaaaa", [file("a")]);
    await memory.keep("planbbbb", "repobbbb", [file("a")]);
    await memory.forget("planaaaa");
    expect(collection.list().map(({ id }) => id)).to.deep.equal(["planbbbb-repoaaaa", "planbbbb-repobbbb"]);
    await memory.forget("repoaaaa");
    expect(collection.list().map(({ id }) => id)).to.deep.equal(["planbbbb-repobbbb"]);
  });

  it("does not undo a drill by a store that cannot be written", async () => {
    const collection = createMemoryCollection<DrillRecord>();
    const broken = { ...collection, insert: () => Promise.reject(new Error("ENOSPC")) };
    const memory = createDrillMemory({ collection: broken, clock: createFakeClock(), log: silentLog });
    await memory.keep("planaaaa", "repoaaaa", [file("a")]);
    expect(memory.recall("planaaaa", "repoaaaa")).to.deep.equal([]);
  });
});
