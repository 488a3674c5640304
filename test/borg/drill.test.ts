import { randomBytes } from "node:crypto";
import { appendFile, link, mkdir, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { DrilledFile } from "../../schemas/drills.ts";
import { drill } from "../../src/archives/drill/drill.ts";
import type { DrillRequest } from "../../src/archives/drill/drill-request.ts";
import { planArchiveName } from "../../src/borg/archive-name.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { type BorgPlace, writeTree } from "../support/borg.ts";
import { largestSegment, overwrite } from "../support/damage.ts";
import { createSampledPlace, type SampledPlace } from "../support/samples.ts";

describe("restore drills with the real borg", function () {
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

  const run = (archiveName: string, change: Partial<DrillRequest> = {}) =>
    drill(
      { borg: place.borg, ports: systemPorts(silentLog) },
      {
        target: place.target,
        archiveName,
        sampleFiles: 100,
        canaries: [],
        sources: [source],
        unread: async () => [],
        earlier: [],
        scratchDir,
        jobId: "jobdrill",
        signal: new AbortController().signal,
        onProgress: () => {},
        ...change,
      },
    );
  const named = (seen: readonly DrilledFile[], name: string) => seen.find(({ path }) => path.endsWith(`/${name}`));

  it("compares with nothing in a place that is not to be read, such as a mounted archive", async () => {
    await writeTree(source, new Map([["mnt/a", "one"], ["b", "two"]])); // biome-ignore format: one line
    const { report } = await run(await backUp(), { unread: async () => [join(source, "mnt")] });
    expect(report).to.deep.include({ filesRestored: 2, filesMatchedSource: 1, filesUnproven: 1 });
  });

  it("restores files of any name, finds them equal to their source, and cleans up", async () => {
    const names = ["a", "new\nline", "{now}", "-x", "é😀", "*?[", "back\\slash"];
    await writeTree(
      source,
      new Map([...names.map((name): [string, string] => [name, `content ${name}`]), ["empty", ""]]),
    );
    await writeTree(source, new Map([[Buffer.from("lat\xe9in", "latin1"), "latin"]]));
    const progress: number[] = [];
    const { report, seen } = await run(await backUp(), { onProgress: ({ files }) => progress.push(files) });
    expect(report).to.deep.include({ filesRestored: 9, filesMatchedSource: 9, filesUnproven: 0, filesDamaged: 0 });
    expect(report.bytesRestored).to.equal(seen.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0));
    expect(report.restoreMs).to.be.greaterThan(0);
    expect(progress).to.deep.equal([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(named(seen, "lat\\xe9in")?.sha256).to.match(/^[0-9a-f]{64}$/);
    expect(JSON.parse(JSON.stringify(seen))).to.deep.equal(seen);
    await sampled.expectCleared();
  });

  it("holds what changed since against the drill before, where that restored the same version", async () => {
    await writeTree(
      source,
      new Map([
        ["kept", "kept"],
        ["gone", "gone"],
        ["grown", "grown"],
      ]),
    );
    const archiveName = await backUp();
    const first = await run(archiveName);
    await rm(join(source, "gone"));
    await appendFile(join(source, "grown"), "more");
    const second = await run(archiveName, { earlier: first.seen });
    expect(second.report).to.include({
      filesRestored: 3,
      filesMatchedSource: 1,
      filesMatchedEarlier: 2,
      filesDamaged: 0,
    });
    const without = await run(archiveName);
    expect(without.report).to.include({ filesMatchedSource: 1, filesMatchedEarlier: 0, filesUnproven: 2 });
    const lying = first.seen.map((file) => ({ ...file, sha256: "0".repeat(64) }));
    const third = await run(archiveName, { earlier: lying });
    expect(third.report).to.include({ filesMatchedSource: 1, filesDamaged: 2 });
    expect(third.seen.map(({ path }) => path.split("/").at(-1))).to.deep.equal(["kept"]);
  });

  it("does not call it damage where a file was changed and given back its old time", async () => {
    await writeTree(source, new Map([["a", "before"]]));
    const first = await run(await backUp());
    const { atime, mtime } = await stat(join(source, "a"));
    await writeFile(join(source, "a"), "BEFORE");
    await utimes(join(source, "a"), atime, mtime);
    const archiveName = await backUp();
    const second = await run(archiveName);
    expect(second.report.filesMatchedSource).to.equal(1);
    await rm(join(source, "a"));
    const { modifiedAt = "" } = second.seen[0] ?? {}; // JavaScript sets times to the millisecond only
    const earlier = first.seen.map((file) => ({ ...file, modifiedAt }));
    const { report } = await run(archiveName, { earlier });
    expect(report.filesDamaged).to.equal(0);
    expect(report.filesUnproven).to.equal(1);
  });

  it("restores its canaries each time, and says which are not there", async () => {
    await writeTree(source, new Map(Array.from({ length: 30 }, (_, at) => [`f${at}`, `${at}`])));
    await writeTree(source, new Map([["canary", "sings"]]));
    await link(join(source, "canary"), join(source, "second"));
    await mkdir(join(source, "folder"));
    const canaries = ["canary", "second", "folder", "nowhere"].map((name) => join(source, name));
    const { report, seen } = await run(await backUp(), { sampleFiles: 0, canaries });
    expect(report).to.include({ filesRestored: 1, filesMatchedSource: 1 }); // both names have the one content
    expect(report.missingCanaries).to.have.members([join(source, "folder"), join(source, "nowhere")]);
    expect(named(seen, "canary")?.sizeBytes ?? named(seen, "second")?.sizeBytes).to.equal(5);
  });

  it("restores no more than the sample, half of it what was restored before, and reads no source but the plan's", async () => {
    await writeTree(source, new Map(Array.from({ length: 60 }, (_, at) => [`in/f${at}`, `content ${at}`])));
    const archiveName = await backUp();
    const sources = [join(source, "in")];
    const first = await run(archiveName, { sampleFiles: 10, sources });
    expect(first.report.filesRestored).to.equal(10);
    const second = await run(archiveName, { sampleFiles: 10, sources, earlier: first.seen });
    expect(second.report.filesRestored).to.equal(10);
    const before = new Set(first.seen.map(({ path }) => path));
    expect(second.seen.filter(({ path }) => before.has(path))).to.have.length(5);
    const canaries = [join(source, "in/f0")];
    const elsewhere = await run(archiveName, { sampleFiles: 0, sources: [join(source, "other")], canaries });
    expect(elsewhere.report).to.include({ filesRestored: 1, filesMatchedSource: 0, filesUnproven: 1 });
  });

  it("touches no archive but the one it was told, with two plans and a stranger in the repository", async () => {
    const names = [planArchiveName("planaaaa", 0), planArchiveName("planaaaab", 0), "stranger"];
    for (const name of names) {
      await writeFile(join(source, "whose"), name);
      await place.backUp(name, [source]);
    }
    const { report } = await run(names[1] ?? "");
    expect(report).to.include({ archiveName: names[1], filesRestored: 1, filesUnproven: 1 });
    const archives = await readdir(join(place.target.location, "data/0"));
    await run(names[0] ?? "");
    expect(await readdir(join(place.target.location, "data/0"))).to.deep.equal(archives);
  });

  it("finds damage, names the files, and restores the others all the same", async () => {
    const bad = randomBytes(3_000_000);
    await writeFile(join(source, "bad"), bad);
    for (const name of ["good1", "good2"]) await writeFile(join(source, name), randomBytes(100));
    const archiveName = await backUp();
    const path = await largestSegment(place.target.location);
    expect((await readFile(path)).length).to.be.greaterThan(3_000_000);
    await overwrite(path, 1_500_000, Buffer.from([1, 2, 3, 4, 5, 6, 7, 8]));
    const { report, seen } = await run(archiveName);
    expect(report).to.include({ filesRestored: 2, filesMatchedSource: 2, filesDamaged: 1 });
    expect(report.damagedPaths[0]).to.match(/\/bad$/);
    expect(named(seen, "bad")).to.equal(undefined);
    await sampled.expectCleared();
  });

  it("ends when it is cancelled, and leaves nothing", async () => {
    await sampled.expectEndsWhenCancelled(run);
  });
});
