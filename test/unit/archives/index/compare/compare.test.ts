import { expect } from "chai";
import fc from "fast-check";
import type { ArchiveIndex, Difference, IndexedEntry } from "../../../../../src/archives/index/archive-index.ts";
import { compareIndexes, summarizeDifferences } from "../../../../../src/archives/index/compare/compare.ts";
import { createSlices } from "../../../../../src/archives/index/slices.ts";
import { indexOf, type TestEntry } from "../../../../support/index-file.ts";
import { anyEntries, type Model, modelOf } from "../../../../support/index-model.ts";
import { faultOf } from "../../../../support/rejection.ts";

const slice = createSlices();

async function pages(
  a: ArchiveIndex,
  b: ArchiveIndex,
  { path = "", limit = 1000, collapse = false } = {},
): Promise<Difference[]> {
  const found: Difference[] = [];
  let after: string | null = null;
  do {
    const page = await compareIndexes(a, b, { path, after, limit, collapse, slice });
    expect(page.items.length).to.be.at.most(limit);
    if (page.next !== null) expect(page.items).to.have.length(limit);
    found.push(...page.items);
    after = page.next;
  } while (after !== null);
  return found;
}

const told = (differences: readonly Difference[]) => differences.map(({ change, path }) => `${change} ${path}`);

/** By path and by whether it is a folder: what changed its kind is another entry. */
const byKey = (entries: readonly IndexedEntry[]) =>
  new Map(entries.map((entry) => [`${entry.type === "d"} ${entry.path}`, entry]));

function isModified(a: IndexedEntry, b: IndexedEntry): boolean {
  if (a.type === "d") return a.modifiedAtUs !== null && b.modifiedAtUs !== null && a.mode !== b.mode;
  if (a.type !== b.type || a.mode !== b.mode || a.modifiedAtUs !== b.modifiedAtUs) return true;
  return !(a.hardlink || b.hardlink) && (a.sizeBytes !== b.sizeBytes || a.linkTarget !== b.linkTarget);
}

function expectedOf(before: Model, after: Model): string[] {
  const [old, now] = [byKey(before.below("")), byKey(after.below(""))];
  const differences: string[] = [];
  for (const [key, entry] of old) if (!now.has(key)) differences.push(`removed ${entry.path}`);
  for (const [key, entry] of now) {
    const was = old.get(key);
    if (!was) differences.push(`added ${entry.path}`);
    else if (isModified(was, entry)) differences.push(`modified ${entry.path}`);
  }
  return differences.sort();
}

/** Two archives of which the second is the first after some changes. */
const twoArchives = fc
  .tuple(anyEntries, anyEntries, fc.array(fc.boolean(), { minLength: 60, maxLength: 60 }))
  .map(([first, other, kept]): readonly [TestEntry[], TestEntry[]] => [
    first,
    [...first.filter((_, at) => kept[at]), ...other.slice(0, 8)],
  ]);

