import { randomBytes } from "node:crypto";
import { appendFile, chmod, link, mkdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { VerifyOptions } from "../../src/archives/contract.ts";
import { openPlaceArchives } from "../support/archives.ts";
import { type BorgPlace, backupCommand, writeTree } from "../support/borg.ts";
import { largestSegment, overwrite } from "../support/damage.ts";
import { createSampledPlace, type SampledPlace } from "../support/samples.ts";

describe("verify with the real borg", function () {
  this.timeout(60_000);
  let sampled: SampledPlace;
  let place: BorgPlace;
  let source: string;
  let scratchDir: string;
  let backUp: SampledPlace["backUp"];

  beforeEach(async () => {
    sampled = await createSampledPlace();
    ({ place, source, scratchDir, backUp } = sampled);
  });
  afterEach(() => place.remove());

  const verify = async (archiveName: string, more: Partial<VerifyOptions> = {}) =>
    (await openPlaceArchives(place)).archives.verifySample({
      target: place.target,
      archiveName,
      sampleFiles: 100,
      sources: [source],
      unread: async () => [],
      scratchDir,
      jobId: "jobverify",
      signal: new AbortController().signal,
      onProgress: () => {},
      ...more,
    });

  it("matches what did not change, whatever the names, and cleans up", async () => {
    const names = ["a", "new\nline", "{now}", "-x", "é😀", "*?["].map((name): [string | Buffer, string] => [
      name,
      `content ${name}`,
    ]);
    await writeTree(source, new Map([...names, [Buffer.from("lat\xe9in", "latin1"), "latin"], ["empty", ""]]));
    await link(join(source, "a"), join(source, "b"));
    const progress: number[] = [];
    const result = await verify(await backUp(), { onProgress: ({ files }) => progress.push(files) });
    expect(result).to.deep.include({ filesChecked: 8, filesMatched: 8, filesChanged: 0, filesDamaged: 0 });
    expect(progress).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8]);
    await sampled.expectCleared();
  });

  it("tells files that changed or went since from damage", async () => {
    const names = ["same", "grown", "rewritten", "gone", "replaced", "touched", "mode"];
    await writeTree(source, new Map(names.map((name) => [name, "original"])));
    const archiveName = await backUp();
    await appendFile(join(source, "grown"), "more");
    const { atime, mtime } = await stat(join(source, "rewritten"));
    await writeFile(join(source, "rewritten"), "ORIGINAL");
    await utimes(join(source, "rewritten"), atime, mtime); // the same size and time: only the inode's change time tells
    await rm(join(source, "gone"));
    await rm(join(source, "replaced"));
    await mkdir(join(source, "replaced"));
    await utimes(join(source, "touched"), 1, 1);
    await chmod(join(source, "mode"), 0o600);
    const result = await verify(archiveName);
    expect(result).to.include({ filesChecked: 7, filesMatched: 3, filesChanged: 4, filesDamaged: 0 });
    expect(result.changedPaths.map((path) => path.split("/").at(-1))).to.have.members([
      "grown",
      "rewritten",
      "gone",
      "replaced",
    ]);
  });

  it("finds damage in the repository, names the files, and checks the others all the same", async () => {
    const bad = randomBytes(3_000_000);
    await writeFile(join(source, "bad"), bad);
    for (const name of ["good1", "good2", "good3"]) await writeFile(join(source, name), randomBytes(100));
    const archiveName = await backUp();
    const path = await largestSegment(place.target.location);
    const at = (await readFile(path)).indexOf(bad.subarray(1_000_000, 1_000_016));
    const offset = at === -1 ? 1_500_000 : at; // encrypted: anywhere in the middle belongs to the large file
    await overwrite(path, offset, Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]));
    const result = await verify(archiveName);
    expect(result).to.include({ filesChecked: 4, filesDamaged: 1, filesMatched: 3 });
    expect(result.damagedPaths[0]).to.match(/\/bad$/);
    await sampled.expectCleared();
  });

  it("checks no more than the sample, and only below the sources", async () => {
    await writeTree(source, new Map(Array.from({ length: 30 }, (_, at) => [`in/f${at}`, `${at}`])));
    await writeTree(source, new Map([["out/secret", "x"]]));
    const archiveName = await backUp();
    const result = await verify(archiveName, { sampleFiles: 5, sources: [join(source, "in")] });
    expect(result).to.include({ filesChecked: 5, filesMatched: 5 });
    expect(await verify(archiveName, { sources: [join(source, "none")] })).to.include({ filesChecked: 0 });
  });

  it("clears what an earlier try left in the scratch folder, and ends when it is cancelled", async () => {
    await sampled.expectEndsWhenCancelled(verify);
  });

  it("says why where borg cannot do it", async () => {
    const missing = await verify("nowhere").catch((failure: unknown) => failure);
    expect(missing).to.have.property("code", "not-found");
    const wrong = await verify("nowhere", { target: { ...place.target, passphrase: "wrong" } }).catch(
      (failure: unknown) => failure,
    );
    expect(wrong).to.have.property("outcome").with.property("code", "passphrase-wrong");
    await sampled.expectCleared();
  });

  it("is not told of a file that borg never wrote", async () => {
    await writeTree(source, new Map([["a", "a"]]));
    const result = await place.job(backupCommand(place.target, "partial", [source, join(source, "nothing")]));
    expect(["ok", "warning"]).to.include(result.state);
    expect(await verify("partial")).to.include({ filesChecked: 1, filesMatched: 1 });
  });
});
