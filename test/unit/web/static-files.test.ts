import { mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { systemFiles } from "../../../src/ports/files.ts";
import { createStaticFiles, maxFileBytes } from "../../../src/web/static-files.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

describe("createStaticFiles", () => {
  const folder = temporaryFolders();
  const setUp = () => {
    const root = folder();
    mkdirSync(join(root, "widgets"));
    const write = (name: string, content: string | Buffer) => writeFileSync(join(root, name), content);
    const reads: string[] = [];
    const files = {
      ...systemFiles,
      readRange: (path: string, offset: number, length: number) => {
        reads.push(path);
        return systemFiles.readRange(path, offset, length);
      },
    };
    return { root, write, reads, find: createStaticFiles({ files, root }).find };
  };

  it("gives a file, gzipped too, and reads it once", async () => {
    const { write, find, reads } = setUp();
    const content = "export {};\n".repeat(100);
    write("widgets/a.js", content);
    const [file, again] = await Promise.all([find("widgets/a.js"), find("widgets/a.js")]);
    expect(file?.contentType).to.equal("text/javascript; charset=utf-8");
    expect(file?.body.toString()).to.equal(content);
    expect(gunzipSync(file?.gzipped ?? Buffer.alloc(0)).toString()).to.equal(content);
    expect(again?.etag).to.equal(file?.etag);
    expect(reads).to.have.length(1);
  });

  it("sees a file that was built anew", async () => {
    const { root, write, find } = setUp();
    write("widgets/a.js", "one");
    const before = await find("widgets/a.js");
    write("widgets/a.js", "two");
    utimesSync(join(root, "widgets/a.js"), 1, 1);
    const after = await find("widgets/a.js");
    expect([after?.body.toString(), after?.etag === before?.etag]).to.deep.equal(["two", false]);
  });

  it("does not gzip what that would not shorten", async () => {
    const { write, find } = setUp();
    write("widgets/a.js", "x");
    expect((await find("widgets/a.js"))?.gzipped).to.equal(null);
  });

  it("serves nothing outside its folder, hidden, of unknown kind or too large", async () => {
    const { root, write, find } = setUp();
    writeFileSync(join(root, "../outside.js"), "x");
    symlinkSync(root, join(root, "widgets/loop.js"));
    write("widgets/.hidden.js", "x");
    write("widgets/page.html", "x");
    write("widgets/large.js", Buffer.alloc(maxFileBytes + 1));
    for (const path of [
      "../outside.js",
      "widgets/../../outside.js",
      "/etc/passwd.js",
      "widgets//a.js",
      "widgets/%2e%2e/a.js",
      "widgets/..%2fa.js",
      "widgets\\..\\a.js",
      "widgets/.hidden.js",
      "widgets/page.html",
      "widgets/large.js",
      "widgets",
      "widgets/",
      "widgets/none.js",
      "widgets/loop.js",
      "",
    ]) {
      expect(await find(path), path).to.equal(null);
    }
  });
});
