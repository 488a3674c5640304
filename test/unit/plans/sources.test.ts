import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { placeWarnings } from "../../../src/plans/place-warnings.ts";
import { createSources } from "../../../src/plans/sources.ts";
import { systemFiles } from "../../../src/ports/files.ts";

describe("plans/sources", () => {
  let base: string;
  const at = (path: string) => join(base, path);

  before(async () => {
    base = await mkdtemp(join(tmpdir(), "borgdeck-sources-"));
    for (const folder of ["home/ann/letters", "home/data/store", "home-of-others/bob", "outside"]) {
      await mkdir(at(folder), { recursive: true });
    }
    await writeFile(at("home/ann/letters/one.txt"), "12345");
    await writeFile(at("home/ann/two.txt"), "123");
    await symlink(at("outside"), at("home/ann/way-out"));
  });
  after(() => rm(base, { recursive: true }));

  const create = (options: { measureLimit?: number; mounted?: () => Promise<string[]> } = {}) =>
    createSources({
      files: systemFiles,
      roots: [at("home")],
      dataDir: at("home/data"),
      mounted: async () => [],
      ...options,
    });
  const codeOf = (promise: Promise<unknown>) =>
    promise.then(
      () => "allowed",
      (error: { code: string }) => error.code,
    );

  it("begins at the roots, and shows folders only", async () => {
    const sources = create();
    expect((await sources.browse(null)).items.map(({ path }) => path)).eql([at("home")]);
    const ann = await sources.browse(at("home/ann"));
    expect(ann.items.map(({ name }) => name)).eql(["letters"]);
    expect(ann.parent).equal(at("home"));
    expect((await sources.browse(at("home"))).parent).equal(null);
  });

  it("shows nothing outside the roots: not by name, dots, a like-named neighbour or a link", async () => {
    const sources = create();
    for (const path of ["outside", "home/../outside", "home-of-others", "home/ann/way-out"]) {
      expect(await codeOf(sources.browse(at(path))), path).equal("not-found");
      const refusal = await sources.refusal(at(path));
      expect(refusal, path).contain("outside the folders");
      expect(refusal, "tells nothing of what is there").not.contain(at("outside"));
    }
  });

  it("never offers Borgdeck's own data", async () => {
    const sources = create();
    expect((await sources.browse(at("home"))).items.map(({ name }) => name)).eql(["ann"]);
    expect(await codeOf(sources.browse(at("home/data/store")))).equal("not-found");
    expect(await sources.refusal(at("home/data/store"))).contain("own data folder");
  });

  it("neither shows nor takes in what is mounted of an archive, nor counts it", async () => {
    const sources = create({ mounted: async () => [at("home/ann/letters")] });
    await symlink(at("home/ann/letters"), at("home/to-mounted"));
    expect((await sources.browse(at("home/ann"))).items).eql([]);
    for (const path of ["home/ann/letters", "home/to-mounted"])
      expect(await codeOf(sources.browse(at(path))), path).equal("not-found");
    expect(await sources.refusal(at("home/ann/letters"))).contain("archive that is mounted");
    expect(await sources.strayed(at("home/ann/letters"))).equal(true);
    expect(await sources.strayed(at("home/ann"))).equal(false);
    expect(await sources.measure([at("home/ann/letters")])).eql({ files: 0, sizeBytes: 0, complete: true });
  });

  it("refuses a link, of which borg would keep nothing but the link", async () => {
    await symlink(at("home/ann/letters"), at("home/ann/to-letters"));
    for (const path of [
      "home/ann/to-letters",
      "home/ann/to-letters/",
      "home/ann/letters/.",
      "home/ann/../ann/letters",
    ]) {
      expect(await create().refusal(`${base}/${path}`), path).contain(at("home/ann/letters"));
    }
  });

  it("notices when what was allowed has been swapped for something else", async () => {
    await mkdir(at("home/eve/data"), { recursive: true });
    const sources = create();
    expect(await sources.strayed(at("home/eve/data"))).equal(false);
    await rm(at("home/eve"), { recursive: true });
    expect(await sources.strayed(at("home/eve/data")), "a missing source is borg's to report").equal(false);
    await symlink(base, at("home/eve"));
    await mkdir(at("data"));
    expect(await sources.strayed(at("home/eve/data"))).equal(true);
  });

  it("says what is wrong with a path", async () => {
    expect(await create().refusal(at("home/nobody"))).equal("does not exist on this host");
    expect(await create().refusal(at("home/ann"))).equal(null);
  });

  it("says of a path that can lead nowhere why, but of none outside the roots", async () => {
    await symlink("round", at("home/ann/round"));
    const strange = { [at(`home/${"x".repeat(300)}`)]: "too long", [at("home/ann/round/it")]: "circle of links" };
    for (const [path, why] of Object.entries(strange)) {
      expect(await create().refusal(path)).contain(why);
      expect(await codeOf(create().browse(path))).equal("not-found");
      expect(await create().strayed(path)).equal(false);
    }
    await symlink("round", at("round"));
    expect(await create().refusal(at("round/it"))).contain("outside the folders");
    for (const link of ["round", "home/ann/round"]) await rm(at(link));
  });

  it("counts files and bytes, and says when it stopped counting", async () => {
    expect(await create().measure([at("home/ann")])).include({ sizeBytes: 8, complete: true });
    expect(await create({ measureLimit: 1 }).measure([at("home/ann")])).property("complete", false);
  });

  it("warns of a repository that would be lost with what it protects", async () => {
    const warnings = await placeWarnings(systemFiles, [at("home/ann")], at("home/ann/new/repository"));
    expect(warnings).have.length(2);
    expect((await placeWarnings(systemFiles, ["/"], at("home/ann/new/repository"))).at(-1)).contain("inside a folder");
    expect(await placeWarnings(systemFiles, [at("home/ann")], "ssh://nas/./repository")).eql([]);
  });
});
