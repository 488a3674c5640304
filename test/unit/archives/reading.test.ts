import { expect } from "chai";
import type { CatalogItem } from "../../../src/archives/contract.ts";
import type { ArchiveIndex, IndexedEntry } from "../../../src/archives/index/archive-index.ts";
import { compareIndexes, summarizeDifferences } from "../../../src/archives/index/compare/compare.ts";
import { parseNameQuery } from "../../../src/archives/index/search/name-query.ts";
import { createSlices } from "../../../src/archives/index/slices.ts";
import { browseBuild, browseIndex, positionOf } from "../../../src/archives/look/browse.ts";
import { compareArchives } from "../../../src/archives/look/compare-archives.ts";
import { historyOf } from "../../../src/archives/look/history.ts";
import { searchIndex, searchRepository } from "../../../src/archives/look/search.ts";
import { indexOf, type TestEntry } from "../../support/index-file.ts";
import { faultOf } from "../../support/rejection.ts";

const slice = createSlices();
const archive = (at: number, change: Partial<CatalogItem> = {}): CatalogItem => ({
  id: at.toString(16).padStart(64, "0"),
  name: `archive ${at}`,
  planId: "planhome",
  comment: "",
  startedAt: `2026-01-0${at}T00:00:00.000Z`,
  hostname: "box",
  ...change,
});
const names = (items: readonly { readonly name: string }[]) => items.map(({ name }) => name);
const file = (path: string, sizeBytes = 1): TestEntry => ({ path, sizeBytes });

