import { lstat, readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { useGuardedPlace } from "../../../support/guarded-restore.ts";

describe("archives/restore of a hostile archive", () => {
  const place = useGuardedPlace();

  for (const path of ["../outside/evil", "a/../../outside/evil", "/etc/evil", "a//b", "./a", "a/.", ".."]) {
    it(`writes nothing at ${JSON.stringify(path)}`, async () => {
      const { report } = await place.restore([{ type: "file", path, content: "evil" }]);
      expect(await place.tree()).to.deep.equal({});
      expect(report).to.include({ filesWritten: 0, filesFailed: 1 });
    });
  }

  it("follows no link of its own, absolute or not, to a file below it", async () => {
    for (const target of [place.outside, "../outside"]) {
      const { report } = await place.restore(
        [
          { type: "symlink", path: "way", link: target },
          { type: "file", path: "way/evil", content: "evil" },
          { type: "file", path: "way/precious", content: "evil" },
        ],
        { conflicts: "skip" },
      );
      expect((await lstat(join(place.root, "way"))).isSymbolicLink()).to.equal(true);
      expect(report?.filesSkipped).to.be.greaterThanOrEqual(2);
      await rm(join(place.root, "way"));
    }
  });

  it("puts a folder in place of its own link, where it is to replace what is there", async () => {
    await place.restore(
      [
        { type: "symlink", path: "way", link: place.outside },
        { type: "file", path: "way/precious", content: "evil" },
      ],
      { conflicts: "replace" },
    );
    expect(await place.tree()).to.deep.equal({ way: "/", "way/precious": "evil" });
  });

  it("gives no second name to a file outside", async () => {
    const targets = [join(place.outside, "precious"), "../outside/precious", "way/precious", "nothing"];
    const { report } = await place.restore([
      { type: "symlink", path: "way", link: place.outside },
      ...targets.map((target, at) => ({ type: "hardlink" as const, path: `evil${at}`, link: target })),
    ]);
    expect(await place.tree()).to.deep.equal({ way: `-> ${place.outside}` });
    expect(report).to.include({ filesWritten: 1, filesFailed: 4 });
    expect((await stat(join(place.outside, "precious"))).nlink).to.equal(1);
  });

  it("makes no devices and fifos, and says so", async () => {
    const { report } = await place.restore([
      { type: "device", path: "null" },
      { type: "fifo", path: "pipe" },
    ]);
    expect(await place.tree()).to.deep.equal({});
    expect(report).to.include({ filesWritten: 0, filesFailed: 0, specialCount: 2 });
    expect(report?.special).to.deep.equal(["null", "pipe"]);
  });

  it("leaves set-user-id bits out where the owner is left out", async () => {
    await place.restore([
      { type: "file", path: "tool", content: "x", mode: 0o6755, uid: 12345 },
      { type: "folder", path: "folder", mode: 0o7755 },
    ]);
    expect((await stat(join(place.root, "tool"))).mode & 0o7777).to.equal(0o755);
    expect((await stat(join(place.root, "folder"))).mode & 0o7777).to.equal(0o1755);
  });

  it("keeps every byte of odd names, up to what the system takes", async () => {
    const names = [
      Buffer.from("caf\xe9", "latin1"),
      "new\nline",
      "\\x41 back\\slash",
      " spaces ",
      "-dash",
      "*?[{now}",
      "\u{1f600}",
      "x".repeat(255),
      Buffer.from([0xff, 0xfe, 0x80]),
    ];
    const { report } = await place.restore([
      ...names.map((path) => ({ type: "file" as const, path, content: "odd" })),
      { type: "file", path: "x".repeat(256), content: "too long" },
    ]);
    const found = (await readdir(place.root, { encoding: "buffer" })).map((name) => name.toString("latin1")).sort();
    expect(found).to.deep.equal(names.map((name) => Buffer.from(name).toString("latin1")).sort());
    expect(report?.failures).to.have.length(1);
    expect(report?.failures[0]?.reason).to.match(/too long/);
  });

  it("goes deeper than any path may be long, and back", async () => {
    const deep = Array.from({ length: 300 }, (_, at) => `folder-number-${at}`.padEnd(20, "x")).join("/");
    expect(deep.length).to.be.greaterThan(4096);
    const { report } = await place.restore([
      { type: "file", path: `${deep}/bottom`, content: "deep" },
      { type: "file", path: "top", content: "shallow" },
    ]);
    expect(report).to.include({ filesWritten: 2, filesFailed: 0 });
    await place.expectNothingStaged();
  });
});
