import { expect } from "chai";
import fc from "fast-check";
import type { FileEntry } from "../../../../schemas/archives.ts";
import { downloadRoutes } from "../../../../src/http/routes/downloads.ts";
import { viewAddress, viewOf } from "../../../../widgets/app/pages/archive/archive-address.ts";
import { createBasket, mostChosen, sumOf } from "../../../../widgets/app/pages/archive/basket.ts";
import { downloadAddress } from "../../../../widgets/app/pages/archive/download-address.ts";
import { createEntryPages } from "../../../../widgets/app/pages/archive/entry-pages.ts";
import { seek } from "../../../../widgets/app/pages/archive/type-ahead.ts";

const entry = (name: string, type: FileEntry["type"] = "file"): FileEntry => ({
  name,
  path: name,
  type,
  sizeBytes: 10,
  filesCount: type === "directory" ? 3 : null,
  modifiedAt: null,
  mode: "-rw-r--r--",
  linkTarget: null,
});

/** Folders first, each part by its bytes, as the service orders them. */
const ordered = (names: readonly string[]) =>
  names
    .map((name, index) => entry(name, index % 3 === 0 ? "directory" : "file"))
    .sort((a, b) =>
      a.type === b.type ? Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)) : a.type === "directory" ? -1 : 1,
    );

/** Session storage without a browser. */
function storage(): Storage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
    clear: () => items.clear(),
  };
}

describe("archive pages: entries by position", () => {
  const all = Array.from({ length: 5_000 }, (_, index) => entry(`f${String(index).padStart(5, "0")}`));
  const pagesOf = (asked: number[], fail: () => boolean = () => false) =>
    createEntryPages({
      first: { items: all.slice(0, 200), total: all.length },
      fetchPage: async (from) => {
        asked.push(from);
        if (fail()) throw new Error("down");
        return { items: all.slice(from, from + 200) };
      },
      onChange: () => {},
    });
  const settle = async () => {
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
  };

  it("fetches each page once, and only what is wanted", async () => {
    const asked: number[] = [];
    const pages = pagesOf(asked);
    pages.want(0, 40);
    pages.want(190, 230);
    pages.want(195, 235);
    await settle();
    expect(asked).to.deep.equal([200]);
    expect(pages.at(199)?.name).to.equal("f00199");
    expect(pages.at(234)?.name).to.equal("f00234");
    expect(pages.at(400)).to.equal(undefined);
  });

  it("asks for two pages at a time, and forgets wishes that were scrolled past", async () => {
    const asked: number[] = [];
    const pages = pagesOf(asked);
    for (let from = 400; from < 4_800; from += 200) pages.want(from, from + 30);
    expect(asked).to.have.length(2);
    await settle();
    expect(asked).to.deep.equal([400, 600, 4600]);
  });

  it("tells of a failure, stops asking, and goes on when told to", async () => {
    let down = true;
    const asked: number[] = [];
    const pages = pagesOf(asked, () => down);
    pages.want(400, 440);
    await settle();
    expect(pages.problem).to.be.instanceOf(Error);
    pages.want(600, 640);
    await settle();
    expect(asked).to.deep.equal([400]);
    down = false;
    pages.retry();
    await settle();
    expect(pages.at(600)?.name).to.equal("f00600");
  });
});

