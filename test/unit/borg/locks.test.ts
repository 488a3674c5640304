import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { heldByStranger, hostName, readLocks } from "../../../src/borg/locks/locks.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

describe("borg/locks", () => {
  const newFolder = temporaryFolders();
  const roster = (folder: string, content: unknown) =>
    writeFileSync(join(folder, "lock.roster"), typeof content === "string" ? content : JSON.stringify(content));

  it("is null where nobody holds one", async () => {
    const folder = newFolder();
    expect(await readLocks(systemFiles, folder)).to.equal(null);
    expect(await readLocks(systemFiles, join(folder, "nothing"))).to.equal(null);
    for (const content of ["", "{", "[]", "7", { shared: [], exclusive: [] }, { shared: [7, [], ["a"]] }]) {
      roster(folder, content);
      expect(await readLocks(systemFiles, folder), JSON.stringify(content)).to.equal(null);
    }
  });

  it("names everybody who reads", async () => {
    const folder = newFolder();
    roster(folder, { shared: [["attic@1", 7, 0], ["cellar@2", 8, 0]] }); // biome-ignore format: as borg writes it
    const state = await readLocks(systemFiles, folder);
    expect(state).to.deep.include({ exclusive: false });
    expect(state?.holders).to.deep.equal([
      { hostId: "attic@1", pid: 7 },
      { hostId: "cellar@2", pid: 8 },
    ]);
    expect(state?.sinceMs).to.be.closeTo(Date.now(), 60_000);
  });

  it("names who writes, whatever dots and dashes its name has", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "lock.exclusive"));
    writeFileSync(join(folder, "lock.exclusive/my-host.lan@123.45.678-7f"), "");
    expect(await readLocks(systemFiles, folder)).to.deep.include({
      exclusive: true,
      holders: [{ hostId: "my-host.lan@123.45", pid: 678 }],
    });
  });

  it("is held also by one that it cannot name", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "lock.exclusive"));
    writeFileSync(join(folder, "lock.exclusive/strange"), "");
    expect(await readLocks(systemFiles, folder)).to.deep.include({ exclusive: true, holders: [] });
  });

  it("keeps a borg of ours out where it is another's, and none of ours is in", async () => {
    const [reads, writes, ours, none] = [newFolder(), newFolder(), newFolder(), newFolder()];
    roster(reads, { shared: [["attic@1", 7, 0]] });
    roster(ours, { shared: [["attic@1", 7, 0], ["us@1", 8, 0]] }); // biome-ignore format: as borg writes it
    mkdirSync(join(writes, "lock.exclusive"));
    writeFileSync(join(writes, "lock.exclusive/attic@1.7-0"), "");
    const held = (location: string, toWrite: boolean) =>
      heldByStranger(systemFiles, { location, hostId: "us@1", toWrite });
    expect(await Promise.all([held(reads, true), held(writes, true), held(writes, false)])).to.deep.equal([
      true,
      true,
      true,
    ]);
    expect(
      await Promise.all([held(reads, false), held(ours, true), held(none, true), held("ssh://attic/repo", true)]),
    ).to.deep.equal([false, false, false, false]);
  });

  it("gives hosts their names for people", () => {
    expect([hostName("attic.lan@12345"), hostName("borgdeck-abc"), hostName("@1")]).to.deep.equal([
      "attic.lan",
      "borgdeck-abc",
      "@1",
    ]);
  });
});
