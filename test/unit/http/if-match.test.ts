import { expect } from "chai";
import { revisionOf } from "../../../src/http/read/if-match.ts";

describe("revisionOf", () => {
  it("reads the revision, also of a tag that a proxy weakened", () => {
    for (const text of ['"12"', 'W/"12"', "12", ' "12" ']) expect(revisionOf(text), text).to.equal(12);
  });

  it("has none without a header or for any", () => {
    expect([revisionOf(undefined), revisionOf("*")]).to.deep.equal([undefined, undefined]);
  });

  it("refuses anything else, several tags too", () => {
    for (const text of ["", '"a"', '"1", "2"', "-1", "1.5", '"9999999999999999"']) {
      expect(() => revisionOf(text), text)
        .to.throw()
        .with.property("code", "invalid-request");
    }
  });
});
