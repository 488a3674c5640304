import { expect } from "chai";
import { openIndex } from "../../../../../src/archives/index/open-index.ts";
import { createIndexBuilder } from "../../../../../src/archives/index/write/builder.ts";
import { archiveId, inMemory, rawEntry, type TestEntry } from "../../../../support/index-file.ts";

function builderOf(entries: Iterable<TestEntry>) {
  const builder = createIndexBuilder({ archiveId });
  for (const entry of entries) builder.add(rawEntry(entry));
  return builder;
}

describe("archives/index/builder", () => {
  it("shows the root while it builds, down to where there is a choice", () => {
    const builder = builderOf([
      { path: "home", type: "d" },
      { path: "home/ada/b/one", sizeBytes: 3 },
    ]);
    builder.add(rawEntry({ path: "home/ada/a", sizeBytes: 4, type: "-" }));
    expect(builder.preview(10)).to.deep.include({ path: "home/ada", total: 2 });
    expect(
      builder.preview(10).entries.map(({ path, type, sizeBytes, filesCount }) => [path, type, sizeBytes, filesCount]),
    ).to.deep.equal([
      ["home/ada/b", "d", 3, 1],
      ["home/ada/a", "-", 4, 1],
    ]);
    builder.add(rawEntry({ path: "\udcff", type: "l", link: "home" }));
    const { path, total, entries } = builder.preview(1);
    expect([path, total, entries.map((entry) => entry.name)]).to.deep.equal(["", 2, ["home"]]);
    expect(builder.preview(9).entries[0]).to.deep.include({
      sizeBytes: 7,
      filesCount: 2,
      modifiedAtUs: 1_700_000_000_000_000,
    });
    expect(builder.preview(9).entries[1]).to.deep.include({ name: "\udcff", linkTarget: "home" });
    expect(createIndexBuilder({ archiveId }).preview(5)).to.deep.equal({ path: "", total: 0, entries: [] });
  });

  it("copies what it is given: one object serves all entries", async () => {
    const builder = createIndexBuilder({ archiveId });
    const entry = rawEntry({ path: "some/folder/one" });
    builder.add(entry);
    entry.path.write("some/folder/two", 2);
    builder.add(entry);
    entry.path.fill(0);
    const chunks: Buffer[] = [];
    await builder.finish(async (chunk) => void chunks.push(Buffer.from(chunk)));
    const index = await openIndex(inMemory(Buffer.concat(chunks)), { archiveId });
    expect((await index.list("some/folder", { from: 0, limit: 9 }))?.entries.map(({ name }) => name)).to.deep.equal([
      "one",
      "two",
    ]);
  });

  it("waits for each chunk to be taken, and fails as the taker does", async () => {
    function* entries() {
      for (let at = 0; at < 60_000; at += 1)
        yield { path: `folder ${at % 100}/a file of some name ${at}`, sizeBytes: at };
    }
    let [busy, most, chunks] = [0, 0, 0];
    await builderOf(entries()).finish(async () => {
      busy += 1;
      chunks += 1;
      most = Math.max(most, busy);
      await new Promise((done) => setImmediate(done));
      busy -= 1;
    });
    expect(most).to.equal(1);
    expect(chunks).to.be.greaterThan(1);
    const error = await builderOf(entries())
      .finish(() => Promise.reject(new Error("full")))
      .catch((reason: Error) => reason.message);
    expect(error).to.equal("full");
  });
});
