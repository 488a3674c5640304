import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createScratch } from "../../../../../src/archives/index/build/scratch.ts";
import { type Files, systemFiles } from "../../../../../src/ports/files.ts";
import { temporaryFolders } from "../../../../support/temporary-folder.ts";

describe("archives/index/scratch", () => {
  const newFolder = temporaryFolders();

  function create({ inMemory = true, freeBytes = 1e12 } = {}) {
    const folder = newFolder();
    const [indexDir, memoryDir] = [join(folder, "index"), join(folder, "memory")];
    mkdirSync(memoryDir);
    const files: Files = { ...systemFiles, fileSystem: async () => ({ freeBytes, sizeBytes: 2e12, inMemory }) };
    const open = (hostId = "host@1") => createScratch({ files, indexDir, hostId, memoryDir });
    return { folder, indexDir, memoryDir, scratch: open(), open };
  }

  it("dumps into memory, where nobody else can look, and leaves nothing", async () => {
    const { scratch, memoryDir, indexDir } = create();
    const place = await scratch.open("job");
    expect(place.dumpDir).to.satisfy((path: string) => path.startsWith(memoryDir));
    expect(statSync(place.dumpDir as string).mode & 0o777).to.equal(0o700);
    expect(place.outFile.startsWith(indexDir)).to.equal(true);
    writeFileSync(join(place.dumpDir as string, "file"), "x");
    expect(await scratch.leftOver()).to.deep.equal(["job"]);
    await place.remove();
    expect(await scratch.leftOver()).to.deep.equal([]);
    expect(readdirSync(memoryDir)).to.deep.equal([]);
  });

  it("begins with an empty folder, whatever an earlier build left", async () => {
    const { scratch } = create();
    const { dumpDir } = await scratch.open("job");
    writeFileSync(join(dumpDir as string, "file"), "x");
    expect((await scratch.open("job")).dumpDir).to.equal(dumpDir);
    expect(readdirSync(dumpDir as string)).to.deep.equal([]);
  });

  it("dumps beside the indexes where there is nothing in memory, and nowhere where there is too little room", async () => {
    const disk = create({ inMemory: false });
    expect((await disk.scratch.open("job")).dumpDir?.startsWith(disk.indexDir)).to.equal(true);
    const full = create({ freeBytes: 1e8 });
    expect((await full.scratch.open("job")).dumpDir).to.equal(null);
  });

  it("touches nothing of another installation on the same machine", async () => {
    const { scratch, open } = create();
    await scratch.open("job");
    const other = open("host@2");
    await other.remove("job");
    expect((await scratch.leftOver()).includes("job")).to.equal(true);
  });

  it("removes what an installation left in memory that is never started again, once a day has passed", async () => {
    const { scratch, open, memoryDir } = create();
    const [old, fresh] = [await open("host@2").open("old"), await open("host@3").open("fresh")];
    writeFileSync(join(old.dumpDir as string, "file"), "x");
    const others = ["borgdeck-0123456789abcdef", "borgdeck-other", "somebody"].map((name) => join(memoryDir, name));
    for (const path of others) mkdirSync(path, { mode: 0o700 });
    const open755 = join(memoryDir, "borgdeck-fedcba9876543210");
    mkdirSync(open755, { mode: 0o755 });
    const dayAgo = Date.now() / 1000 - 24 * 3600 - 60;
    for (const path of [old.dumpDir as string, ...others, open755]) utimesSync(path, dayAgo, dayAgo);
    await scratch.removeForgotten(Date.now());
    const left = [fresh.dumpDir as string, ...others.slice(1), open755];
    expect([old.dumpDir as string, others[0] as string].map((path) => existsSync(path))).to.deep.equal([false, false]);
    expect(left.map((path) => existsSync(path))).to.deep.equal([true, true, true, true]);
  });

  it("never enters what somebody else put where its folder would be", async () => {
    const { scratch, folder, indexDir } = create();
    const place = await scratch.open("job");
    const name = place.dumpDir as string;
    await place.remove();
    const precious = join(folder, "precious");
    mkdirSync(precious, { mode: 0o700 });
    symlinkSync(precious, name);
    expect(await scratch.leftOver()).to.deep.equal([]);
    const other = await scratch.open("job");
    expect(other.dumpDir?.startsWith(indexDir)).to.equal(true);
    await other.remove();
    expect(existsSync(precious)).to.equal(true);
    await systemFiles.remove(name);
    mkdirSync(name);
    await systemFiles.setMode(name, 0o777);
    expect((await scratch.open("job")).dumpDir?.startsWith(indexDir)).to.equal(true);
  });

  it("takes no name for a job's that is none", async () => {
    const { scratch } = create();
    for (const jobId of ["", ".", "..", "a/b", "../a"]) {
      const error = await scratch.remove(jobId).catch((reason: unknown) => reason);
      expect(error, jobId).to.be.instanceOf(RangeError);
    }
  });
});
