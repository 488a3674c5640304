import { expect } from "chai";
import fc from "fast-check";
import type { ArchiveIndex } from "../../../../../src/archives/index/archive-index.ts";
import type { NamePattern } from "../../../../../src/archives/index/search/name-pattern.ts";
import { type NameQuery, parseNameQuery } from "../../../../../src/archives/index/search/name-query.ts";
import { pieceSteps } from "../../../../../src/archives/index/search/name-scan.ts";
import { createSlices, type Slices } from "../../../../../src/archives/index/slices.ts";
import { Fault } from "../../../../../src/fault.ts";
import { indexOf } from "../../../../support/index-file.ts";
import { anyEntries, modelOf } from "../../../../support/index-model.ts";

const slice = createSlices();

async function pages(index: ArchiveIndex, text: string, limit: number): Promise<string[][]> {
  const found: string[][] = [];
  let after: number | null = null;
  do {
    const page = await index.search(parseNameQuery(text), { after, limit, slice });
    found.push(page.hits.map(({ path }) => path));
    after = page.next;
  } while (after !== null);
  return found;
}

const all = async (index: ArchiveIndex, text: string) => (await pages(index, text, 1000)).flat();

const library = [
  "Photos/2024/IMG_1.JPG",
  "Photos/2024/img_2.png",
  "Photos/imgs/a.txt",
  "Music/Ünder.mp3",
  "Music/Under [live].mp3",
  "Music/ΟΔΟΣ",
  "raw\udcff.bin",
  "new\nline",
  "notes",
].map((path) => ({ path }));

describe("archives/index/search", () => {
  let index: ArchiveIndex;
  before(async () => {
    index = await indexOf(library);
  });

  it("finds plain text anywhere in a name, whatever the case", async () => {
    expect(await all(index, "img")).to.deep.equal(["Photos/imgs", "Photos/2024/IMG_1.JPG", "Photos/2024/img_2.png"]);
    expect(await all(index, "IMG_")).to.deep.equal(["Photos/2024/IMG_1.JPG", "Photos/2024/img_2.png"]);
    expect(await all(index, "photos")).to.deep.equal(["Photos"]);
    expect(await all(index, "zzz")).to.deep.equal([]);
    expect(await all(index, "w\nl")).to.deep.equal(["new\nline"]);
    expect(await all(index, "raw\udcff")).to.deep.equal(["raw\udcff.bin"]);
  });

  it("does not care how a letter is composed, nor where a sigma is", async () => {
    for (const query of ["ünder", "u\u0308nder", "ÜNDER"])
      expect(await all(index, query)).to.deep.equal(["Music/Ünder.mp3"]);
    for (const query of ["οδος", "οδοσ", "ΔΟΣ"]) expect(await all(index, query)).to.deep.equal(["Music/ΟΔΟΣ"]);
  });

  it("matches the whole name with wildcards", async () => {
    expect(await all(index, "img*")).to.deep.equal(["Photos/imgs", "Photos/2024/IMG_1.JPG", "Photos/2024/img_2.png"]);
    expect(await all(index, "*.png")).to.deep.equal(["Photos/2024/img_2.png"]);
    expect(await all(index, "img_?.*")).to.deep.equal(["Photos/2024/IMG_1.JPG", "Photos/2024/img_2.png"]);
    expect(await all(index, "?nder.mp3")).to.deep.equal(["Music/Ünder.mp3"]);
    expect(await all(index, "raw?.bin")).to.deep.equal(["raw\udcff.bin"]);
    expect(await all(index, "img_[!1].*")).to.deep.equal(["Photos/2024/img_2.png"]);
    expect(await all(index, "*[[]live]*")).to.deep.equal(["Music/Under [live].mp3"]);
    expect(await all(index, "img")).to.have.length(3);
    expect(await all(index, "img?")).to.deep.equal(["Photos/imgs"]);
  });

  it("matches the end of the path when there is a slash in it", async () => {
    expect(await all(index, "2024/img")).to.deep.equal(["Photos/2024/IMG_1.JPG", "Photos/2024/img_2.png"]);
    expect(await all(index, "24/img_1")).to.deep.equal(["Photos/2024/IMG_1.JPG"]);
    expect(await all(index, "os/2024/img_2")).to.deep.equal(["Photos/2024/img_2.png"]);
    expect(await all(index, "photos/img_1")).to.deep.equal([]);
    expect(await all(index, "photos/*/*.jpg")).to.deep.equal(["Photos/2024/IMG_1.JPG"]);
    expect(await all(index, "/photos/2024/img_1.jpg")).to.deep.equal(["Photos/2024/IMG_1.JPG"]);
    expect(await all(index, "x/photos/2024/img_1.jpg")).to.deep.equal([]);
    expect(await all(index, "img/")).to.deep.equal([]);
    expect(await all(index, "s/")).to.deep.equal(["Photos", "Photos/imgs"]);
    expect(await all(index, "i*/")).to.deep.equal(["Photos/imgs"]);
  });

  it("finds the same a few at a time, each once", async () => {
    const many = await indexOf(
      Array.from({ length: 9000 }, (_, at) => ({ path: `${at % 90}/a name of a file ${at}` })),
    );
    const paths = await all(many, "name");
    expect(new Set(paths).size).to.equal(9000);
    expect((await pages(many, "name", 1000)).map((page) => page.length)).to.deep.equal(Array(9).fill(1000));
    expect((await pages(many, "name", 777)).flat()).to.deep.equal(paths);
    expect((await pages(many, "7/*77", 3)).flat()).to.deep.equal(await all(many, "7/*77"));
    expect(await all(many, "file 8999")).to.deep.equal(["89/a name of a file 8999"]);
  });

  it("finds exactly the names that it should", async () => {
    const letters = fc.stringMatching(/^[ab*?B/]{1,4}$/).filter((text) => /[^/]/.test(text) && !text.includes("//"));
    await fc.assert(
      fc.asyncProperty(anyEntries, letters, fc.integer({ min: 1, max: 7 }), async (entries, text, limit) => {
        const expected = modelOf(entries)
          .below("")
          .filter((entry) => isMatch(entry.path, entry.type === "d", text))
          .map(({ path }) => path);
        const found = (await pages(await indexOf(entries), text, limit)).flat();
        expect(found.sort()).to.deep.equal(expected.sort());
      }),
    );
  });

  it("stops when it is told to", async () => {
    const error = await index
      .search(parseNameQuery("a"), { after: null, limit: 1, slice, signal: AbortSignal.abort(new Error("left")) })
      .catch((reason: Error) => reason.message);
    expect(error).to.equal("left");
  });

  it("does little at once, however much a pattern costs", async () => {
    const hex = Array.from({ length: 20_000 }, (_, at) => ({ path: at.toString(16).padStart(40, "0123456789abcdef") }));
    const same = Array.from({ length: 2000 }, (_, at) => ({ path: `${"a".repeat(250)}${at}` }));
    const folders = same.map(({ path }) => ({ path: `${path}/x` }));
    for (const [entries, text] of [
      [hex, `*${"?".repeat(25)}[!0-z]`],
      [same, `${"*a?a?a?".repeat(8)}b`],
      [folders, `${"*a?".repeat(30)}c/x`],
    ] as const) {
      const work = createCountedSlices();
      const { query, matched } = counted(parseNameQuery(text));
      const archive = await indexOf(entries);
      let after: number | null = null;
      do {
        after = (await archive.search(query, { after, limit: 10, slice: work.slices(matched) })).next;
      } while (after !== null);
      expect(work.most(), text).to.be.within(1, 2 * pieceSteps + 1);
    }
  });

  it("refuses what would cost too much at each place of a name", () => {
    for (const text of ["?".repeat(400), `${"*a".repeat(150)}b`, `[${"a".repeat(400)}]`, `${"?/".repeat(400)}?`])
      expect(() => parseNameQuery(text))
        .to.throw(Fault)
        .with.property("code", "invalid-input");
    expect(() => parseNameQuery("a".repeat(1000))).not.to.throw();
    expect(() => parseNameQuery("????????-????-????-????-????????????/*[0-9][0-9].jpg")).not.to.throw();
  });

  it("takes no longer for a pattern that could go wrong in many ways", () => {
    const { parts } = parseNameQuery(`${"*a".repeat(50)}b`);
    const name = Buffer.from("a".repeat(1000));
    const work = { steps: 0 };
    expect(parts[0].matches(name, 0, name.length, work)).to.equal(false);
    expect(work.steps).to.be.lessThan(name.length * 151);
  });
});