describe("archive pages: going to a name", () => {
  it("finds the first name with that beginning, or none, as a look at all of them would", async () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 6, unit: fc.constantFrom(..."abBéz-") }), {
      maxLength: 60,
    });
    await fc.assert(
      fc.asyncProperty(
        names,
        fc.string({ minLength: 2, maxLength: 3, unit: fc.constantFrom(..."abéz") }),
        async (given, typed) => {
          const entries = ordered(given);
          const found = await seek({ total: entries.length, entry: async (index) => entries[index] }, typed, 0);
          const exact = entries.findIndex(({ name }) => name.startsWith(typed));
          if (exact >= 0) expect(found).to.equal(exact);
          else if (found !== null)
            expect(entries[found]?.name.toLowerCase().startsWith(typed.toLowerCase())).to.equal(true);
        },
      ),
    );
  });

  it("goes on to the next with the same letter", async () => {
    const entries = ["apple", "apricot", "avocado", "beet", "x"].map((name) => entry(name));
    const pages = { total: entries.length, entry: async (index: number) => entries[index] };
    const first = await seek(pages, "a", 4);
    expect(first).to.equal(0);
    expect(await seek(pages, "a", 0)).to.equal(1);
    expect(await seek(pages, "q", 0)).to.equal(null);
  });
});

describe("archive pages: the basket", () => {
  it("takes what is below a folder into it, and is there again after a reload", () => {
    const kept = storage();
    const basket = createBasket("r", "a", kept);
    basket.add(entry("home/anna/x"));
    basket.add(entry("home/annabel"));
    basket.add(entry("home/anna", "directory"));
    expect(basket.items().map(({ path }) => path)).to.deep.equal(["home/annabel", "home/anna"]);
    expect(basket.holder("home/anna/x/y")).to.equal("home/anna");
    expect(basket.holder("home/ann")).to.equal(null);
    expect(createBasket("r", "a", kept).items()).to.have.length(2);
    expect(createBasket("r", "b", kept).items()).to.have.length(0);
    expect(sumOf(basket.items())).to.deep.equal({ files: 4, sizeBytes: 20 });
  });

  it("holds as many paths as a restore takes, and survives storage that is broken or full", () => {
    const kept = storage();
    kept.setItem("borgdeck.basket.r.a", "{no json");
    kept.setItem = () => {
      throw new Error("full");
    };
    const basket = createBasket("r", "a", kept);
    for (let index = 0; index < mostChosen; index += 1) expect(basket.add(entry(`f${index}`))).to.equal("added");
    expect(basket.add(entry("one more"))).to.equal("full");
    expect(basket.items()).to.have.length(mostChosen);
  });
});

describe("archive pages: addresses", () => {
  it("lead back to the view that they were made of", () => {
    const text = fc.string({ unit: "grapheme", maxLength: 30 });
    const view = fc.oneof(
      fc.record({ kind: fc.constant("folder" as const), path: text }),
      fc.record({ kind: fc.constant("search" as const), text, everywhere: fc.boolean() }),
      fc.record({ kind: fc.constant("compare" as const), to: text, path: text }),
      fc.record({ kind: fc.constant("history" as const), path: text }),
      fc.record({ kind: fc.constant("details" as const) }),
    );
    fc.assert(
      fc.property(view, text, (given, name) => {
        const { searchParams } = new URL(viewAddress("r", name, given), "http://x");
        expect(searchParams.get("name")).to.equal(name);
        expect(viewOf(searchParams)).to.deep.equal(given);
      }),
    );
  });

  it("of a download that no server would take is none", () => {
    const download = { server: "", repositoryId: "r", archiveName: "a", format: "zip" } as const;
    expect(downloadAddress({ ...download, paths: ["x"] })).to.equal(
      "/api/repositories/r/archives/a/download?path=x&format=zip",
    );
    expect(downloadAddress({ ...download, paths: Array.from({ length: 900 }, (_, at) => `some/path/${at}`) })).to.equal(
      null,
    );
  });

  it("of a download is none of more paths than the service takes", () => {
    const query = downloadRoutes[0]?.query as unknown as { properties: { path: { maxItems: number } } };
    const most = query.properties.path.maxItems;
    const of = (length: number) =>
      downloadAddress({
        server: "",
        repositoryId: "r",
        archiveName: "a",
        format: "zip",
        paths: Array.from({ length }, () => "x"),
      });
    expect(most).to.be.above(1);
    expect(of(most)).to.be.a("string");
    expect(of(most + 1)).to.equal(null);
  });
});
