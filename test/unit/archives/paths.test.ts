import { expect } from "chai";
import fc from "fast-check";
import {
  fromBytes,
  fromPublicPath,
  nameOf,
  parentOf,
  toBytes,
  toDisplayName,
  toFilePath,
  toPublicPath,
} from "../../../src/archives/paths.ts";

/** Any name that Linux takes, as bytes. */
const bytes = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((raw) => Buffer.from(raw.filter((byte) => byte !== 0 && byte !== 47)));

describe("archives/paths", () => {
  it("keeps every byte of every name on the way out and back", () => {
    fc.assert(
      fc.property(bytes, (raw) => {
        const inside = fromBytes(raw);
        expect(toBytes(inside).equals(raw)).to.equal(true);
        const outside = toPublicPath(inside);
        expect(fromPublicPath(outside)).to.equal(inside);
        expect(decodeURIComponent(encodeURIComponent(outside))).to.equal(outside);
        expect(JSON.parse(JSON.stringify(outside))).to.equal(outside);
      }),
    );
  });

  it("leaves an ordinary name as it is", () => {
    for (const path of ["home/ada/Café 😀.txt", "a'b\"c", "new\nline", "-x"]) expect(toPublicPath(path)).to.equal(path);
    expect(toPublicPath("a\\b\udce9")).to.equal("a\\\\b\\xe9");
    expect(toDisplayName("b\udce9😀")).to.equal("b\ufffd😀");
  });

  it("takes slashes around a path, and refuses what it never makes", () => {
    expect(fromPublicPath("/srv/a/")).to.equal("srv/a");
    expect(fromPublicPath("")).to.equal("");
    for (const path of ["a\\", "a\\x", "a\\x41", "a\\xE9", "a\\n", "a\0"]) {
      expect(() => fromPublicPath(path))
        .to.throw()
        .with.property("code", "not-found");
    }
  });

  it("names files for the system as bytes", () => {
    expect(toFilePath("/", "a/\udce9").equals(Buffer.from("/a/\xe9", "latin1"))).to.equal(true);
    expect(toFilePath("/scratch", "é").toString()).to.equal("/scratch/é");
  });

  it("takes paths apart", () => {
    expect([parentOf("a/b/c"), nameOf("a/b/c"), parentOf("a"), nameOf("a")]).to.deep.equal(["a/b", "c", "", "a"]);
  });
});
