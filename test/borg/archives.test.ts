import { randomBytes } from "node:crypto";
import { link, mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { expect } from "chai";
import type { FileEntry, FolderReply } from "../../schemas/archives.ts";
import { openPlaceArchives, type PlaceArchives, whenIndexed } from "../support/archives.ts";
import { type BorgPlace, backupCommand, createBorgPlace, expectOk, planId, writeTree } from "../support/borg.ts";

const never = () => new AbortController().signal;
const latin = (name: string) => Buffer.from(name, "latin1");

/** Names that break listings, patterns, argument lists and encodings. */
const oddNames: readonly Buffer[] = [
  "new\nline",
  "tab\tand \"quotes\" and 'quotes'",
  "*?[a-z]!",
  "{now} {} }{",
  "-dash",
  "--option=value",
  " space at both ends ",
  "back\\slash \\x00 \\u0041 \\",
  "re:^.*",
  "sh:**",
  "emoji 😀",
  "caf\u00e9 composed",
  "cafe\u0301 decomposed",
  "\u2028 line separator \u0085",
  "\u0001 control \u007f",
  "::checkpoint",
  "%41 %2f",
].map((name) => Buffer.from(name));
const noText = [latin("lat\xe9in"), latin("\xff\xfe"), latin("lat\xe8in"), Buffer.from([0xed, 0xb3, 0xa9])];

const oddBytes = [...oddNames, ...noText].reduce((sum, odd) => sum + `content of ${odd.toString("hex")}`.length, 0);

describe("archives with the real borg", function () {
  this.timeout(300_000);
  const name = `${planId}-2026-01-01T00:00:00`;
  let place: BorgPlace;
  let source: string;
  let opened: PlaceArchives;
  let archives: PlaceArchives["archives"];
  let leases: PlaceArchives["leases"];
  let browse: (archiveName: string, path: string, cursor?: string | null, limit?: number) => Promise<FolderReply>;

  before(async () => {
    place = await createBorgPlace();
    source = join(place.folder, "source");
    const tree = new Map<string | Buffer, string>([["plain/sub/deep/a.txt", "deep"]]);
    for (const odd of [...oddNames, ...noText])
      tree.set(Buffer.concat([Buffer.from("odd/"), odd]), `content of ${odd.toString("hex")}`);
    tree.set(Buffer.concat([latin("f\xe9/"), Buffer.from("in a folder that is no text")]), "inside");
    await writeTree(source, tree);
    await mkdir(join(source, "links"));
    await writeFile(join(source, "links/first"), "shared content");
    await link(join(source, "links/first"), join(source, "links/second"));
    await writeFile(Buffer.concat([Buffer.from(`${source}/links/`), latin("b\xe9first")]), "shared, no text");
    await link(Buffer.concat([Buffer.from(`${source}/links/`), latin("b\xe9first")]), join(source, "links/bsecond"));
    await symlink("first", join(source, "links/symbolic"));
    await writeFile(join(source, "empty"), "");
    await writeFile(join(source, "big"), randomBytes(3_000_000));
    await place.init();
    await place.backUp(name, [source]);
    opened = await openPlaceArchives(place);
    ({ archives, leases } = opened);
    browse = whenIndexed(opened);
  });
  after(async () => {
    await opened.opened.close();
    await place.remove();
  });

  async function folder(path: string): Promise<FileEntry[]> {
    const all: FileEntry[] = [];
    for (let cursor: string | null = null; ; ) {
      const page = await browse(name, path, cursor, 7);
      all.push(...page.items);
      cursor = page.next;
      if (cursor === null) {
        expect(page.total).to.equal(all.length);
        return all;
      }
    }
  }
  async function download(path: string): Promise<Buffer> {
    const { stream, sizeBytes } = await archives.download("r", name, path, never());
    const bytes = await buffer(stream);
    expect(bytes.length).to.equal(sizeBytes);
    return bytes;
  }

  it("lists archives with plan, host, comment and time in UTC, and remembers them until told", async () => {
    const first = await archives.list("r");
    expect(first).to.have.length(1);
    expect(first[0]).to.include({ name, planId, comment: "a plan" });
    expect(first[0]?.hostname).to.be.a("string");
    expect(Math.abs(Date.parse(first[0]?.startedAt ?? "") - Date.now())).to.be.below(600_000);
    await place.backUp("a stranger's {now}", [join(source, "plain")]);
    expect(await archives.list("r")).to.have.length(1);
    opened.opened.invalidate("r");
    expect((await archives.list("r")).map((item) => item.planId)).to.deep.equal([planId, null]);
    expect((await browse("a stranger's {now}", source)).items).to.have.length(1);
  });

  it("leads from the root to the sources through folders that have no entry", async () => {
    const parts = source.slice(1).split("/");
    for (const [depth, part] of parts.entries()) {
      const items = await folder(parts.slice(0, depth).join("/"));
      expect(items.map((item) => item.name)).to.deep.equal([part]);
      expect(items[0]?.type).to.equal("directory");
    }
  });

  it("shows a folder: folders first, then names, with types and sizes", async () => {
    const items = await folder(source);
    expect(items.map((item) => `${item.type} ${item.name} ${item.sizeBytes}`)).to.deep.equal([
      "directory f\ufffd 6",
      "directory links 29",
      `directory odd ${oddBytes}`,
      "directory plain 4",
      "file big 3000000",
      "file empty 0",
    ]);
    expect(await folder(`${source}/plain`)).to.have.length(1);
    const links = await folder(`${source}/links`);
    expect(links.find((item) => item.name === "symbolic")).to.include({ type: "symlink", linkTarget: "first" });
    expect(links.filter((item) => item.type === "hardlink")).to.have.length(2);
  });

  it("gives back every odd name, and its content", async () => {
    const items = await folder(`${source}/odd`);
    expect(items).to.have.length(oddNames.length + noText.length);
    const contents = new Set<string>();
    for (const item of items) contents.add((await download(item.path)).toString());
    expect([...contents]).to.have.members([...oddNames, ...noText].map((odd) => `content of ${odd.toString("hex")}`));
    const [inside] = await folder((await folder(source))[0]?.path ?? "");
    expect((await download(inside?.path ?? "")).toString()).to.equal("inside");
  });

  it("downloads the content of hardlinks under each of their names, empty files and large ones", async () => {
    for (const file of ["first", "second"])
      expect((await download(`${source}/links/${file}`)).toString()).to.equal("shared content");
    for (const file of ["b\\xe9first", "bsecond"]) {
      expect((await download(`${source}/links/${file}`)).toString()).to.equal("shared, no text");
    }
    expect(await download(`${source}/empty`)).to.have.length(0);
    expect(await download(`${source}/big`)).to.have.length(3_000_000);
    while (leases.held() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  });

  it("shows and gives once what overlapping sources of a stranger stored twice", async () => {
    const command = backupCommand(place.target, "twice", [`${source}/plain`]);
    const twice = { ...command, args: [...command.args, `${source}/plain/sub`, `${source}/plain/sub/deep/a.txt`] };
    expectOk(await place.job(twice));
    opened.opened.invalidate("r");
    const { items, total } = await browse("twice", `${source}/plain/sub/deep`);
    expect(items).to.have.length(1);
    expect(total).to.equal(1);
    for (const path of [items[0]?.path ?? "", `${items[0]?.path}`]) {
      const { stream, sizeBytes } = await archives.download("r", "twice", path, never());
      expect(sizeBytes).to.equal(4);
      expect((await buffer(stream)).toString()).to.equal("deep");
      opened.opened.invalidate("r"); // the second time without what was remembered
    }
  });

  it("stops borg and frees the repository when the reader leaves", async () => {
    const { stream } = await archives.download("r", name, `${source}/big`, never());
    expect(leases.held()).to.equal(1);
    stream.destroy();
    while (leases.held() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    const abort = new AbortController();
    const aborted = await archives.download("r", name, `${source}/big`, abort.signal);
    abort.abort(new Error("the client left"));
    const error = await buffer(aborted.stream).catch((failure: unknown) => failure);
    expect(error).to.be.instanceOf(Error);
    while (leases.held() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    await place.backUp("after readers left", [join(source, "plain")]);
  });

  const missing: readonly [string, () => Promise<unknown>, string][] = [
    ["a folder", () => browse(name, "nowhere"), "not-found"],
    ["a folder that is a file", () => browse(name, `${source}/big`), "not-found"],
    ["a path that no index writes", () => browse(name, "\\q"), "not-found"],
    ["a cursor", () => browse(name, "", "x"), "invalid-input"],
    ["an archive", () => browse("nowhere", ""), "not-found"],
    ["an archive's name", () => browse("", ""), "not-found"],
    ["a file", () => archives.download("r", name, `${source}/nothing`, never()), "not-found"],
    ["a file whose name is a pattern", () => archives.download("r", name, "re:.*", never()), "not-found"],
    ["the archive of a file", () => archives.download("r", "a/b", "x", never()), "not-found"],
    ["a folder as a file", () => archives.download("r", name, source, never()), "invalid-input"],
    [
      "a symbolic link as a file",
      () => archives.download("r", name, `${source}/links/symbolic`, never()),
      "invalid-input",
    ],
  ];
  for (const [what, act, code] of missing) {
    it(`says ${code} of ${what}`, async () => {
      const error = await act().catch((failure: unknown) => failure);
      expect(error).to.have.property("code", code);
      // A list that was asked for anew goes on beside the answer that did not wait for it.
      while (leases.held() > 0) await new Promise((resolve) => setTimeout(resolve, 10));
    });
  }

  it("reads nothing for a request that was given up before", async () => {
    const error = await archives
      .download("r", name, `${source}/big`, AbortSignal.abort(new Error("left")))
      .catch((failure: unknown) => failure);
    expect(error).to.have.property("message", "left");
  });
});
