import { expect } from "chai";
import fc from "fast-check";
import { createZipNames } from "../../../src/archives/download/zip-names.ts";

const names = (...paths: string[]) => {
  const { nameOf } = createZipNames();
  return paths.map(nameOf);
};

describe("archives/zip-names", () => {
  it("leaves ordinary names as they are", () => {
    const ordinary = ["a/b c/d.txt", "café", "cafe\u0301", "😀", "100%", "re:^.*", "{now}", "-dash", 'a"b'];
    expect(names(...ordinary)).to.deep.equal(ordinary);
  });

  it("writes what a zip cannot hold by its bytes", () => {
    expect(names("f\udce9/x\ny", "back\\slash", "50%\udcff", "\u0085")).to.deep.equal([
      "f%E9/x%0Ay",
      "back%5Cslash",
      "50%25%FF",
      "%C2%85",
    ]);
  });

  it("writes what would lead out of the folder as a name", () => {
    expect(names("top/../../esc1", "./a", "..", "a/...", "..a", "%2E%2E")).to.deep.equal([
      "top/%2E%2E/%2E%2E/esc1",
      "%2E/a",
      "%2E%2E",
      "a/...",
      "..a",
      "%2E%2E~2",
    ]);
  });

  it("gives no two paths the same name, and the same path the same", () => {
    expect(names("a%E9", "a\udce9", "a\udce9", "a%E9~2")).to.deep.equal(["a%E9", "a%E9~2", "a%E9~2", "a%E9~2~2"]);
    const character = fc.constantFrom("a", "/", "%", "E", "9", "~", "2", "5", "C", "\\", "\udce9", "\n", ".");
    const paths = fc.uniqueArray(fc.array(character, { minLength: 1, maxLength: 6 }).map((all) => all.join("")));
    fc.assert(
      fc.property(paths, (some) => {
        const made = names(...some);
        expect(new Set(made).size).to.equal(some.length);
        expect(made.join("")).to.match(/^[a/%E9~25CF0A.]*$/);
      }),
    );
  });
});
