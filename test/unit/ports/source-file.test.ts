import { execFileSync } from "node:child_process";
import {
  closeSync,
  constants,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { readRepositoryConfig } from "../../../src/borg/formats/repository-config.ts";
import { readLocks } from "../../../src/borg/locks/locks.ts";
import { readLockHolder } from "../../../src/borg/result/lock-holder.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const rejection = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error,
  );

describe("ports/files, of what others put there", () => {
  const newFolder = temporaryFolders();
  const fifos: string[] = [];
  const fifo = (path: string) => {
    execFileSync("mkfifo", [path]);
    fifos.push(path);
    return path;
  };
  // Whoever waits for a writer gets one, lest a test that failed keep its threads.
  afterEach(() => {
    for (const path of fifos.splice(0)) closeSync(openSync(path, constants.O_RDWR | constants.O_NONBLOCK));
  });

  it("waits for nobody where a FIFO is in a file's place", async () => {
    const path = fifo(join(newFolder(), "data"));
    expect(await rejection(systemFiles.readRange(path, 0, 1))).to.have.property("code", "EINVAL");
    expect(await rejection(systemFiles.readStream(path).toArray())).to.have.property("code", "EINVAL");
    expect(await systemFiles.openSource(path)).to.equal(null);
  });

  it("reads neither a FIFO for the configuration of a repository nor for its locks", async () => {
    const folder = newFolder();
    fifo(join(folder, "config"));
    fifo(join(folder, "lock.roster"));
    expect(await readRepositoryConfig(systemFiles, folder)).to.equal(null);
    expect(await readLockHolder(systemFiles, folder)).to.equal(null);
    expect(await rejection(readLocks(systemFiles, folder))).to.have.property("code", "EINVAL");
  });

  it("reads no more of a roster than one can have", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "lock.roster"), `${" ".repeat(70_000)}{"shared":[["attic@1",9,0]]}`);
    expect(await readLockHolder(systemFiles, folder)).to.equal(null);
  });

  it("follows no link to a file, and reads no device or folder", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "file"), "data");
    symlinkSync("file", join(folder, "link"));
    expect(await rejection(systemFiles.readRange(join(folder, "link"), 0, 4))).to.have.property("code", "ELOOP");
    for (const path of ["/dev/zero", folder]) {
      expect(await rejection(systemFiles.readRange(path, 0, 4)), path).to.have.property("code", "EINVAL");
      expect(await systemFiles.openSource(path), path).to.equal(null);
    }
    expect(await systemFiles.openSource(join(folder, "link"))).to.equal(null);
  });

  it("streams a file whole", async () => {
    const path = join(newFolder(), "file");
    const content = Buffer.alloc(600_000, "streamed");
    writeFileSync(path, content);
    const pieces: Buffer[] = await systemFiles.readStream(path).toArray();
    expect(Buffer.concat(pieces).equals(content)).to.equal(true);
    expect(await rejection(systemFiles.readStream(`${path}x`).toArray())).to.have.property("code", "ENOENT");
  });

  it("holds the file that it opened, whatever has its name then", async () => {
    const folder = realpathSync(newFolder());
    const path = join(folder, "source");
    writeFileSync(path, "first");
    const held = await systemFiles.openSource(path);
    writeFileSync(join(folder, "other"), "second");
    renameSync(join(folder, "other"), path);
    expect(await held?.info()).to.deep.include({ kind: "file", sizeBytes: 5 });
    expect((await held?.read(1, 100))?.toString()).to.equal("irst");
    await held?.close();
  });

  it("goes to a source through no link, dots or empty names", async () => {
    const folder = realpathSync(newFolder());
    mkdirSync(join(folder, "secret"));
    writeFileSync(join(folder, "secret/file"), "data");
    symlinkSync("secret", join(folder, "way"));
    for (const path of ["way/file", "secret/../secret/file", "secret//file", "secret/file/", "./secret/file", "none"]) {
      expect(await systemFiles.openSource(`${folder}/${path}`), path).to.equal(null);
    }
    expect(await systemFiles.openSource("secret/file")).to.equal(null);
    const bytes = Buffer.concat([Buffer.from(`${folder}/`), Buffer.from([0xe9])]);
    writeFileSync(bytes, "bytes");
    const held = await systemFiles.openSource(bytes);
    expect((await held?.read(0, 9))?.toString()).to.equal("bytes");
    await held?.close();
  });
});
