import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { readTar } from "../../../../src/archives/restore/tar.ts";
import { faultOf } from "../../../support/rejection.ts";
import { makeTar, type TarPart } from "../../../support/tar.ts";

const name = fc
  .uint8Array({ minLength: 1, maxLength: 300 })
  .map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 47 ? 97 : byte))));
const part: fc.Arbitrary<TarPart> = fc.record({
  type: fc.constantFrom("file" as const, "symlink" as const, "hardlink" as const),
  path: name,
  link: name,
  content: fc.uint8Array({ maxLength: 2000 }).map((bytes) => Buffer.from(bytes)),
  mode: fc.integer({ min: 0, max: 0o7777 }),
  uid: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  gid: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  modifiedAtSeconds: fc.integer({ min: -(2 ** 40), max: 2 ** 40 }),
});

describe("archives/restore tar", () => {
  it("gives back what went in, however the stream is cut", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 5 }), fc.integer({ min: 1, max: 3000 }), async (parts, cut) => {
        const empty = Buffer.alloc(0);
        const wanted = parts.map((each) => ({ ...each, [each.type === "file" ? "link" : "content"]: empty }));
        expect(await entriesOf(pieces(makeTar(wanted), cut))).to.deep.equal(wanted);
      }),
      { numRuns: 60 },
    );
  });

  it("goes on behind what nobody read", async () => {
    const tar = makeTar([
      { type: "file", path: "first", content: "x".repeat(5000) },
      { type: "file", path: "second", content: "y" },
    ]);
    const paths: string[] = [];
    for await (const entry of readTar(pieces(tar, 700))) {
      for await (const _ of entry.content()) break;
      paths.push(entry.path.toString());
    }
    expect(paths).to.deep.equal(["first", "second"]);
  });

  it("refuses what is cut short, at any byte", async () => {
    const tar = makeTar([{ type: "file", path: "x".repeat(150), content: "content" }]).subarray(0, -1024);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: tar.length }), async (length) => {
        await faultOf(entriesOf(pieces(tar.subarray(0, length), 400)), "borg-failed");
      }),
      { numRuns: 40 },
    );
  });

  it("fails as a fault, or not at all, on any bytes", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 0, max: 511 }), async (noise, at) => {
        const tar = makeTar([{ type: "file", path: "a", content: "b" }]);
        Buffer.from(noise).copy(tar, at);
        const error = await entriesOf(pieces(tar, 512)).then(
          () => null,
          (reason: { code?: string }) => reason,
        );
        if (error) expect(error.code).to.equal("borg-failed");
      }),
      { numRuns: 60 },
    );
  });

  it("reads what GNU tar writes", async () => {
    const folder = mkdtempSync(join(tmpdir(), "borgdeck-tar-"));
    try {
      mkdirSync(join(folder, "d".repeat(120)));
      writeFileSync(join(folder, "d".repeat(120), "file"), "content", { mode: 0o640 });
      symlinkSync("t".repeat(130), join(folder, "link"));
      const tar = execFileSync("tar", ["--format=gnu", "-C", folder, "-c", "d".repeat(120), "link"]);
      const read = await entriesOf(pieces(tar, 4096));
      expect(
        read.map(({ type, path, link, content }) => [type, String(path), String(link), String(content)]),
      ).to.deep.equal([
        ["folder", "d".repeat(120), "", ""],
        ["file", `${"d".repeat(120)}/file`, "", "content"],
        ["symlink", "link", "t".repeat(130), ""],
      ]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

async function entriesOf(chunks: AsyncIterable<Buffer>) {
  const found = [];
  for await (const { content, sizeBytes: _, ...entry } of readTar(chunks)) {
    const read: Buffer[] = [];
    for await (const chunk of content()) read.push(Buffer.from(chunk));
    found.push({ ...entry, content: Buffer.concat(read) });
  }
  return found;
}

async function* pieces(bytes: Buffer, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}
