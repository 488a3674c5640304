import { readdirSync } from "node:fs";
import { link, lstat, mkdir, readFile, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { createRestorePlace, type RestorePlace } from "../../../support/restore.ts";

describe("archives/restore", () => {
  let place: RestorePlace;
  beforeEach(async () => {
    place = await createRestorePlace();
  });
  afterEach(() => place.remove());

  const nothingStaged = () => {
    expect(readdirSync(place.root).filter((name) => name.startsWith(".borgdeck"))).to.deep.equal([]);
    expect(readdirSync(join(place.data, "restores"))).to.deep.equal([]);
  };

  it("writes files, folders and links as they were archived", async () => {
    const { report, cancelled } = await place.restore([
      { type: "folder", path: "home/me", mode: 0o750 },
      { type: "file", path: "home/me/a.txt", content: "A", mode: 0o640, modifiedAt: "2021-01-02T03:04:05.678901" },
      { type: "symlink", path: "home/me/link", link: "/etc/passwd" },
      { type: "file", path: "home/me/empty" },
    ]);
    expect(cancelled).to.equal(false);
    expect(await place.tree()).to.deep.equal({
      home: "/",
      "home/me": "/",
      "home/me/a.txt": "A",
      "home/me/link": "-> /etc/passwd",
      "home/me/empty": "",
    });
    const file = await stat(join(place.root, "home/me/a.txt"), { bigint: true });
    expect(Number(file.mode & 0o7777n)).to.equal(0o640);
    expect(file.mtimeNs / 1000n).to.equal(BigInt(Date.parse("2021-01-02T03:04:05Z")) * 1000n + 678_901n);
    const folder = await stat(join(place.root, "home/me"));
    expect(folder.mode & 0o7777).to.equal(0o750);
    expect(folder.mtimeMs).to.be.closeTo(Date.parse("2020-09-13T12:26:40.123Z"), 1);
    expect(report).to.include({ filesWritten: 3, bytesWritten: 1, filesFailed: 0, target: place.root });
    nothingStaged();
  });

  it("keeps hardlinks", async () => {
    await place.restore([
      { type: "file", path: "a/one", content: "shared" },
      { type: "hardlink", path: "b/two", link: "a/one" },
      { type: "hardlink", path: "three", link: "a/one" },
    ]);
    const inodes = await Promise.all(
      ["a/one", "b/two", "three"].map(async (path) => (await stat(join(place.root, path))).ino),
    );
    expect(new Set(inodes).size).to.equal(1);
    expect((await stat(join(place.root, "three"))).nlink).to.equal(3);
  });

  it("gives a second name its content where the first is left as it is", async () => {
    await writeFile(join(place.root, "one"), "mine");
    const { report } = await place.restore([
      { type: "file", path: "one", content: "archived" },
      { type: "hardlink", path: "two", link: "one" },
    ]);
    expect(await place.tree()).to.deep.equal({ one: "mine", two: "archived" });
    expect(report).to.include({ filesWritten: 1, filesSkipped: 1 });
    expect(report?.skipped).to.deep.equal(["one"]);
  });

  describe("where something is there already", () => {
    const archive = [{ type: "file", path: "docs/a.txt", content: "archived" }] as const;
    beforeEach(async () => {
      await mkdir(join(place.root, "docs"));
      await writeFile(join(place.root, "docs/a.txt"), "mine");
    });

    it("skips it", async () => {
      const { report } = await place.restore(archive, { conflicts: "skip" });
      expect(await readFile(join(place.root, "docs/a.txt"), "utf8")).to.equal("mine");
      expect(report).to.include({ filesWritten: 0, filesSkipped: 1 });
    });

    it("gives the restored file another name", async () => {
      await writeFile(join(place.root, "docs/a (restored).txt"), "an earlier one");
      const { report } = await place.restore(archive, { conflicts: "rename" });
      expect(await place.tree()).to.include({
        "docs/a.txt": "mine",
        "docs/a (restored).txt": "an earlier one",
        "docs/a (restored 2).txt": "archived",
      });
      expect(report?.renamed).to.deep.equal([{ path: "docs/a.txt", to: join(place.root, "docs/a (restored 2).txt") }]);
    });

    it("replaces it, and leaves other names of the old content alone", async () => {
      await link(join(place.root, "docs/a.txt"), join(place.root, "other"));
      const { report } = await place.restore(archive, { conflicts: "replace" });
      expect(await place.tree()).to.include({ "docs/a.txt": "archived", other: "mine" });
      expect(report).to.include({ filesWritten: 1, filesReplaced: 1 });
    });

    it("never replaces a folder by a file", async () => {
      await mkdir(join(place.root, "folder/with"), { recursive: true });
      const file = [{ type: "file", path: "folder", content: "archived" }] as const;
      const { report } = await place.restore(file, { conflicts: "replace" });
      expect(await place.tree()).to.include({ "folder/with": "/" });
      expect(report).to.include({ filesWritten: 0, filesFailed: 1 });
      expect(report?.failures[0]?.reason).to.match(/folders are never replaced/);
    });

    it("puts no damaged file over it", async () => {
      const damaged = [{ ...archive[0], damaged: true }];
      const { report } = await place.restore(damaged, { conflicts: "replace" });
      expect(await place.tree()).to.include({ "docs/a.txt": "mine", "docs/a (restored).txt": "archived" });
      expect(report?.failures[0]?.reason).to.match(/parts of it are lost/);
    });

    it("merges folders, whose own mode and time stay", async () => {
      await utimes(join(place.root, "docs"), 1000, 1000);
      const folder = [
        { type: "folder", path: "docs", mode: 0o711 },
        { type: "folder", path: "docs/sub" },
      ] as const;
      await place.restore(folder);
      expect((await stat(join(place.root, "docs"))).mode & 0o777).to.not.equal(0o711);
    });
  });

  describe("where a file has the name of a folder", () => {
    const archive = [
      { type: "folder", path: "docs" },
      { type: "file", path: "docs/a", content: "archived" },
      { type: "file", path: "docs/deep/b", content: "archived" },
      { type: "file", path: "other", content: "archived" },
    ] as const;
    beforeEach(() => writeFile(join(place.root, "docs"), "mine"));

    it("skips all that was in it", async () => {
      const { report } = await place.restore(archive, { conflicts: "skip" });
      expect(await place.tree()).to.deep.equal({ docs: "mine", other: "archived" });
      expect(report).to.include({ filesWritten: 1, filesSkipped: 2, filesFailed: 0 });
    });

    it("gives the folder another name", async () => {
      await place.restore(archive, { conflicts: "rename" });
      expect(await place.tree()).to.include({
        docs: "mine",
        "docs (restored)/a": "archived",
        "docs (restored)/deep/b": "archived",
      });
    });

    it("replaces the file", async () => {
      await place.restore(archive, { conflicts: "replace" });
      expect(await place.tree()).to.include({ "docs/a": "archived", "docs/deep/b": "archived" });
    });
  });

  describe("chosen paths", () => {
    const archive = [
      { type: "folder", path: "home/me" },
      { type: "file", path: "home/me/a", content: "A" },
      { type: "file", path: "home/me/sub/b", content: "B" },
      { type: "file", path: "home/menu", content: "M" },
    ] as const;

    it("restores only them, with their full paths", async () => {
      await place.restore(archive, { paths: ["home/me/sub"] });
      expect(await place.tree()).to.deep.equal({ home: "/", "home/me": "/", "home/me/sub": "/", "home/me/sub/b": "B" });
    });

    it("leaves out the folders above them", async () => {
      await place.restore(archive, { paths: ["home/me", "home/me/a"], layout: "stripped" });
      expect(await place.tree()).to.deep.equal({ me: "/", "me/a": "A", "me/sub": "/", "me/sub/b": "B" });
    });

    it("says which are not in the archive", async () => {
      const { report } = await place.restore(archive, { paths: ["home/menu", "home/nothing"] });
      expect(report).to.include({ filesWritten: 1, filesFailed: 1 });
      expect(report?.failures).to.deep.equal([
        { path: "home/nothing", reason: "The archive has nothing of this name." },
      ]);
    });

    it("makes the target where it is missing", async () => {
      const path = join(place.root, "new/place");
      await place.restore(archive, { paths: ["home/me/a"], destination: { type: "folder", path }, layout: "stripped" });
      expect(await readFile(join(path, "a"), "utf8")).to.equal("A");
    });

    it("brings back to the original place what is below the roots", async () => {
      const inner = join(place.root, "docs").slice(1);
      const outer = join(place.outside, "x").slice(1);
      const { report } = await place.restore(
        [
          { type: "file", path: `${inner}/a`, content: "A" },
          { type: "file", path: outer, content: "X" },
        ],
        { destination: { type: "original" } },
      );
      expect(await place.tree()).to.deep.equal({ docs: "/", "docs/a": "A" });
      expect(report).to.include({ filesWritten: 1, filesFailed: 0, target: "/" });
      expect(readdirSync(place.outside)).to.deep.equal([]);
    });
  });

  it("tells nothing of a lost link, but that it leads where it led", async () => {
    await symlink("/nowhere", join(place.root, "dangling"));
    const { report } = await place.restore([{ type: "file", path: "dangling", content: "archived" }], {
      conflicts: "replace",
    });
    expect((await lstat(join(place.root, "dangling"))).isFile()).to.equal(true);
    expect(report).to.include({ filesReplaced: 1 });
  });

  it("makes holes of zeros, and loses none of them", async () => {
    const content = Buffer.concat([
      Buffer.from("head"),
      Buffer.alloc(300_000),
      Buffer.from("tail"),
      Buffer.alloc(50_000),
    ]);
    await place.restore([{ type: "file", path: "sparse", content }]);
    expect((await readFile(join(place.root, "sparse"))).equals(content)).to.equal(true);
  });
});
