import { expect } from "chai";
import { isWithin, isWithinAny } from "../../../src/ports/paths.ts";

describe("ports/paths", () => {
  it("tells what is in a folder, by whole names", () => {
    for (const path of ["/srv", "/srv/a", "/srv/a/b"]) {
      for (const folder of ["/srv", "/srv/", "/"]) expect(isWithin(path, folder), `${path} in ${folder}`).equal(true);
    }
    for (const path of ["/srvx", "/sr", "/", "/a/srv"]) expect(isWithin(path, "/srv"), path).equal(false);
  });

  it("tells it of any of several folders", () => {
    expect(isWithinAny("/home/a", ["/srv", "/home"])).equal(true);
    expect(isWithinAny("/etc", ["/srv", "/home"])).equal(false);
    expect(isWithinAny("/etc", [])).equal(false);
  });
});
