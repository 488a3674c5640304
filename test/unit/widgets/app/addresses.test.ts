import { expect } from "chai";
import { errorAt } from "../../../../widgets/app/errors.ts";
import { archiveAddress, crumbsOf, parentOf } from "../../../../widgets/app/pages/archive/archive-address.ts";
import { matchPath } from "../../../../widgets/app/router.ts";

describe("the pages' addresses", () => {
  it("match a pattern part by part, decoded", () => {
    expect(matchPath("/plans/:id", "/plans/a%20b")).to.deep.equal({ id: "a b" });
    expect(matchPath("/plans/:id", "/plans/ab/")).to.deep.equal({ id: "ab" });
    expect(matchPath("/", "/")).to.deep.equal({});
  });

  it("match nothing else, broken escapes included", () => {
    for (const path of ["/plans", "/plans/", "/plans/a/b", "/plan/a", "/plans/%zz"]) {
      expect(matchPath("/plans/:id", path), path).to.equal(null);
    }
  });

  it("carry any name of an archive and any path in it", () => {
    const address = archiveAddress("aaaaaaaa", "a.b & c?", "home/ö %/x");
    const url = new URL(address, "http://localhost");
    expect(url.pathname).to.equal("/repositories/aaaaaaaa/archive");
    expect([url.searchParams.get("name"), url.searchParams.get("path")]).to.deep.equal(["a.b & c?", "home/ö %/x"]);
  });

  it("climb from a folder to the root and beyond", () => {
    expect([parentOf("home/anna"), parentOf("home"), parentOf("")]).to.deep.equal(["home", "", null]);
    expect(crumbsOf("home/anna/x").map(({ path }) => path)).to.deep.equal(["home", "home/anna", "home/anna/x"]);
  });
});

describe("errors of fields", () => {
  it("are those at a pointer and below it, said once", () => {
    const errors = { "/sources/0": "is gone", "/sources/1": "is gone", "/sourcesX": "no" };
    expect(errorAt(errors, "/sources")).to.equal("Is gone.");
    expect(errorAt(errors, "/sources/1")).to.equal("Is gone.");
    expect(errorAt(errors, "/name")).to.equal(undefined);
  });
});
