import { expect } from "chai";
import fc from "fast-check";
import type { ArchiveIndex, IndexedEntry } from "../../../../../src/archives/index/archive-index.ts";
import { indexBytes, indexOf, type TestEntry } from "../../../../support/index-file.ts";
import { anyEntries, modelOf } from "../../../../support/index-model.ts";

const everything = { from: 0, limit: Number.MAX_SAFE_INTEGER };

async function walked(index: ArchiveIndex, paths: readonly string[]): Promise<IndexedEntry[]> {
  const entries: IndexedEntry[] = [];
  for await (const batch of index.walk(paths)) entries.push(...batch);
  return entries;
}

const shown = async (index: ArchiveIndex, path: string) =>
  (await index.list(path, everything))?.entries.map(({ name, type }) => `${type}${name}`);

function* manyFiles(count: number, folder = "many"): Generator<TestEntry> {
  // Not in the order of their names.
  for (let at = 0; at < count; at += 1) yield { path: `${folder}/file ${(at * 7919) % count}`, sizeBytes: at };
}

describe("archives/index", function () {
  this.timeout(60_000);

  it("gives back exactly the tree that was put in", async () => {
    await fc.assert(
      fc.asyncProperty(anyEntries, async (entries) => {
        const model = modelOf(entries);
        const { totals } = await indexBytes(entries);
        const index = await indexOf(entries);
        expect(totals).to.deep.equal(model.totalsOf(""));
        expect(index.totals).to.deep.equal(totals);
        for (const folder of model.folders) {
          const children = model.childrenOf(folder);
          expect(await index.list(folder, everything)).to.deep.equal({
            total: children.length,
            totals: model.totalsOf(folder),
            entries: children,
          });
          for (const child of children) {
            expect(await index.find(child.path)).to.deep.equal(child);
            if (child.type !== "d") expect(await index.list(child.path, everything)).to.equal(null);
          }
          expect((await walked(index, [folder])).filter(({ path }) => path !== folder)).to.deep.equal(
            model.below(folder),
          );
        }
      }),
    );
  });

  it("says the same whatever the order of the archive, unless a path comes twice", async () => {
    const shuffled = fc
      .uniqueArray(fc.tuple(anyEntries), { maxLength: 1, minLength: 1 })
      .map(([only]) => [...new Map(only![0].map((entry) => [entry.path, entry])).values()])
      .chain((entries) => fc.tuple(fc.constant(entries), fc.shuffledSubarray(entries, { minLength: entries.length })));
    await fc.assert(
      fc.asyncProperty(shuffled, async ([one, other]) => {
        expect((await indexBytes(one)).bytes.equals((await indexBytes(other)).bytes)).to.equal(true);
      }),
    );
  });

  it("finds nothing where nothing is", async () => {
    const index = await indexOf([{ path: "a/b" }, { path: "c", type: "d" }]);
    for (const path of ["", "b", "a/c", "a/b/c", "a/", "/a", "a//b", "A", "\udcff"]) {
      expect(await index.find(path), path).to.equal(null);
    }
    for (const path of ["b", "a/b", "a/b/c", "a/", "/a", "C"]) {
      expect(await index.list(path, everything), path).to.equal(null);
    }
    expect(await index.list("c", everything)).to.deep.include({ total: 0, entries: [] });
  });

  it("is empty for an empty archive", async () => {
    const index = await indexOf([]);
    expect(index.totals).to.deep.equal({ entries: 0, files: 0, folders: 0, sizeBytes: 0 });
    expect(await index.list("", everything)).to.deep.equal({ total: 0, totals: index.totals, entries: [] });
    expect(await walked(index, [""])).to.deep.equal([]);
  });

  it("puts folders first, then sorts by bytes", async () => {
    const index = await indexOf(["b", "Z", "a", "é", "\udcff", "b.txt", "😀", "\ue000"].map((path) => ({ path })));
    expect(await shown(index, "")).to.deep.equal(
      ["Z", "a", "b", "b.txt", "é", "\ue000", "😀", "\udcff"].map((n) => `-${n}`),
    );
    const mixed = await indexOf([{ path: "a" }, { path: "z", type: "d" }, { path: "y/x" }]);
    expect(await shown(mixed, "")).to.deep.equal(["dy", "dz", "-a"]);
  });

  it("lets the later of two entries stand, and a folder that has something in it", async () => {
    const later = await indexOf([{ path: "a", sizeBytes: 1 }, { path: "b" }, { path: "a", sizeBytes: 2 }]);
    expect((await later.find("a"))?.sizeBytes).to.equal(2);
    expect(later.totals).to.deep.equal({ entries: 2, files: 2, folders: 0, sizeBytes: 2 });
    const folder = await indexOf([{ path: "a", sizeBytes: 9 }, { path: "a/b" }, { path: "a", sizeBytes: 9 }]);
    expect(await shown(folder, "")).to.deep.equal(["da"]);
    expect(folder.totals.sizeBytes).to.equal(0);
    const file = await indexOf([
      { path: "a", type: "d" },
      { path: "a", type: "l", link: "b" },
    ]);
    expect(await shown(file, "")).to.deep.equal(["la"]);
    const empty = await indexOf([
      { path: "a", type: "l", link: "b" },
      { path: "a", type: "d" },
    ]);
    expect(await shown(empty, "")).to.deep.equal(["da"]);
  });

  it("takes a folder's entry when it comes after what is in it", async () => {
    const index = await indexOf([{ path: "a/b/c" }, { path: "a/b", type: "d", mode: 0o700, modifiedAtUs: 5 }]);
    expect(await index.find("a")).to.deep.include({ type: "d", mode: 0o755, modifiedAtUs: null, filesCount: 1 });
    expect(await index.find("a/b")).to.deep.include({ type: "d", mode: 0o700, modifiedAtUs: 5, filesCount: 1 });
  });

  it("counts content with several names once", async () => {
    const index = await indexOf([
      { path: "a", sizeBytes: 10 },
      { path: "b", sizeBytes: 10, hardlink: true, link: "a" },
      { path: "c", type: "l", sizeBytes: 1, link: "a" },
    ]);
    expect(index.totals).to.deep.equal({ entries: 3, files: 3, folders: 0, sizeBytes: 10 });
    expect(await index.find("b")).to.deep.include({ hardlink: true, linkTarget: "a", sizeBytes: 10, type: "-" });
  });

  it("ignores slashes that say nothing, and the root itself", async () => {
    const index = await indexOf([{ path: "" }, { path: "/" }, { path: "a//b" }, { path: "a///c/", type: "d" }]);
    expect((await walked(index, [""])).map(({ path }) => path)).to.deep.equal(["a", "a/c", "a/b"]);
  });

  it("holds paths of four kilobytes, deep ones and long names", async () => {
    const deep = Array.from({ length: 2047 }, () => "d").join("/");
    const long = `${"x".repeat(70_000)}`;
    const target = Buffer.alloc(2_000_000, "t");
    const index = await indexOf([{ path: deep }, { path: long }, { path: "l", type: "l", link: target }]);
    expect(await index.find(deep)).to.deep.include({ path: deep, type: "-" });
    expect((await index.find(long))?.name).to.equal(long);
    expect((await index.find("l"))?.linkTarget).to.equal(target.toString());
    expect(index.totals.folders).to.equal(2046);
    expect((await walked(index, [""])).length).to.equal(2049);
  });

  it("gives any part of a folder of many", async () => {
    const [count, page] = [1000, 100];
    const index = await indexOf([...manyFiles(count), { path: "many/folder", type: "d" }]);
    const names = Array.from({ length: count }, (_, at) => `file ${at}`).sort();
    const all = ["folder", ...names];
    for (const from of [0, 1, 127, 128, 129, 500, 950, 1000, 1001, 5000]) {
      const part = await index.list("many", { from, limit: page });
      expect(part?.total).to.equal(count + 1);
      expect(part?.entries.map(({ name }) => name)).to.deep.equal(all.slice(from, from + page));
    }
    for (const name of ["file 0", "file 999", "file 500"])
      expect((await index.find(`many/${name}`))?.name).to.equal(name);
    expect(await index.find("many/file 1000")).to.equal(null);
    expect(await index.find("many/a")).to.equal(null);
    expect(await index.find("many/zzz")).to.equal(null);
  });

  it("finds any of many folders", async () => {
    const index = await indexOf(Array.from({ length: 700 }, (_, at) => ({ path: `top/${at}/file`, sizeBytes: at })));
    for (const at of [0, 1, 9, 99, 127, 128, 500, 699]) {
      expect((await index.list(`top/${at}`, everything))?.totals.sizeBytes).to.equal(at);
    }
    expect(await index.list("top/700", everything)).to.equal(null);
  });

  it("walks below each path once, and leaves out what is not there", async () => {
    const index = await indexOf(["a/b/1", "a/b/2", "a/c", "d", "e/f"].map((path) => ({ path })));
    const paths = async (...from: string[]) => (await walked(index, from)).map(({ path }) => path);
    expect(await paths("a/b", "a", "nowhere", "d", "a/c")).to.deep.equal(["a", "a/b", "a/b/1", "a/b/2", "a/c", "d"]);
    expect(await paths("a/b/2", "a/b/1")).to.deep.equal(["a/b/1", "a/b/2"]);
    expect(await paths("a", "")).to.deep.equal(["a", "a/b", "a/b/1", "a/b/2", "a/c", "e", "e/f", "d"]);
    expect(await paths()).to.deep.equal([]);
  });

  it("stops a walk when it is told to", async () => {
    const index = await indexOf(manyFiles(1000));
    const stop = new AbortController();
    const seen: number[] = [];
    const walk = async () => {
      for await (const batch of index.walk([""], stop.signal)) {
        seen.push(batch.length);
        stop.abort(new Error("enough"));
      }
    };
    const error = await walk().then(
      () => null,
      (reason: Error) => reason.message,
    );
    expect([error, seen.length]).to.deep.equal(["enough", 1]);
  });
});
