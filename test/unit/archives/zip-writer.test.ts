import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { expect } from "chai";
import { writeZip, type ZipEntry } from "../../../src/archives/download/zip-writer.ts";

const run = promisify(execFile);
const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

/** Says of each entry what a reader of zips that is not ours sees. */
const look = `
import hashlib, json, sys, zipfile
with zipfile.ZipFile(sys.argv[1]) as z:
    print(json.dumps([[i.filename, oct(i.external_attr >> 16), i.date_time, i.file_size, i.compress_type,
        hashlib.sha256(z.read(i)).hexdigest()] for i in z.infolist()[:20]] + [len(z.infolist())]))
`;

const entry = (name: string, content: Buffer, more: Partial<ZipEntry> = {}): ZipEntry => ({
  name,
  mode: 0o100_640,
  modifiedAtSeconds: Date.UTC(2026, 10, 22, 10, 30, 2) / 1000,
  sizeBytes: content.length,
  async *content() {
    for (let at = 0; at < content.length; at += 10_000) yield content.subarray(at, at + 10_000);
  },
  ...more,
});

describe("archives/zip-writer", function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "borgdeck-zip-"));
  });
  after(() => rm(folder, { recursive: true }));

  async function written(entries: Iterable<ZipEntry>): Promise<unknown[]> {
    const path = join(folder, "x.zip");
    await pipeline(Readable.from(writeZip(Readable.from(entries))), createWriteStream(path));
    const { stdout } = await run("python3", ["-c", look, path]);
    return JSON.parse(stdout) as unknown[];
  }

  it("writes folders, empty, small and large files, with times, permissions and contents", async () => {
    const contents = {
      empty: Buffer.alloc(0),
      "tiny 😀": Buffer.from("tiny"),
      small: Buffer.alloc(50_000, "small "),
      large: Buffer.alloc(3_000_000, "large "),
      edge: Buffer.alloc(64 * 1024, 1),
      beyond: Buffer.alloc(64 * 1024 + 1, 1),
    };
    const files = Object.entries(contents).map(([name, content]) => entry(name, content));
    const seen = await written([entry("folder/", Buffer.alloc(0), { mode: 0o040_750 }), ...files]);
    const time = [2026, 11, 22, 10, 30, 2];
    expect(seen).to.deep.equal([
      ["folder/", "0o40750", time, 0, 0, sha256(Buffer.alloc(0))],
      ...Object.entries(contents).map(([name, content]) => [
        name,
        "0o100640",
        time,
        content.length,
        content.length < 1024 ? 0 : 8,
        sha256(content),
      ]),
      7,
    ]);
  });

  it("writes an empty zip, and times that a zip does not know as the nearest that it does", async () => {
    expect(await written([])).to.deep.equal([0]);
    const seen = await written([-1, 1e12].map((at) => entry(`at ${at}`, Buffer.from("x"), { modifiedAtSeconds: at })));
    expect(seen.slice(0, 2).map((each) => (each as unknown[])[2])).to.deep.equal([
      [1980, 1, 1, 0, 0, 0],
      [2107, 12, 31, 23, 59, 58],
    ]);
  });

  it("writes more entries than the older form of a zip can count", async () => {
    function* many() {
      for (let at = 0; at < 70_000; at += 1) yield entry(`f${at}`, Buffer.from("x"));
    }
    expect((await written(many())).at(-1)).to.equal(70_000);
  });

  it("fails where an entry does, small or large, and reads no further when its reader leaves", async () => {
    for (const size of [10, 1_000_000]) {
      const broken = entry("broken", Buffer.alloc(size), {
        async *content() {
          yield Buffer.alloc(5);
          throw new Error("the disk broke");
        },
      });
      const error = await written([entry("good", Buffer.from("x")), broken]).catch((reason: unknown) => reason);
      expect(error).to.have.property("message", "the disk broke");
    }
    let ended = false;
    const endless = entry("endless", Buffer.alloc(0), {
      sizeBytes: 1e9,
      async *content() {
        try {
          for (;;) yield Buffer.alloc(100_000, Math.random().toString());
        } finally {
          ended = true;
        }
      },
    });
    for await (const chunk of writeZip(Readable.from([endless]))) if (chunk.length > 0) break;
    expect(ended).to.equal(true);
  });
});
