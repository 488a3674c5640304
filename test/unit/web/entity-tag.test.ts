import { expect } from "chai";
import { matchesEtag } from "../../../src/web/entity-tag.ts";

describe("matchesEtag", () => {
  it("compares weakly, in lists too", () => {
    for (const header of ['"a"', 'W/"a"', '"x", "a"', ' W/"a" ,"x"', "*"])
      expect(matchesEtag(header, '"a"'), header).to.equal(true);
    expect(matchesEtag('"a"', 'W/"a"')).to.equal(true);
  });

  it("takes no other", () => {
    for (const header of [undefined, "", "a", '"b"', '"A"', '"a'])
      expect(matchesEtag(header, '"a"'), String(header)).to.equal(false);
  });
});
