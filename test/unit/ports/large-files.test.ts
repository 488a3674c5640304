import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { systemFiles } from "../../../src/ports/files.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

describe("ports/large-files", () => {
  const folder = temporaryFolders();

  it("reads here and there, and no more than there is", async () => {
    const path = join(folder(), "file");
    writeFileSync(path, "0123456789");
    const file = await systemFiles.openRandom(path);
    expect(file?.sizeBytes).to.equal(10);
    expect((await file?.read(3, 4))?.toString()).to.equal("3456");
    expect((await file?.read(8, 4))?.toString()).to.equal("89");
    expect((await file?.read(20, 4))?.length).to.equal(0);
    const into = Buffer.alloc(6, "-");
    expect((await file?.read(0, 2, into))?.buffer).to.equal(into.buffer);
    expect(into.toString()).to.equal("01----");
    await file?.close();
    expect(await systemFiles.openRandom(join(path, "not", "there"))).to.equal(null);
    expect(await systemFiles.openRandom(`${path}.none`)).to.equal(null);
  });

  it("gives a file its name when it is whole", async () => {
    const path = join(folder(), "file");
    writeFileSync(path, "before");
    const writer = await systemFiles.createDurable(path);
    await writer.write(Buffer.from("aft"));
    expect(readFileSync(path, "utf8")).to.equal("before");
    await writer.write(Buffer.from("er"));
    await writer.commit();
    await writer.abort();
    expect(readFileSync(path, "utf8")).to.equal("after");
    expect(statSync(path).mode & 0o777).to.equal(0o600);
  });

  it("leaves nothing of what is not to be", async () => {
    const at = folder();
    const writer = await systemFiles.createDurable(join(at, "file"));
    await writer.write(Buffer.alloc(100_000));
    await writer.abort();
    await writer.abort();
    expect(readdirSync(at)).to.deep.equal([]);
    const failing = await systemFiles.createDurable(join(at, "folder"));
    await systemFiles.makeDirectory(join(at, "folder", "inner"));
    const error = await failing.commit().then(
      () => null,
      (reason: NodeJS.ErrnoException) => reason.code,
    );
    expect(error).to.equal("EISDIR");
    expect(existsSync(join(at, "folder.tmp"))).to.equal(false);
  });
});
