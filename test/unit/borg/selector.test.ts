import { expect } from "chai";
import fc from "fast-check";
import { childrenOf, exactly, resembling } from "../../../src/borg/selector.ts";

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

  it("chooses the entries of a folder and not what is deeper", () => {
    fc.assert(
      fc.property(path, (value) => {
        const pattern = compile(childrenOf(value));
        expect(pattern.test(`${value}/child`)).to.equal(true);
        expect(pattern.test(`${value}/child/deeper`)).to.equal(false);
        expect(pattern.test(value)).to.equal(false);
        expect(pattern.test(`x${value}/child`)).to.equal(false);
      }),
    );
    expect(compile(childrenOf("")).test("srv")).to.equal(true);
    expect(compile(childrenOf("")).test("srv/a")).to.equal(false);
  });

  it("finds names that borg printed with losses", () => {
    const pattern = compile(resembling("a/lat?in"));
    for (const name of ["a/lat\udce9in", "a/lat?in"]) expect(pattern.test(name)).to.equal(true);
    expect(pattern.test("a/latXin")).to.equal(false);
  });
});
