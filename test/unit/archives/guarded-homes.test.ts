import { mkdir, mkdtemp, realpath, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { guardHomes, namesOf } from "../../../src/archives/guarded-homes.ts";
import { createMountPoints } from "../../../src/archives/mount/mount-points.ts";
import { planRestore } from "../../../src/archives/restore/destination.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { faultOf } from "../../support/rejection.ts";

describe("archives/guarded-homes", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await realpath(await mkdtemp(join(tmpdir(), "borgdeck-homes-")));
    await mkdir(join(folder, "homes/ada"), { recursive: true });
    await symlink("homes/ada", join(folder, "me"));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const dependencies = () => ({
    files: systemFiles,
    roots: [folder],
    forbidden: async () => [],
    guardedHomes: [join(folder, "me")],
  });

  it("are told by their real path, each folder of one that ends in a star, and only right in the home", async () => {
    for (const home of [join(folder, "me"), join(folder, "homes/*")]) {
      const isGuarded = await guardHomes(systemFiles, [home]);
      const guarded = (path: string) => isGuarded(namesOf(join(folder, path)).map((name) => Buffer.from(name)));
      expect(
        [guarded("homes/ada/.ssh"), guarded("homes/ada/.ssh/keys"), guarded("homes/ada/.bashrc")],
        home,
      ).to.deep.equal([true, true, true]);
      expect([guarded("homes/ada"), guarded("homes/ada/a/.git"), guarded(".x"), guarded("homes")], home).to.deep.equal([
        false,
        false,
        false,
        false,
      ]);
    }
  });

  it("are not restored into, wherever the path comes from", async () => {
    const layout = "full-path" as const;
    const inner = join(folder, "homes/ada").slice(1);
    const original = { destination: { type: "original" }, layout } as const;
    const plan = await planRestore(dependencies(), { paths: [], ...original });
    expect(plan.destinationOf(Buffer.from(`${inner}/.ssh/authorized_keys`))).to.equal(null);
    expect(plan.destinationOf(Buffer.from(`${inner}/docs/.git`))).to.not.equal(null);
    const chosen = await faultOf(
      planRestore(dependencies(), { paths: [`${inner}/.ssh`], ...original }),
      "invalid-input",
    );
    expect(chosen.fields).to.have.key("/paths/0");
    const into = (path: string) =>
      planRestore(dependencies(), { paths: [], destination: { type: "folder", path }, layout });
    expect((await faultOf(into(join(folder, "me/.config/x")), "invalid-input")).fields).to.have.key(
      "/destination/path",
    );
    const home = await into(join(folder, "me"));
    expect(home.destinationOf(Buffer.from(".profile"))).to.equal(null);
    expect(home.destinationOf(Buffer.from("profile"))).to.not.equal(null);
  });

  it("are not mounted over", async () => {
    const mounts = { at: async () => null };
    const points = createMountPoints({ ...dependencies(), beingBackedUp: () => [], mounts, dataDir: folder });
    expect(await points.problem(join(folder, "homes/ada/.ssh"))).to.contain("begins with a dot");
    expect(await points.problem(join(folder, "homes/ada/archive"))).to.equal(null);
  });
});
