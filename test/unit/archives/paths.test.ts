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

  it("takes only what it could have given, and that means one path alone", () => {
    const parts = fc.constantFrom("a", "/", "\\", "\\\\", "\\x", "\\xe9", "x41", "\0", "\n", "..", "é", "\ud83d\ude00");
    const anyPath = fc.oneof(
      fc.array(parts).map((found) => found.join("")),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(anyPath, (path) => {
        let inside: string;
        try {
          inside = fromPublicPath(path);
        } catch (error) {
          expect(error).to.have.property("code", "not-found");
          return;
        }
        expect(inside).not.to.contain("\0");
        expect(inside).not.to.match(/^\/|\/$/);
        expect(toPublicPath(inside)).to.equal(path.replace(/^\/+|\/+$/g, ""));
        expect(toBytes(inside).includes(0)).to.equal(false);
      }),
      { numRuns: 500 },
    );
  });

  it("never shows two names as one, and always as text that any program takes", () => {
    fc.assert(
      fc.property(bytes, bytes, (one, other) => {
        const [first, second] = [toPublicPath(fromBytes(one)), toPublicPath(fromBytes(other))];
        expect(first === second).to.equal(one.equals(other));
        for (const shown of [first, toDisplayName(fromBytes(one))]) {
          expect(Buffer.from(shown).toString()).to.equal(shown);
        }
      }),
    );
  });

  it("stays below the folder as bytes, and comes apart into what it was made of", () => {
    fc.assert(
      fc.property(
        fc.array(
          bytes.filter(({ length }) => length > 0),
          { minLength: 1, maxLength: 5 },
        ),
        (names) => {
          const inside = names.map((name) => fromBytes(name));
          const path = inside.join("/");
          expect([parentOf(path), nameOf(path)]).to.deep.equal([inside.slice(0, -1).join("/"), inside.at(-1)]);
          const wanted = Buffer.concat([Buffer.from("/scratch"), ...names.flatMap((name) => [Buffer.from("/"), name])]);
          expect(toFilePath("/scratch", path).equals(wanted)).to.equal(true);
        },
      ),
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
