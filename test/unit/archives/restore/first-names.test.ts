import { expect } from "chai";
import { createFirstNames, type StagedContent } from "../../../../src/archives/restore/first-names.ts";

const content: StagedContent = {
  place: 0,
  staged: "7",
  attributes: { mode: 0o644, owner: null, modifiedAtUs: 0 },
  damaged: false,
};

describe("archives/restore/first-names", () => {
  it("knows a content until its last name is placed, and no longer", () => {
    const names = createFirstNames();
    names.refer("a");
    names.refer("a");
    names.hold("a", content);
    expect(names.take("a")).to.deep.equal(content);
    expect(names.isAwaited("a")).to.equal(true);
    expect(names.take("a")).to.deep.equal(content);
    expect(names.isAwaited("a")).to.equal(false);
    expect(names.take("a")).to.equal(undefined);
  });

  it("holds nothing that no name refers to, and nothing besides what its names need", () => {
    const names = createFirstNames();
    names.refer("a");
    const record = { ...content, path: "a", parts: ["a"] };
    names.hold("a", record);
    names.hold("b", record);
    expect(names.take("a")).to.deep.equal(content);
    expect(names.take("b")).to.equal(undefined);
  });

  it("counts a name whose first never came", () => {
    const names = createFirstNames();
    names.refer("a");
    expect(names.take("a")).to.equal(undefined);
    expect(names.isAwaited("a")).to.equal(false);
  });
});