describe("archives/index/compare", function () {
  this.timeout(60_000);

  it("tells every path that differs once, however few at a time", async () => {
    await fc.assert(
      fc.asyncProperty(twoArchives, fc.integer({ min: 1, max: 9 }), async ([first, second], limit) => {
        const [a, b] = [await indexOf(first), await indexOf(second)];
        const all = await pages(a, b);
        expect(told(all).sort()).to.deep.equal(expectedOf(modelOf(first), modelOf(second)));
        expect(await pages(a, b, { limit })).to.deep.equal(all);
        expect(await pages(a, b, { limit, collapse: true })).to.deep.equal(await pages(a, b, { collapse: true }));
        expect(await pages(a, a)).to.deep.equal([]);
      }),
    );
  });

  it("counts the same as it tells", async () => {
    await fc.assert(
      fc.asyncProperty(twoArchives, async ([first, second]) => {
        const [a, b] = [await indexOf(first), await indexOf(second)];
        const all = await pages(a, b);
        const summary = await summarizeDifferences(a, b, { path: "", slice });
        for (const change of ["added", "removed", "modified"] as const) {
          const of = all.filter((difference) => difference.change === change);
          const entries = of.map(({ before, after }) => after ?? before!);
          const files = entries.filter(({ type }) => type !== "d");
          expect(summary[change]).to.deep.include({
            files: files.length,
            folders: entries.length - files.length,
            sizeBytes: bytesOf(files),
          });
        }
        const earlier = all.filter(({ change }) => change === "modified").map(({ before }) => before!);
        expect(summary.modified.previousBytes).to.equal(bytesOf(earlier.filter(({ type }) => type !== "d")));
      }),
    );
  });

  it("goes in the order of a walk, each folder's own folders first", async () => {
    const a = await indexOf(["x/1", "x/y/2", "z", "same/1"].map((path) => ({ path })));
    const b = await indexOf(
      ["x/1", "x/n/3", "a", "same/1"].map((path) => ({ path, sizeBytes: path === "x/1" ? 1 : 0 })),
    );
    expect(told(await pages(a, b))).to.deep.equal([
      "added x/n",
      "added x/n/3",
      "removed x/y",
      "removed x/y/2",
      "modified x/1",
      "added a",
      "removed z",
    ]);
    expect(told(await pages(a, b, { collapse: true }))).to.deep.equal([
      "added x/n",
      "removed x/y",
      "modified x/1",
      "added a",
      "removed z",
    ]);
    expect(told(await pages(a, b, { path: "x" }))).to.deep.equal(told(await pages(a, b)).slice(0, 5));
    expect(told(await pages(a, b, { path: "x/n" }))).to.deep.equal(["added x/n/3"]);
    expect(told(await pages(a, b, { path: "x", limit: 1 }))).to.deep.equal(told(await pages(a, b)).slice(0, 5));
    expect(await pages(a, b, { path: "nowhere" })).to.deep.equal([]);
    const [, , , , modified] = await pages(a, b);
    expect(modified?.before?.sizeBytes).to.equal(0);
    expect(modified?.after?.sizeBytes).to.equal(1);
  });

  it("does not take a folder's own time for a change, nor which name of one content came first", async () => {
    const a = await indexOf([
      { path: "d", type: "d", modifiedAtUs: 1 },
      { path: "d/one", sizeBytes: 5 },
      { path: "d/two", sizeBytes: 5, hardlink: true, link: "d/one" },
    ]);
    const b = await indexOf([
      { path: "d", type: "d", modifiedAtUs: 2 },
      { path: "d/two", sizeBytes: 5 },
      { path: "d/one", sizeBytes: 0, hardlink: true, link: "d/two" },
    ]);
    expect(await pages(a, b)).to.deep.equal([]);
    const mode = await indexOf([
      { path: "d", type: "d", mode: 0o700 },
      { path: "d/one", sizeBytes: 5 },
    ]);
    expect(told(await pages(a, mode))).to.deep.equal(["modified d", "removed d/two"]);
  });

  it("goes through folders of many leaves", async () => {
    const entries = Array.from({ length: 1000 }, (_, at) => ({ path: `many/${at}`, sizeBytes: at }));
    const a = await indexOf(entries.filter((_, at) => at % 3 !== 0));
    const b = await indexOf(entries.filter((_, at) => at % 5 !== 0));
    const names = entries.map((_, at) => `many/${at}`).sort();
    const number = (path: string) => Number(path.slice(5));
    const expected = names.flatMap((path) => {
      const [inA, inB] = [number(path) % 3 !== 0, number(path) % 5 !== 0];
      return inA === inB ? [] : [`${inA ? "removed" : "added"} ${path}`];
    });
    expect(told(await pages(a, b, { limit: 7 }))).to.deep.equal(expected);
  });

  it("stops when it is told to, and takes no cursor but its own", async () => {
    const [a, b] = [await indexOf([{ path: "a" }]), await indexOf([])];
    const signal = AbortSignal.abort(new Error("left"));
    const error = await summarizeDifferences(a, b, { path: "", slice, signal }).catch(
      (reason: Error) => reason.message,
    );
    expect(error).to.equal("left");
    for (const after of ["", "x", "d", "f%", "dYQ=="]) {
      await faultOf(compareIndexes(a, b, { path: "", after, limit: 1, slice }), "invalid-input");
    }
  });
});

function bytesOf(files: readonly IndexedEntry[]): number {
  return files
    .filter(({ type, hardlink }) => type === "-" && !hardlink)
    .reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}
