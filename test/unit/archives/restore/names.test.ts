import { expect } from "chai";
import fc from "fast-check";
import { joined, otherName, partsOf } from "../../../../src/archives/restore/names.ts";
import { isName } from "../../../../src/ports/directories.ts";

const bytes = fc.uint8Array({ minLength: 1, maxLength: 255 }).map((value) => Buffer.from(value));

describe("archives/restore names", () => {
  it("takes paths apart into names that stay where they are, or not at all", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          bytes,
          fc.stringMatching(/^[./a]{1,12}$/).map((text) => Buffer.from(text)),
        ),
        (path) => {
          const parts = partsOf(path);
          if (parts === null) return;
          expect(parts.every(isName)).to.equal(true);
          expect(joined(parts).equals(path)).to.equal(true);
        },
      ),
    );
    for (const path of ["", "/a", "a/", "a//b", ".", "..", "a/..", "../a", "a/./b", "a\0b"]) {
      expect(partsOf(Buffer.from(path)), path).to.equal(null);
    }
    expect(partsOf(Buffer.from("a/...b/.c"))?.map(String)).to.deep.equal(["a", "...b", ".c"]);
  });

  it("finds other names that the system takes, each another", () => {
    fc.assert(
      fc.property(bytes.filter(isName), fc.integer({ min: 1, max: 1000 }), (name, attempt) => {
        const other = otherName(name, attempt);
        expect(isName(other)).to.equal(true);
        expect(other.length).to.be.at.most(255);
        expect(other.equals(otherName(name, attempt + 1))).to.equal(false);
      }),
    );
  });

  it("keeps the ending, and cuts no character in two", () => {
    expect(String(otherName(Buffer.from("a.tar.gz"), 1))).to.equal("a.tar (restored).gz");
    expect(String(otherName(Buffer.from(".profile"), 2))).to.equal(".profile (restored 2)");
    const long = String(otherName(Buffer.from(`${"\u00e9".repeat(125)}.txt`), 1));
    expect(long).to.match(/^\u00e9+ \(restored\)\.txt$/);
  });
});
