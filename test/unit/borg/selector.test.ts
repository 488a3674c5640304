import { expect } from "chai";
import fc from "fast-check";
import { exactly, subtree } from "../../../src/borg/selector.ts";

/** borg's regular expression in JavaScript's spelling; the real one is tried in test/borg. */
function compile(selector: string): RegExp {
  const source = selector
    .replace(/^re:/, "")
    .replaceAll("\\Z", "$")
    .replace(/\\U([0-9a-f]{8})/g, (_, code: string) => `\\u{${code.replace(/^0+/, "")}}`);
  return new RegExp(source, "su");
}

const path = fc
  .array(fc.string({ unit: "binary", minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 4 })
  .map((parts) => parts.map((part) => part.replace(/[/\0]/g, "_")).join("/"));

describe("borg/selector", () => {
  it("uses plain ASCII, so that any argument list can carry it", () => {
    fc.assert(
      fc.property(path, (value) => {
        expect(exactly(value)).to.match(/^re:\^[A-Za-z0-9/_\\]+$/);
      }),
    );
  });

  it("chooses the path and no other", () => {
    fc.assert(
      fc.property(path, path, (value, other) => {
        const pattern = compile(exactly(value));
        expect(pattern.test(value)).to.equal(true);
        expect(pattern.test(other)).to.equal(value === other);
        expect(pattern.test(`${value}/${other}`)).to.equal(false);
        expect(pattern.test(`${other}/${value}`)).to.equal(false);
      }),
    );
  });

  it("chooses a folder with all that is in it, and none that begins alike", () => {
    fc.assert(
      fc.property(path, path, (value, below) => {
        const pattern = compile(subtree(value));
        for (const chosen of [value, `${value}/${below}`]) expect(pattern.test(chosen)).to.equal(true);
        for (const other of [`${value}x`, `x${value}`]) expect(pattern.test(other)).to.equal(false);
      }),
    );
  });
});
