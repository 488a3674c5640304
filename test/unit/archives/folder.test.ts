import { expect } from "chai";
import fc from "fast-check";
import { toFileEntry } from "../../../src/archives/entry.ts";
import { createFolderCollector, pageOf, readCursor } from "../../../src/archives/folder.ts";
import { createLru } from "../../../src/archives/lru.ts";
import { createOutlineBuilder } from "../../../src/archives/outline.ts";
import type { ListedEntry } from "../../../src/borg/listing.ts";

const listed = (path: string, type = "-"): ListedEntry => ({
  type,
  mode: type === "d" ? "drwxr-xr-x" : "-rw-r--r--",
  sizeBytes: 1,
  modifiedAt: "2026-11-22T10:00:00.000000",
  changedAt: "2026-11-22T10:00:00.000000",
  source: "",
  path,
});
const file = (path: string) => toFileEntry(listed(path));
const directory = (path: string) => toFileEntry(listed(path, "d"));

describe("archives/folder", () => {
  it("shows folders first, then names, each once", () => {
    const collector = createFolderCollector(null);
    for (const entry of [file("f/b"), directory("f/z"), file("f/a"), directory("f/c"), file("f/a")])
      collector.add(entry);
    const folder = collector.finish();
    expect(folder.entries.map(({ path }) => path)).to.deep.equal(["f/c", "f/z", "f/a", "f/b"]);
    expect(folder).to.include({ total: 4, whole: true });
  });

  it("pages through any folder, every entry once and in order, also where it does not fit in memory", () => {
    const names = fc.uniqueArray(
      fc.string({ unit: "binary", minLength: 1, maxLength: 5 }).map((name) => name.replace(/[/\0]/g, "_")),
      { minLength: 1, maxLength: 40 },
    );
    fc.assert(
      fc.property(names, fc.integer({ min: 1, max: 7 }), fc.integer({ min: 8, max: 50 }), (all, limit, capacity) => {
        const entries = all.map((name, at) => (at % 3 === 0 ? directory(`f/${name}`) : file(`f/${name}`)));
        const seen: string[] = [];
        for (let cursor: string | null = null, pages = 0; pages < 50; pages += 1) {
          const after = readCursor(cursor);
          const collector = createFolderCollector(after, capacity);
          for (const entry of entries) collector.add(entry);
          const page = pageOf("f", collector.finish(), after, limit);
          expect(page.total).to.equal(entries.length);
          seen.push(...page.items.map(({ path }) => path));
          cursor = page.next;
          if (cursor === null) break;
        }
        expect(seen).to.have.members(entries.map(({ path }) => path));
        expect(seen).to.have.length(entries.length);
      }),
    );
  });

  it("keeps cursors shorter than what the API takes, for the longest name there is", () => {
    const collector = createFolderCollector(null);
    for (const end of ["a", "b"]) collector.add(file(`f/${"\udce9".repeat(254)}${end}`));
    const { next } = pageOf("f", collector.finish(), null, 1);
    expect(next?.length).to.be.at.most(500);
    expect(pageOf("f", collector.finish(), readCursor(next), 1).items[0]?.path).to.match(/b$/);
  });

  it("refuses a cursor that is not its own", () => {
    for (const cursor of ["", "x", "2YQ", "0", "1YQ=="]) {
      expect(() => readCursor(cursor))
        .to.throw()
        .with.property("code", "invalid-input");
    }
  });
});

describe("archives/outline", () => {
  function outline(entries: readonly ListedEntry[]) {
    const builder = createOutlineBuilder();
    for (const entry of entries) builder.add(entry);
    const made = builder.finish();
    return {
      ...made,
      names: (folder: string) =>
        made.entriesOf(folder).map(({ path, modifiedAt }) => `${path}${modifiedAt === null ? " implied" : ""}`),
    };
  }

  it("knows the folders above the sources, and only those", () => {
    const { names, isImplied, size } = outline([
      listed("home/ada", "d"),
      listed("home/ada/a"),
      listed("home/ada/sub", "d"),
      listed("home/ada/sub/b"),
      listed("home/ada/c"),
      listed("etc/hosts"),
      listed("srv", "d"),
      listed("srv/x"),
    ]);
    expect(names("")).to.have.members(["home implied", "etc implied", "srv"]);
    expect(names("home")).to.deep.equal(["home/ada"]);
    expect(names("etc")).to.deep.equal(["etc/hosts"]);
    expect(names("home/ada")).to.deep.equal([]);
    expect(["", "home", "etc", "home/ada", "srv", "nowhere"].map(isImplied)).to.deep.equal([
      true,
      true,
      true,
      false,
      false,
      false,
    ]);
    expect(size).to.equal(5);
  });

  it("finds what was included below an excluded folder", () => {
    const { names, isImplied } = outline([
      listed("srv", "d"),
      listed("srv/x", "d"),
      listed("srv/x/y/z"),
      listed("srv/x/a"),
    ]);
    expect(names("srv/x")).to.deep.equal(["srv/x/y implied"]);
    expect(names("srv/x/y")).to.deep.equal(["srv/x/y/z"]);
    expect([isImplied("srv/x"), isImplied("srv/x/y")]).to.deep.equal([false, true]);
  });

  it("takes the real entry where a folder is met both ways", () => {
    const { names, isImplied } = outline([listed("srv/x/y", "d"), listed("srv/x", "d"), listed("srv/x/y", "d")]);
    expect(names("srv")).to.deep.equal(["srv/x"]);
    expect(isImplied("srv/x")).to.equal(false);
  });
});

describe("archives/lru", () => {
  it("forgets what was not used for longest, and never holds more than it may", () => {
    const cache = createLru<string>(10);
    cache.set("a/1", "A", 4);
    cache.set("b/1", "B", 4);
    expect(cache.get("a/1")).to.equal("A");
    cache.set("c/1", "C", 4);
    expect(["a/1", "b/1", "c/1"].map(cache.get)).to.deep.equal(["A", undefined, "C"]);
    cache.set("huge", "H", 11);
    expect(cache.get("huge")).to.equal(undefined);
    cache.set("a/1", "A2", 1);
    cache.set("d/1", "D", 5);
    expect(["a/1", "c/1", "d/1"].map(cache.get)).to.deep.equal(["A2", "C", "D"]);
    cache.removeAll("a/");
    expect(cache.get("a/1")).to.equal(undefined);
    expect(cache.get("d/1")).to.equal("D");
  });
});
