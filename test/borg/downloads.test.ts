import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream } from "node:fs";
import { link, lstat, mkdir, mkdtemp, readdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { expect } from "chai";
import { openBundle, requirePaths } from "../../src/archives/download/bundle.ts";
import { openDownload } from "../../src/archives/download/download.ts";
import { fromBytes } from "../../src/archives/paths.ts";
import { type BorgPlace, backupCommand, createBorgPlace, expectOk, planId, writeTree } from "../support/borg.ts";
import { faultOf } from "../support/rejection.ts";

const run = promisify(execFile);
const never = () => new AbortController().signal;
const latin = (name: string) => Buffer.from(name, "latin1");
/** More names that break patterns and argument lists. */
const oddNames = [
  "*?[a-z]!",
  "{now} {} }{",
  "-dash",
  " space ",
  "re:^.*",
  "sh:**",
  "😀",
  "cafe\u0301",
  "\u2028 \u0085",
  "%41",
];
const archiveName = `${planId}-2026-01-01T00:00:00`;

describe("downloads of several files, with the real borg", function () {
  this.timeout(120_000);
  let place: BorgPlace;
  let source: string;
  let inside: string;
  const big = randomBytes(3_000_000);

  before(async () => {
    place = await createBorgPlace();
    source = join(place.folder, "source");
    inside = source.slice(1);
    const tree = new Map<string | Buffer, string>([
      ["docs/a.txt", "a"],
      ["docs/sub/b.txt", "b"],
      ["docs2/not-wanted.txt", "x"],
      ["other/c.txt", "c"],
      ["docs/nothing", ""],
      ["odd/new\nline", "newline"],
      ["odd/back\\slash", "backslash"],
      [Buffer.concat([Buffer.from("odd/"), latin("lat\xe9in")]), "latin"],
      [`deep/${"d".repeat(200)}/${"e".repeat(200)}/f`, "deep"],
    ]);
    for (const odd of oddNames) tree.set(`odd/${odd}`, `content of ${odd}`);
    await writeTree(source, tree);
    await writeFile(join(source, "docs/big"), big);
    await mkdir(join(source, "docs/empty"));
    await symlink("../../outside", join(source, "docs/leads-out"));
    await link(join(source, "docs/a.txt"), join(source, "docs/second"));
    await place.init();
    await place.backUp(archiveName, [source]);
  });
  after(() => place.remove());

  const open = (format: "tar" | "zip", ...paths: string[]) =>
    openBundle(place.borg, { target: place.target, archiveName, paths, format }, never());

  async function save(stream: Readable, name: string): Promise<string> {
    const folder = await mkdtemp(join(place.folder, "out-"));
    await pipeline(stream, createWriteStream(join(folder, name)));
    return folder;
  }

  async function untar(...paths: string[]): Promise<string> {
    const { stream, done } = await open("tar", ...paths);
    const folder = await save(stream, "x.tar");
    expect((await done).state).to.equal("ok");
    await run("tar", ["-xf", "x.tar"], { cwd: folder });
    return folder;
  }

  async function unzip(...paths: string[]): Promise<string> {
    const { stream } = await open("zip", ...paths);
    const folder = await save(stream, "x.zip");
    await run("python3", ["-m", "zipfile", "-t", "x.zip"], { cwd: folder });
    await run("python3", ["-m", "zipfile", "-e", "x.zip", "."], { cwd: folder });
    return folder;
  }

  const download = (path: string, name = archiveName) =>
    openDownload(place.borg, { target: place.target, archiveName: name, path }, never());

  it("gives a file as it is, whatever its name, with its length", async () => {
    const names = await readdir(join(source, "odd"), { encoding: "buffer" });
    expect(names).to.have.length(oddNames.length + 3);
    for (const name of names) {
      const wanted = await readFile(Buffer.concat([Buffer.from(`${source}/odd/`), name]));
      const { stream, sizeBytes, done } = await download(`${inside}/odd/${fromBytes(name)}`);
      const content = await buffer(stream);
      expect(content.equals(wanted), name.toString("latin1")).to.equal(true);
      expect(sizeBytes).to.equal(wanted.length);
      await done;
    }
    const { stream, fileName, sizeBytes } = await download(`${inside}/odd/lat\udce9in`);
    expect([fileName, sizeBytes, (await buffer(stream)).toString()]).to.deep.equal(["lat\ufffdin", 5, "latin"]);
  });

  it("gives every name of a hardlinked file, and an empty file", async () => {
    for (const [name, content] of [
      ["docs/a.txt", "a"],
      ["docs/second", "a"],
      ["docs/nothing", ""],
    ]) {
      const { stream, sizeBytes } = await download(`${inside}/${name}`);
      expect([(await buffer(stream)).toString(), sizeBytes]).to.deep.equal([content, content?.length]);
    }
  });

  it("refuses what is no file, and what is not there", async () => {
    for (const name of ["docs", "docs/leads-out"]) await faultOf(download(`${inside}/${name}`), "invalid-input");
    for (const name of ["gone", "docs/a.tx", "docs/a.txt/x"]) await faultOf(download(`${inside}/${name}`), "not-found");
    const longest = [`${inside}/${"-".repeat(15_000)}`, "😀".repeat(10_000)];
    for (const path of longest) await faultOf(download(path), "not-found"); // the longest that borg is asked for
    await faultOf(download(inside.split("/")[0] ?? ""), "not-found"); // a folder that has no entry of its own
    await faultOf(download(`${inside}/docs/a.txt`, "gone"), "not-found");
  });

  it("stops borg when the reader of a file leaves, also before it began to read", async () => {
    for (const begin of [true, false]) {
      const { stream, done, sizeBytes } = await download(`${inside}/docs/big`);
      expect(sizeBytes).to.equal(big.length);
      if (begin) await new Promise((resolve) => stream.once("readable", resolve));
      stream.destroy();
      expect((await done).outcome.code).to.equal("reader-left");
    }
  });

  it("gives a file once where the archive has it twice", async () => {
    const twice = `${planId}-2026-01-02T00:00:00`;
    const command = backupCommand(place.target, twice, [join(source, "docs")]);
    expectOk(await place.job({ ...command, args: [...command.args, join(source, "docs/big")] }));
    const { stream, sizeBytes, done } = await download(`${inside}/docs/big`, twice);
    expect(sizeBytes).to.equal(big.length);
    expect((await buffer(stream)).equals(big)).to.equal(true);
    expect((await done).exitCode, "it could get rid of the second").to.equal(0);
  });

  it("gives a folder as a tar: itself at the top, everything in it, links as they are", async () => {
    const folder = await untar(`${inside}/docs`);
    expect((await readdir(folder)).sort()).to.deep.equal(["docs", "x.tar"]);
    expect((await readdir(join(folder, "docs"))).sort()).to.deep.equal([
      "a.txt",
      "big",
      "empty",
      "leads-out",
      "nothing",
      "second",
      "sub",
    ]);
    expect((await readFile(join(folder, "docs/big"))).equals(big)).to.equal(true);
    expect(await readlink(join(folder, "docs/leads-out"))).to.equal("../../outside");
    expect(await readFile(join(folder, "docs/second"), "utf8")).to.equal("a");
    expect((await lstat(join(folder, "docs/a.txt"))).nlink).to.equal(2);
  });

  it("names the download by what is in it", async () => {
    for (const [paths, name] of [
      [[`${inside}/docs`], "docs.tar"],
      [[`${inside}/odd/lat\udce9in`], "lat\ufffdin.tar"],
      [[`${inside}/docs`, `${inside}/other`], `${archiveName}.tar`],
      [[""], `${archiveName}.tar`],
    ] as const) {
      const { stream, fileName, done } = await open("tar", ...paths);
      stream.destroy();
      await done;
      expect(fileName).to.equal(name);
    }
  });

  it("gives a basket without the folders that all of it lies in", async () => {
    const folder = await untar(`${inside}/docs/sub`, `${inside}/other/c.txt`, `${inside}/docs/sub/b.txt`);
    expect(await readFile(join(folder, "docs/sub/b.txt"), "utf8")).to.equal("b");
    expect(await readFile(join(folder, "other/c.txt"), "utf8")).to.equal("c");
    expect((await readdir(folder)).sort()).to.deep.equal(["docs", "other", "x.tar"]);
    expect(await readdir(join(folder, "docs"))).to.deep.equal(["sub"]);
  });

  it("gives a single file, and the content of a hardlink whose first name is not chosen", async () => {
    const folder = await untar(`${inside}/docs/second`);
    expect(await readFile(join(folder, "second"), "utf8")).to.equal("a");
    expect(await readFile(join(await unzip(`${inside}/docs/second`), "second"), "utf8")).to.equal("a");
  });

  it("gives the whole archive", async () => {
    const folder = await untar("");
    expect(await readFile(join(folder, inside, "docs/sub/b.txt"), "utf8")).to.equal("b");
  });

  it("keeps every byte of a name in a tar", async () => {
    const folder = await untar(`${inside}/odd`);
    const names = await readdir(join(folder, "odd"), { encoding: "buffer" });
    expect(names.map((name) => name.toString("latin1")).sort()).to.deep.equal(
      ["back\\slash", "lat\xe9in", "new\nline", ...oddNames.map((name) => Buffer.from(name).toString("latin1"))].sort(),
    );
  });

  it("gives a zip with times, permissions and names that are text, and says what it cannot hold", async () => {
    const folder = await unzip(`${inside}/docs`, `${inside}/odd`, `${inside}/deep`);
    expect((await readdir(folder)).sort()).to.deep.equal(["NOT IN THIS ZIP.txt", "deep", "docs", "odd", "x.zip"]);
    expect(await readdir(join(folder, "odd"))).to.include.members([
      "back%5Cslash",
      "lat%E9in",
      "new%0Aline",
      "😀",
      "%41",
    ]);
    const names = await readdir(join(folder, "docs"));
    const [first, other] = names.includes("a.txt") ? ["a.txt", "second"] : ["second", "a.txt"]; // borg met it first
    expect(names.sort()).to.deep.equal([first, "big", "empty", "nothing", "sub"].sort());
    expect((await readFile(join(folder, "docs/big"))).equals(big)).to.equal(true);
    expect(await readFile(join(folder, `deep/${"d".repeat(200)}/${"e".repeat(200)}/f`), "utf8")).to.equal("deep");
    const note = await readFile(join(folder, "NOT IN THIS ZIP.txt"), "utf8");
    expect(note).to.contain("docs/leads-out is a symbolic link to ../../outside\n");
    expect(note).to.contain(`docs/${other} is another name of docs/${first}, with the same content\n`);
    const { stdout } = await run(
      "python3",
      [
        "-c",
        "import zipfile; i=zipfile.ZipFile('x.zip').getinfo('docs/sub/b.txt'); print(oct(i.external_attr >> 16), i.date_time[0])",
      ],
      { cwd: folder },
    );
    expect(stdout.trim()).to.equal(`0o100644 ${new Date().getUTCFullYear()}`);
  });

  it("finds whether paths are there, folders that have no entry of their own among them", async () => {
    const wanted = (...paths: string[]) => ({ target: place.target, archiveName, paths });
    await requirePaths(
      place.borg,
      wanted("", inside, inside.split("/")[0] ?? "", `${inside}/odd/lat\udce9in`),
      never(),
    );
    for (const paths of [["nowhere"], [inside, `${inside}/doc`], [`${inside}/docs/a.txt/below`]]) {
      await faultOf(requirePaths(place.borg, wanted(...paths), never()), "not-found");
    }
    await faultOf(requirePaths(place.borg, { ...wanted("a"), archiveName: "gone" }, never()), "not-found");
  });

  it("never looks complete where borg fails", async () => {
    for (const format of ["tar", "zip"] as const) {
      const { stream, done } = await openBundle(
        place.borg,
        { target: place.target, archiveName: "gone", paths: ["a"], format },
        never(),
      );
      await faultOf(pipeline(stream, createWriteStream("/dev/null")), "not-found");
      expect((await done).state).to.equal("failed");
    }
  });

  for (const format of ["tar", "zip"] as const) {
    it(`stops borg when the reader of a ${format} leaves`, async () => {
      const { stream, done } = await open(format, `${inside}/docs`);
      await new Promise((resolve) => stream.once("readable", resolve));
      stream.destroy();
      expect((await done).outcome.code).to.equal("reader-left");
    });

    it(`stops borg when somebody else ends the ${format}`, async () => {
      const abort = new AbortController();
      const wanted = { target: place.target, archiveName, paths: [inside], format };
      const { stream, done } = await openBundle(place.borg, wanted, abort.signal);
      stream.on("error", () => {});
      await new Promise((resolve) => stream.once("readable", resolve));
      abort.abort(new Error("enough"));
      const { state } = await done;
      expect(state).to.equal("cancelled");
      await new Promise((resolve) => (stream.closed ? resolve(null) : stream.resume().once("close", resolve)));
      expect(stream.readableEnded).to.equal(false);
    });
  }
});
