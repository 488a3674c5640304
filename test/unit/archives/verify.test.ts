import { expect } from "chai";
import { compareWithSource } from "../../../src/archives/trial/compare.ts";
import { createSampler } from "../../../src/archives/trial/sample.ts";
import type { ListedEntry } from "../../../src/borg/commands/listing.ts";
import type { FileInfo } from "../../../src/ports/files.ts";
import { createSeededRandom } from "../../support/fake-ports.ts";

const entry = (path: string, more: Partial<ListedEntry> = {}): ListedEntry => ({
  type: "-",
  mode: "-rw-r--r--",
  sizeBytes: 4,
  modifiedAt: "2026-11-22T10:00:00.123456",
  changedAt: "2026-11-22T10:00:01.654321",
  source: "",
  path,
  ...more,
});

describe("archives/sample", () => {
  it("chooses each file below the folders with equal chance, and nothing else", () => {
    const random = createSeededRandom("sample");
    const times = new Map<string, number>();
    const paths = Array.from({ length: 20 }, (_, at) => `srv/file${at}`);
    for (let round = 0; round < 2000; round += 1) {
      const sampler = createSampler(random, 5, ["/srv/"]);
      for (const path of paths) sampler.add(entry(path));
      for (const strange of [
        entry("srvx/a"),
        entry("etc/b"),
        entry("srv/d", { type: "d" }),
        entry("srv/h", { mode: "hrw-r--r--" }),
      ]) {
        sampler.add(strange);
      }
      const chosen = sampler.chosen().map(({ path }) => path);
      expect(new Set(chosen).size).to.equal(5);
      for (const path of chosen) times.set(path, (times.get(path) ?? 0) + 1);
    }
    expect([...times.keys()]).to.have.members(paths);
    for (const count of times.values()) expect(count).to.be.within(400, 600); // 500 expected, standard deviation 19
  });

  it("takes all where there are fewer than asked for, and one file as a source", () => {
    const sampler = createSampler(createSeededRandom(), 10, ["/etc/hosts", "/"]);
    sampler.add(entry("etc/hosts"));
    sampler.add(entry("a"));
    expect(sampler.chosen()).to.have.length(2);
  });
});

describe("archives/compare", () => {
  const asArchived: FileInfo = {
    kind: "file",
    sizeBytes: 4,
    mode: 0o644,
    uid: 0,
    modifiedAtMs: Date.parse("2026-11-22T10:00:00.123Z") + 0.456,
    changedAtMs: Date.parse("2026-11-22T10:00:01.654Z") + 0.321,
    device: 1,
    inode: 1,
  };
  async function* archived(...pieces: string[]) {
    for (const piece of pieces) yield Buffer.from(piece);
  }
  const source = (content: string | Error, ...infos: (FileInfo | null | Error)[]) => {
    const last = infos.at(-1) ?? null;
    return {
      async openSource() {
        if (last instanceof Error) throw last;
        if (last === null && infos.length === 1) return null;
        return {
          async info() {
            const info = infos.length > 1 ? infos.shift() : last;
            if (info === null || info === undefined || info instanceof Error) throw new Error("no such state");
            return info;
          },
          async read(offset: number, length: number) {
            if (content instanceof Error) throw content;
            return Buffer.from(content).subarray(offset, offset + length);
          },
          async close() {},
        };
      },
    };
  };
  const compare = (files: ReturnType<typeof source>, ...pieces: string[]) =>
    compareWithSource(files, entry("a"), archived(...pieces), "/a");

  it("matches equal bytes, whatever the times", async () => {
    expect(await compare(source("data", { ...asArchived, modifiedAtMs: 1 }), "da", "t", "a")).to.equal("matched");
    expect(await compare(source("", { ...asArchived, sizeBytes: 0 }))).to.equal("matched");
  });

  it("calls it damage only where size and both times are as archived", async () => {
    expect(await compare(source("data", asArchived), "dXta")).to.equal("damaged");
    expect(await compare(source("data", asArchived), "dat")).to.equal("damaged");
    for (const change of [
      { sizeBytes: 5 },
      { modifiedAtMs: asArchived.modifiedAtMs + 1 },
      { changedAtMs: asArchived.changedAtMs + 1 },
    ]) {
      expect(await compare(source("data!", { ...asArchived, ...change }), "dXta")).to.equal("changed");
    }
  });

  it("sees a change in the middle of the comparison", async () => {
    expect(await compare(source("data", asArchived, { ...asArchived, changedAtMs: 5 }), "dXta")).to.equal("changed");
  });

  it("cannot say anything of a source that is gone, no file, or unreadable", async () => {
    expect(await compare(source("data", null), "data")).to.equal("changed");
    expect(await compare(source("data", new Error("EACCES")), "data")).to.equal("changed");
    expect(await compare(source(new Error("EIO"), asArchived), "data")).to.equal("changed");
  });
});
