import { expect } from "chai";
import type { ArchiveReply } from "../../../../schemas/archives.ts";
import { gather, type ResultPage } from "../../../../widgets/app/pages/archive/gathering.ts";
import { filterArchives, filterOf, noFilter, searchOf } from "../../../../widgets/app/pages/archives/archive-filter.ts";
import { draftErrors, emptyDraft, landingOf, requestOf } from "../../../../widgets/app/pages/restore/restore-draft.ts";

const settle = async () => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

describe("archive pages: results that come bit by bit", () => {
  const pages: Record<string, ResultPage<number>> = {
    "": { items: [1, 2], next: "a" },
    a: { items: [], next: "b" },
    b: { items: [3, 4], next: "c" },
    c: { items: [5], next: null },
  };

  it("goes on over empty pages until there are enough, and then waits to be asked", async () => {
    const asked: (string | null)[] = [];
    const gathering = gather<number, ResultPage<number>>({
      enough: 3,
      onChange: () => {},
      fetchPage: async (cursor) => {
        asked.push(cursor);
        return pages[cursor ?? ""] as ResultPage<number>;
      },
    });
    await settle();
    expect(gathering.state).to.equal("paused");
    expect(gathering.items).to.deep.equal([1, 2, 3, 4]);
    gathering.more();
    await settle();
    expect(gathering.state).to.equal("done");
    expect(gathering.items).to.deep.equal([1, 2, 3, 4, 5]);
    gathering.more();
    await settle();
    expect(asked).to.deep.equal([null, "a", "b", "c"]);
  });

  it("keeps what it has where it fails, and takes up there again", async () => {
    let down = true;
    const gathering = gather<number, ResultPage<number>>({
      enough: 100,
      onChange: () => {},
      fetchPage: async (cursor) => {
        if (cursor === "b" && down) throw new Error("down");
        return pages[cursor ?? ""] as ResultPage<number>;
      },
    });
    await settle();
    expect(gathering.state).to.equal("failed");
    expect(gathering.items).to.deep.equal([1, 2]);
    down = false;
    gathering.more();
    await settle();
    expect(gathering.items).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it("takes nothing more once it was paused or ended, though an answer was on its way", async () => {
    let answer: (page: ResultPage<number>) => void = () => {};
    let signal: AbortSignal | undefined;
    const gathering = gather<number, ResultPage<number>>({
      enough: 100,
      onChange: () => {},
      fetchPage: (_cursor, given) => {
        signal = given;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    });
    gathering.pause();
    expect(signal?.aborted).to.equal(true);
    answer({ items: [1], next: null });
    await settle();
    expect(gathering.items).to.deep.equal([]);
    gathering.more();
    gathering.end();
    answer({ items: [1], next: null });
    await settle();
    expect(gathering.items).to.deep.equal([]);
  });
});

describe("archive pages: the filter of the list", () => {
  const archive = (name: string, startedAt: string, change: Partial<ArchiveReply> = {}): ArchiveReply => ({
    id: name,
    name,
    planId: null,
    comment: "",
    startedAt,
    hostname: "deck",
    index: "ready",
    allowed: [],
    ...change,
  });
  const all = [
    archive("new", new Date(2026, 10, 22, 23, 59, 30).toISOString(), { planId: "p" }),
    archive("old", new Date(2026, 10, 21, 0, 0, 0).toISOString(), { comment: "Before the MOVE" }),
  ];
  const names = (change: Partial<typeof noFilter>) =>
    filterArchives(all, { ...noFilter, ...change }).map(({ name }) => name);

  it("goes by text, plan and the reader's days, the last one included", () => {
    expect(names({})).to.deep.equal(["new", "old"]);
    expect(names({ text: " move " })).to.deep.equal(["old"]);
    expect(names({ text: "DECK" })).to.deep.equal(["new", "old"]);
    expect(names({ plan: "none" })).to.deep.equal(["old"]);
    expect(names({ plan: "p" })).to.deep.equal(["new"]);
    expect(names({ from: "2026-11-22", to: "2026-11-22" })).to.deep.equal(["new"]);
    expect(names({ from: "2026-11-21", to: "2026-11-21" })).to.deep.equal(["old"]);
    expect(names({ to: "2026-11-20" })).to.deep.equal([]);
  });

  it("has an address that leads back to it", () => {
    const filter = { text: "a&b", plan: "none", from: "2026-11-21", to: "" };
    expect(filterOf(new URLSearchParams(searchOf(filter)))).to.deep.equal(filter);
    expect(searchOf(noFilter)).to.equal("");
  });
});

describe("restore page: the request of its choices", () => {
  it("never strips folders at the original place, and needs a whole path for another", () => {
    const stripped = { ...emptyDraft, layout: "stripped" } as const;
    expect(requestOf(stripped, "a", ["x"])).to.deep.include({
      destination: { type: "original" },
      layout: "full-path",
      conflicts: "skip",
    });
    const elsewhere = { ...stripped, place: "folder", folder: " /srv/x " } as const;
    expect(requestOf(elsewhere, "a", [])).to.deep.include({
      destination: { type: "folder", path: "/srv/x" },
      layout: "stripped",
      paths: [],
    });
    expect(draftErrors(elsewhere)).to.deep.equal({});
    expect(draftErrors({ ...elsewhere, folder: "srv" })).to.have.keys("/destination/path");
    expect(draftErrors({ ...emptyDraft, folder: "srv" })).to.deep.equal({});
  });

  it("says where a path comes to lie", () => {
    const folder = { ...emptyDraft, place: "folder", folder: "/srv/x/" } as const;
    expect(landingOf(emptyDraft, "home/a")).to.equal("/home/a");
    expect(landingOf(folder, "home/a")).to.equal("/srv/x/home/a");
    expect(landingOf({ ...folder, layout: "stripped" }, "home/a")).to.equal("/srv/x/a");
  });
});
