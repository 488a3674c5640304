import { expect } from "chai";
import fc from "fast-check";
import { planRestore } from "../../../../src/archives/restore/destination.ts";
import { faultOf } from "../../../support/rejection.ts";

const original = { destination: { type: "original" }, layout: "full-path" } as const;

describe("archives/restore destination", () => {
  const dependencies = {
    files: { realPath: async (path: string) => (path.startsWith("/missing") ? null : path) },
    roots: ["/home", "/srv/data", "/home/inner", "/missing"],
    forbidden: async () => ["/srv/data/borgdeck"],
  };
  const to = async (paths: string[], path: string, options: object = original) => {
    const plan = await planRestore(dependencies, { paths, ...original, ...options });
    const found = plan.destinationOf(Buffer.from(path));
    return found && `${found.place.root} ${found.parts.join("/")}`;
  };

  it("says what is wrong with a folder that leads nowhere, though not of one outside the roots", async () => {
    const files = {
      async realPath(path: string) {
        if (path.includes("circle")) throw Object.assign(new Error("too many links"), { code: "ELOOP" });
        return path;
      },
    };
    const fieldOf = async (path: string) => {
      const options = { layout: original.layout, paths: [], destination: { type: "folder" as const, path } };
      return (await faultOf(planRestore({ ...dependencies, files }, options), "invalid-input")).fields?.[
        "/destination/path"
      ];
    };
    expect(await fieldOf("/home/circle/new")).to.contain("circle of links");
    expect(await fieldOf(`/home/${"x".repeat(300)}`)).to.contain("too long");
    expect(await fieldOf("/etc/circle")).to.contain("outside the folders");
  });

  it("refuses a path that is too long to ask borg for, and says what to do", async () => {
    const chosen = planRestore(dependencies, { ...original, paths: ["home/a", `home/${"😀".repeat(14_000)}`] });
    const { fields } = await faultOf(chosen, "invalid-input");
    expect(Object.keys(fields ?? {})).to.deep.equal(["/paths/1"]);
    expect(fields?.["/paths/1"]).to.contain("choose a folder above it");
  });

  it("takes of the original places what is below the roots, each by the disk that it is on", async () => {
    const plan = await planRestore(dependencies, { paths: [], ...original });
    expect(plan.paths).to.deep.equal(["home", "srv/data"]);
    expect(plan.places.map(({ root }) => root)).to.deep.equal(["/home", "/srv/data"]);
    expect(plan.warnings).to.have.length(1);
    const partly = await planRestore(dependencies, { paths: ["srv", "home/me/docs", "home/me/docs/a"], ...original });
    expect(partly.paths).to.deep.equal(["srv/data", "home/me/docs"]);
    expect(partly.places.find(({ root }) => root === "/home")?.base.map(String)).to.deep.equal(["me"]);
  });

  it("maps paths below their root, and others nowhere", async () => {
    expect(await to([], "home/me/a")).to.equal("/home me/a");
    for (const path of ["home", "homely/a", "etc/passwd", "home/../etc/passwd", "srv/database/x", "."]) {
      expect(await to([], path), path).to.equal(null);
    }
  });

  it("leads nothing above the folder, whatever the path", async () => {
    const path = fc.stringMatching(/^[./ab]{1,20}$/);
    const folder = { destination: { type: "folder", path: "/home/me/new" } } as const;
    const plan = await planRestore(dependencies, { paths: [], ...folder, layout: "full-path" });
    fc.assert(
      fc.property(path, (text) => {
        const parts = plan.destinationOf(Buffer.from(text))?.parts.map(String);
        if (!parts) return;
        expect(parts.slice(0, 2)).to.deep.equal(["me", "new"]);
        expect(parts.some((each) => each === ".." || each === "." || each === "")).to.equal(false);
      }),
    );
  });

  it("leaves out what is above a chosen path", async () => {
    const options = { destination: { type: "folder", path: "/home/x" }, layout: "stripped" };
    expect(await to(["a/b", "c"], "a/b/d/e", options)).to.equal("/home x/b/d/e");
    expect(await to(["a/b", "c"], "c/f", options)).to.equal("/home x/c/f");
    await faultOf(to(["a/same", "b/same"], "a/same", options), "invalid-input");
  });

  it("refuses with the field that is wrong", async () => {
    const folder = (path: string) => ({ destination: { type: "folder", path } }) as const;
    const wrong = [
      [[], folder("/etc"), "/destination/path"],
      [[], folder("/homely"), "/destination/path"],
      [[], folder("/home/../etc"), "/destination/path"],
      [[], folder("/srv/data/borgdeck/x"), "/destination/path"],
      [["etc/passwd", "home/a"], {}, "/paths/0"],
      [["home/a", ".."], {}, "/paths/1"],
      [["/"], {}, "/paths/0"],
      [[], { layout: "stripped" }, "/layout"],
    ] as const;
    for (const [paths, options, field] of wrong) {
      const fault = await faultOf(
        planRestore(dependencies, { paths: [...paths], ...original, ...options }),
        "invalid-input",
      );
      expect(Object.keys(fault.fields ?? {})).to.deep.equal([field]);
    }
  });
});