/** Tells how many steps the costliest piece took. */
function createCountedSlices() {
  let most = 0;
  const slices = (matched: () => number): Slices => ({
    long: (piece) => piece(),
    async run(piece, signal) {
      signal?.throwIfAborted();
      const before = matched();
      const result = piece();
      most = Math.max(most, matched() - before);
      return result;
    },
  });
  return { slices, most: () => most };
}

/** The same query, and how many steps its patterns took so far. */
function counted(query: NameQuery): { query: NameQuery; matched: () => number } {
  let steps = 0;
  const [first, ...rest] = query.parts;
  const watch = (pattern: NamePattern): NamePattern => ({
    literal: pattern.literal,
    matches(bytes, start, end, work) {
      const own = { steps: 0 };
      const answer = pattern.matches(bytes, start, end, own);
      work.steps += own.steps;
      steps += own.steps;
      return answer;
    },
  });
  return { query: { ...query, parts: [watch(first), ...rest.map(watch)] }, matched: () => steps };
}

/** The rules of parseNameQuery as a regular expression over the path. */
function isMatch(path: string, isFolder: boolean, text: string): boolean {
  const foldersOnly = text.length > 1 && text.endsWith("/");
  if (foldersOnly && !isFolder) return false;
  const query = (foldersOnly ? text.slice(0, -1) : text).toLowerCase();
  const own = path.toLowerCase();
  if (!/[*?]/.test(query)) {
    const end = foldersOnly ? "$" : "[^/]*$";
    return new RegExp(`${query.startsWith("/") ? `(^|/)${query.slice(1)}` : query}${end}`).test(own);
  }
  const pattern = query.replace(/^\//, "").replace(/\*/g, "[^/]*").replace(/\?/g, "(?:[\\udc80-\\udcff]|[^/])");
  return new RegExp(`(^|/)${pattern}$`, "u").test(own);
}
