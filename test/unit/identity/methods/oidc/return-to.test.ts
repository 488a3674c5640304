import { expect } from "chai";
import fc from "fast-check";
import { safeReturnTo } from "../../../../../src/identity/methods/oidc/return-to.ts";

const root = { basePath: "", origins: [] };

describe("where a browser may go after signing in", () => {
  for (const path of ["/", "/runs", "/runs?page=2&q=%2F%2Fx#last", "/a//b", "/sign-in", "/repositories/ü"]) {
    it(`${path} is ours`, () => {
      expect(decodeURI(safeReturnTo(path, root))).to.equal(decodeURI(path));
    });
  }

  for (const wanted of [
    undefined,
    "",
    "runs",
    "//evil",
    "///evil",
    "/\\evil",
    "\\\\evil",
    "/\t/evil",
    "/%09/evil\n",
    "\t//evil",
    " //evil",
    "https://good@evil",
    "https://evil",
    "https:evil",
    "javascript:alert(1)",
    "data:text/html,x",
    "/..//evil",
    "/.//evil",
    "/a/../..//evil",
    "/%2e%2e//evil",
    "http://self.invalid/x",
    "/api/session",
    "/api/auth/oidc/login?returnTo=/",
  ]) {
    it(`${JSON.stringify(wanted)} is not: /`, () => {
      expect(safeReturnTo(wanted, root)).to.equal("/");
    });
  }

  it("stays below nothing but this origin under BASE_PATH, whose root is home", () => {
    const rules = { basePath: "/borg", origins: [] };
    expect(safeReturnTo("/borg/runs", rules)).to.equal("/borg/runs");
    expect(safeReturnTo("//evil", rules)).to.equal("/borg/");
    expect(safeReturnTo("/borg/api/session", rules)).to.equal("/borg/");
  });

  it("names other origins exactly", () => {
    const rules = { basePath: "", origins: ["https://home.example"] };
    expect(safeReturnTo("https://home.example/x", rules)).to.equal("https://home.example/x");
    for (const other of [
      "https://home.example.evil/",
      "https://evil/#https://home.example",
      "https://home.example:444/",
      "blob:https://home.example/x",
    ]) {
      expect(safeReturnTo(other, rules)).to.equal("/");
    }
  });

  it("never leaves the origin, whatever is wanted", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }), (start, rest) => {
        for (const wanted of [start + rest, `/${start}${rest}`, `//${rest}`, `/\\${rest}`]) {
          const target = safeReturnTo(wanted, root);
          expect(new URL(target, "https://borgdeck.test").origin).to.equal("https://borgdeck.test");
        }
      }),
    );
  });
});