describe("archives: what is read of an index", () => {
  describe("a folder", () => {
    let index: ArchiveIndex;
    before(async () => {
      index = await indexOf([...["c", "a", "b"].map((name) => file(`home/${name}`, 10)), file("home/sub/deep/x", 5)]);
    });
    const page = (from: number, limit: number) => browseIndex(index, { path: "home", from, limit });

    it("is read from any position, and says where to go on", async () => {
      const first = await page(0, 2);
      expect(first).to.include({ path: "home", total: 4, next: "2", sizeBytes: 35, filesCount: 4, building: null });
      expect(names(first.items)).to.deep.equal(["sub", "a"]);
      expect(names((await page(2, 2)).items)).to.deep.equal(["b", "c"]);
      expect((await page(2, 2)).next).to.equal(null);
      expect(await page(9, 2)).to.deep.include({ items: [], next: null, total: 4 });
    });

    it("is none where there is none", async () => {
      await faultOf(browseIndex(index, { path: "home/a", from: 0, limit: 1 }), "not-found");
      await faultOf(browseIndex(index, { path: "nowhere", from: 0, limit: 1 }), "not-found");
    });

    it("takes positions only for a cursor", () => {
      expect(positionOf(null)).to.equal(0);
      expect(positionOf("12")).to.equal(12);
      for (const cursor of ["", "-1", "1.5", "x", "9".repeat(13)]) {
        expect(() => positionOf(cursor))
          .to.throw()
          .with.property("code", "invalid-input");
      }
    });

    it("is shown as far as it is known while the index is made: the root, and the folder that it leads to", async () => {
      const { items } = await page(0, 9);
      const entries = ((await index.list("home", { from: 0, limit: 9 }))?.entries ?? []) as IndexedEntry[];
      const build = { jobId: "jobaaaaa", entries: 7, preview: { path: "home", total: 4, entries } };
      const shown = (path: string, from = 0) => browseBuild(build, { path, from, limit: 3 });
      expect(shown("")).to.deep.equal({
        path: "home",
        items: items.slice(0, 3),
        next: null,
        total: 4,
        sizeBytes: null,
        filesCount: null,
        building: { jobId: "jobaaaaa", entries: 7 },
      });
      expect(shown("home").items).to.have.length(3);
      expect(shown("home/sub")).to.deep.include({ path: "home/sub", items: [], total: 0 });
      expect(shown("", 3).items).to.deep.equal([]);
      expect(browseBuild({ ...build, preview: null }, { path: "", from: 0, limit: 3 }).items).to.deep.equal([]);
    });
  });

  describe("names", () => {
    const part = (cursor: string | null, limit = 2) => ({ query: parseNameQuery("a"), limit, cursor });
    const clockOf =
      (...times: number[]) =>
      () =>
        times.length > 1 ? (times.shift() as number) : (times[0] ?? 0);

    it("come page by page in one archive", async () => {
      const index = await indexOf(["a1", "a2", "b", "a3"].map((name) => file(name)));
      const first = await searchIndex(index, slice, part(null));
      expect(names(first.items)).to.deep.equal(["a1", "a2"]);
      const second = await searchIndex(index, slice, part(first.next));
      expect(names(second.items)).to.deep.equal(["a3"]);
      expect(second.next).to.equal(null);
      await faultOf(searchIndex(index, slice, part("x")), "invalid-input");
    });

    async function setUp(contents: readonly (readonly string[] | null)[]) {
      const archives = contents.map((_, at) => archive(at + 1));
      const indexes = new Map<string, ArchiveIndex>();
      for (const [at, content] of contents.entries()) {
        if (content) indexes.set(archives[at]?.id ?? "", await indexOf(content.map((name) => file(name))));
      }
      const search = (cursor: string | null, { limit = 2, now = (): number => 0 } = {}) =>
        searchRepository(
          {
            indexes: {
              async peek(_repositoryId, { id }, use) {
                const index = indexes.get(id);
                return index ? { value: await use(index) } : null;
              },
            },
            has: ({ id }) => indexes.has(id),
            now,
            slice,
          },
          "home",
          archives,
          part(cursor, limit),
        );
      return { archives, search };
    }

    it("come page by page from all archives that have an index, and the rest is counted", async () => {
      const { search } = await setUp([["a1", "a2", "a3"], null, ["b"], ["a4"]]);
      const first = await search(null);
      expect(first.items.map(({ archive: { name }, entry }) => `${name}: ${entry.name}`)).to.deep.equal([
        "archive 1: a1",
        "archive 1: a2",
      ]);
      expect(first.progress).to.deep.equal({ archivesSearched: 0, archivesTotal: 4, archivesMissing: 1 });
      const second = await search(first.next);
      expect(second.items.map(({ archive: { name }, entry }) => `${name}: ${entry.name}`)).to.deep.equal([
        "archive 1: a3",
        "archive 4: a4",
      ]);
      const last = second.next === null ? second : await search(second.next);
      expect(last.progress).to.deep.equal({ archivesSearched: 3, archivesTotal: 4, archivesMissing: 1 });
      expect(last.next).to.equal(null);
    });

    it("end a page when its time is over, though nothing was found", async () => {
      const { archives, search } = await setUp([["b"], ["b"], ["a1"]]);
      const first = await search(null, { now: clockOf(0, 200) });
      expect(first).to.deep.include({ items: [], next: `${archives[1]?.id}.` });
      const second = await search(first.next, { now: clockOf(50, 250) });
      expect(second).to.deep.include({ items: [], next: `${archives[2]?.id}.` });
      expect((await search(second.next)).items).to.have.length(1);
    });

    it("are none in a repository without archives, and of a cursor that is not known", async () => {
      const { search } = await setUp([]);
      expect(await search(null)).to.deep.equal({
        items: [],
        next: null,
        progress: { archivesSearched: 0, archivesTotal: 0, archivesMissing: 0 },
      });
      await faultOf(search("x"), "invalid-input");
      await faultOf(search(`${"0".repeat(64)}.5`), "invalid-input");
    });
  });

  describe("changes", () => {
    it("come with a summary on the first page only", async () => {
      const one = await indexOf([file("same"), file("gone", 3), file("grown", 1)]);
      const two = await indexOf([file("same"), file("new", 4), file("grown", 10)]);
      const changes = (after: string | null) =>
        compareArchives({ compareIndexes, summarizeDifferences }, [one, two], { path: "", after, limit: 2, slice });
      const first = await changes(null);
      expect(first.summary).to.deep.equal({
        added: { count: 1, sizeBytes: 4 },
        removed: { count: 1, sizeBytes: 3 },
        modified: { count: 1, sizeBytes: 9 },
      });
      const second = await changes(first.next);
      expect(second).to.include({ summary: null, next: null });
      expect([...first.items, ...second.items].map(({ change, name }) => `${change} ${name}`)).to.deep.equal([
        "removed gone",
        "modified grown",
        "added new",
      ]);
      const grown = first.items[1];
      expect([grown?.before?.sizeBytes, grown?.after?.sizeBytes]).to.deep.equal([1, 10]);
      await faultOf(changes("no such cursor"), "invalid-input");
    });
  });

  describe("the life of a path", () => {
    const entry = (change: Partial<IndexedEntry> = {}): IndexedEntry => ({
      path: "a",
      name: "a",
      type: "-",
      mode: 0o644,
      damaged: false,
      sizeBytes: 1,
      filesCount: 1,
      modifiedAtUs: 0,
      linkTarget: null,
      hardlink: false,
      ...change,
    });

    /** `lives` is newest first; undefined: no index. */
    async function statesOf(lives: readonly [CatalogItem, IndexedEntry | null | undefined][], shown = lives.length) {
      const all = lives.map(([one]) => one);
      const of = new Map(lives);
      const items = await historyOf(all.slice(0, shown), all, {
        has: (one) => of.get(one) !== undefined,
        look: async (one) => of.get(one),
      });
      return items.map(({ state }) => state);
    }

    it("is told archive by archive", async () => {
      const states = await statesOf([
        [archive(7), null],
        [archive(6), null],
        [archive(5), entry({ sizeBytes: 2 })],
        [archive(4), entry({ sizeBytes: 2 })],
        [archive(3), entry()],
        [archive(2), entry()],
        [archive(1), null],
      ]);
      expect(states).to.deep.equal(["absent", "gone", "unchanged", "changed", "unchanged", "appeared", "absent"]);
    });

    it("is not told where there is no index; others are compared with the next older one that has", async () => {
      const states = await statesOf([
        [archive(5), entry()],
        [archive(4), undefined],
        [archive(3), entry()],
        [archive(2), null],
        [archive(1), undefined],
      ]);
      expect(states).to.deep.equal(["unchanged", "unknown", "appeared", "absent", "unknown"]);
      expect(
        await statesOf([
          [archive(2), entry()],
          [archive(1), undefined],
        ]),
      ).to.deep.equal(["unknown", "unknown"]);
    });

    it("is that among the archives of one plan, or of one host's archives by hand", async () => {
      const states = await statesOf([
        [archive(6, { planId: null, hostname: "b" }), entry()],
        [archive(5), entry()],
        [archive(4, { planId: "planwork" }), null],
        [archive(3, { planId: null, hostname: "a" }), entry({ mode: 0o600 })],
        [archive(2), entry()],
        [archive(1, { planId: null, hostname: "a" }), entry()],
      ]);
      expect(states).to.deep.equal(["appeared", "unchanged", "absent", "changed", "appeared", "appeared"]);
    });

    it("compares the last one of a page with one that is not on it", async () => {
      expect(
        await statesOf(
          [
            [archive(2), entry()],
            [archive(1), entry()],
          ],
          1,
        ),
      ).to.deep.equal(["unchanged"]);
    });
  });
});
