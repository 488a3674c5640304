import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readLockHolder } from "../../../src/borg/result/lock-holder.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

describe("borg/lock-holder", () => {
  const newFolder = temporaryFolders();

  it("names who writes, by the host's name for people", async () => {
    const folder = newFolder();
    mkdirSync(join(folder, "lock.exclusive"));
    writeFileSync(join(folder, "lock.exclusive/attic.lan@12345.678-7f3a"), "");
    expect(await readLockHolder(systemFiles, folder)).to.deep.equal({ host: "attic.lan", pid: 678 });
  });

  it("names the first of those who read", async () => {
    const folder = newFolder();
    const shared = ["attic", "cellar"].map((host, at) => [`${host}@1`, 9 + at, 0]);
    writeFileSync(join(folder, "lock.roster"), JSON.stringify({ shared }));
    expect(await readLockHolder(systemFiles, folder)).to.deep.equal({ host: "attic", pid: 9 });
  });

  it("knows nothing rather than guess", async () => {
    const folder = newFolder();
    expect(await readLockHolder(systemFiles, folder)).to.equal(null);
    mkdirSync(join(folder, "lock.exclusive"));
    writeFileSync(join(folder, "lock.exclusive/strange"), "");
    for (const location of [folder, `ssh://host${folder}`, null]) {
      expect(await readLockHolder(systemFiles, location)).to.equal(null);
    }
  });
});
