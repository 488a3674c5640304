import { expect } from "chai";
import { matchingArchives } from "../../../src/archives/list/catalog.ts";

const archive = (name: string, startedAt: string, planId: string | null = null, comment = "") => ({
  id: name,
  name,
  planId,
  comment,
  startedAt,
  hostname: null,
});

describe("archives/catalog", () => {
  const all = [
    archive("one", "2026-01-01T00:00:00.000Z", "planhome", "Documents"),
    archive("two", "2026-01-02T00:00:00.000Z"),
    archive("Three", "2026-01-03T00:00:00.000Z", "planwork"),
  ];
  const names = (filter: Parameters<typeof matchingArchives>[1]) =>
    matchingArchives(all, filter).map(({ name }) => name);

  it("gives all of them, oldest first unless told", () => {
    expect(names({})).to.deep.equal(["one", "two", "Three"]);
    expect(names({ order: "newest" })).to.deep.equal(["Three", "two", "one"]);
    expect(all.map(({ name }) => name)).to.deep.equal(["one", "two", "Three"]);
  });

  it("filters by plan, by no plan, by time and by what is written", () => {
    expect(names({ planId: "planwork" })).to.deep.equal(["Three"]);
    expect(names({ planId: null })).to.deep.equal(["two"]);
    expect(names({ from: "2026-01-02T00:00:00Z" })).to.deep.equal(["two", "Three"]);
    expect(names({ to: "2026-01-02T01:00:00+01:00" })).to.deep.equal(["one", "two"]);
    expect(names({ q: "t" })).to.deep.equal(["one", "two", "Three"]);
    expect(names({ q: "DOCU" })).to.deep.equal(["one"]);
    expect(names({ q: "three", from: "2027-01-01T00:00:00Z" })).to.deep.equal([]);
  });

  it("filters ten thousand in a moment's work", () => {
    const many = Array.from({ length: 10_000 }, (_, at) => archive(`a${at}`, "2026-01-01T00:00:00.000Z"));
    expect(matchingArchives(many, { q: "99", order: "newest" })).to.have.length(280);
  });
});
