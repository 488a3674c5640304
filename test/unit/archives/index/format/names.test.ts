import { expect } from "chai";
import fc from "fast-check";
import { decodeName, encodeName, foldName, foldText } from "../../../../../src/archives/index/format/names.ts";
import { fromBytes, toBytes } from "../../../../../src/archives/paths.ts";

const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 60 }).map((raw) => Buffer.from(raw)),
  fc
    .array(fc.constantFrom(0x61, 0xc3, 0xa9, 0xe2, 0x82, 0xac, 0xed, 0xb2, 0x80, 0xf0, 0x9f, 0x98, 0x80, 0xff))
    .map((raw) => Buffer.from(raw)),
);

describe("archives/index/names", () => {
  it("reads and writes names as paths.ts does", () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const name = decodeName(Buffer.concat([Buffer.from("é\xff"), bytes]), 4, 4 + bytes.length);
        expect(name).to.equal(fromBytes(bytes));
        expect(encodeName(name).equals(bytes)).to.equal(true);
        expect(encodeName(name).equals(toBytes(name))).to.equal(true);
      }),
    );
  });

  it("folds bytes as it folds text, within four times their length", () => {
    const texts = fc.oneof(
      anyBytes.map(fromBytes),
      fc.string({ unit: "binary", maxLength: 20 }).filter((text) => !/\p{Surrogate}/u.test(text)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const bytes = encodeName(text);
        const into = Buffer.alloc(bytes.length * 4 + 2);
        const end = foldName(bytes, 0, bytes.length, into, 1);
        expect(decodeName(into, 1, end)).to.equal(foldText(text).replaceAll("\0", "\x01"));
      }),
      { numRuns: 500 },
    );
    const longest = "\u{1d160}\ufb2c\u0130".repeat(5);
    const into = Buffer.alloc(Buffer.byteLength(longest) * 4);
    const end = foldName(Buffer.from(longest), 0, Buffer.byteLength(longest), into, 0);
    expect(into.toString("utf8", 0, end)).to.equal(foldText(longest));
  });
});
