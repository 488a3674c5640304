import { expect } from "chai";
import fc from "fast-check";
import { summarizeDifferences } from "../../../../../src/archives/index/compare/compare.ts";
import { InvalidIndexError } from "../../../../../src/archives/index/format/invalid-index.ts";
import { openIndex } from "../../../../../src/archives/index/open-index.ts";
import { parseNameQuery } from "../../../../../src/archives/index/search/name-query.ts";
import { createSlices } from "../../../../../src/archives/index/slices.ts";
import { archiveId, indexBytes, indexOf, inMemory } from "../../../../support/index-file.ts";

const slice = createSlices();

const entries = [
  ...Array.from({ length: 300 }, (_, at) => ({
    path: `many/File ${at}`,
    sizeBytes: at * 1000,
    modifiedAtUs: at * 1e9,
  })),
  ...Array.from({ length: 200 }, (_, at) => ({ path: `folders/${at}/x/y`, type: "l", link: `../${at}` })),
];

/** Everything that can be asked of it, as text; or "invalid". */
async function answers(bytes: Buffer): Promise<string> {
  const said: unknown[] = [];
  try {
    const index = await openIndex(inMemory(bytes), { archiveId });
    said.push(index.totals);
    for (const path of ["", "many", "folders", "folders/77", "folders/77/x", "none"]) {
      said.push(await index.list(path, { from: 0, limit: 1000 }));
    }
    said.push(await index.find("many/File 150"), await index.find("folders/199/x/y"));
    for (const query of ["file 2", "*9", "x/y", "no such"]) {
      said.push(await index.search(parseNameQuery(query), { after: null, limit: 1000, slice }));
    }
    for await (const batch of index.walk([""])) said.push(batch);
    said.push(await summarizeDifferences(index, await indexOf([]), { path: "", slice }));
    said.push(await summarizeDifferences(index, await indexOf([entries[0]!, entries[400]!]), { path: "", slice }));
  } catch (error) {
    if (error instanceof InvalidIndexError) return "invalid";
    throw error;
  }
  return JSON.stringify(said);
}

describe("archives/index, damaged", function () {
  this.timeout(60_000);
  let whole: Buffer;
  let expected: string;

  before(async () => {
    whole = (await indexBytes(entries)).bytes;
    expected = await answers(whole);
  });

  it("answers as before, or not at all, whichever byte is another", async () => {
    let refused = 0;
    const damage = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(damage, async ([at, bits]) => {
        const bytes = Buffer.from(whole);
        bytes[at] = whole[at]! ^ bits;
        const said = await answers(bytes);
        if (said === "invalid") refused += 1;
        else expect(said === expected, `byte ${at}`).to.equal(true);
      }),
      { numRuns: 400 },
    );
    expect(refused).to.be.greaterThan(200);
  });

  it("is refused at once when it is cut off, or goes on", async () => {
    const cuts = fc.nat(whole.length - 1);
    await fc.assert(
      fc.asyncProperty(cuts, async (length) => {
        expect(await answers(whole.subarray(0, length))).to.equal("invalid");
      }),
    );
    expect(await answers(Buffer.concat([whole, Buffer.alloc(1)]))).to.equal("invalid");
    expect(await answers(Buffer.concat([whole, whole]))).to.equal("invalid");
    expect(await answers(Buffer.alloc(0))).to.equal("invalid");
  });

  it("is refused when parts of it changed places", async () => {
    const other = (await indexBytes([...entries, { path: "more" }])).bytes;
    const blocks = fc.tuple(fc.nat(whole.length - 64), fc.nat(whole.length - 64), fc.integer({ min: 8, max: 4096 }));
    await fc.assert(
      fc.asyncProperty(blocks, async ([from, to, length]) => {
        for (const source of [whole, other]) {
          const bytes = Buffer.from(whole);
          source.copy(bytes, to, from, from + length);
          expect(["invalid", expected]).to.include(await answers(bytes));
        }
      }),
    );
  });

  it("is refused for another archive", async () => {
    const error = await openIndex(inMemory(whole), { archiveId: "f".repeat(64) }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(InvalidIndexError);
  });
});
