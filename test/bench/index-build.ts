// Building indexes beside `borg list --json-lines` of the same archive, and the builder alone with ten million entries.
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createIndexBuilds, type IndexBuilds } from "../../src/archives/index/build/build.ts";
import type { SourceName } from "../../src/archives/index/sources/source.ts";
import { createBorg } from "../../src/borg/driver.ts";
import { jobVariable } from "../../src/borg/process/environment.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { type ArchiveSize, borg, borgEnvironment, makeArchive, passphrase } from "./archive.ts";
import { type Figure, mebibytes, median, ms } from "./figures.ts";

interface Case extends ArchiveSize {
  readonly name: string;
  readonly rounds: number;
}

const cases: readonly Case[] = [
  { name: "100,000 files in 200 folders", folders: 200, filesEach: 500, rounds: 3 },
  { name: "100,000 files in 2,000 folders", folders: 2000, filesEach: 50, rounds: 3 },
  { name: "1,000,000 files in 5,000 folders", folders: 5000, filesEach: 200, rounds: 1 },
];

/** What the issue allows, of borg's own time. */
const goals = { dump: 0.15, nul: 0.85 } as const;
const grace = 500;

const main = fileURLToPath(new URL("../../dist/service/main.js", import.meta.url));

interface Measured {
  readonly ms: number;
  /** Null where the index was whole before it told of a first part. */
  readonly firstScreenMs: number | null;
  readonly peakBytes: number;
  readonly bytesEach: number;
}

/** Measures each archive with both sources that people meet. */
export async function measureIndexBuilds(scratch: string): Promise<Figure[]> {
  const folder = join(scratch, "index-build");
  mkdirSync(folder);
  const env = borgEnvironment(join(folder, "base"));
  const location = join(folder, "repository");
  borg(env, ["init", "--encryption=repokey-blake2", location]);
  const ports = systemPorts(silentLog);
  const installation = { executable: "/usr/bin/borg", baseDir: join(folder, "base"), hostId: "borgdeck-bench@1" };
  const builds = createIndexBuilds({
    ports,
    program: [process.execPath, main],
    borg: createBorg({ ports, ...installation }),
    installation,
    indexDir: join(folder, "index"),
  });
  const figures: Figure[] = [];
  for (const each of cases) {
    const name = String(each.folders);
    makeArchive(env, location, name, join(folder, "tree"), each);
    figures.push(...(await measureCase(builds, env, location, name, each)));
  }
  return [...figures, await measureTenMillion(folder)];
}

async function measureCase(
  builds: IndexBuilds,
  env: NodeJS.ProcessEnv,
  location: string,
  archive: string,
  { name, rounds }: Case,
): Promise<Figure[]> {
  const theirs: number[] = [];
  const ours = { dump: [] as Measured[], nul: [] as Measured[] };
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(await timeOfListing(env, `${location}::${archive}`));
    for (const source of ["dump", "nul"] as const)
      ours[source].push(await timeOfBuild(builds, location, archive, source));
  }
  return (["dump", "nul"] as const).map((source) => {
    const beside = median(theirs);
    const took = median(ours[source].map((measured) => measured.ms));
    const first = firstScreen(ours[source]);
    const { peakBytes = 0, bytesEach = 0 } = ours[source].at(-1) ?? {};
    const goal = ms(goals[source] * beside + grace);
    return {
      name: `index of ${name}, ${source} (goal ${goal}; first screen ${first}, peak ${mebibytes(peakBytes)}, ${bytesEach.toFixed(1)} B/entry)`,
      ours: ms(took),
      theirs: ms(beside),
      ratio: took / beside,
    };
  });
}

/** An index that is built at once has no first part to show. */
function firstScreen(builds: readonly Measured[]): string {
  const times = builds.flatMap(({ firstScreenMs }) => firstScreenMs ?? []);
  return times.length * 2 > builds.length ? ms(median(times)) : "whole";
}

async function timeOfBuild(builds: IndexBuilds, location: string, name: string, source: SourceName): Promise<Measured> {
  const outFile = join(location, "..", "index", "bench", "archive.index");
  const jobId = `bench${source}${name}`;
  let firstScreenMs: number | null = null;
  let peakBytes = 0;
  const watch = setInterval(() => {
    peakBytes = Math.max(peakBytes, peakOf(jobId));
  }, 20);
  const startedAt = performance.now();
  const totals = await builds.buildIndex({
    target: { location, passphrase, rsh: null },
    archive: { id: "ab".repeat(32), name, filesCount: null },
    source,
    outFile,
    jobId,
    signal: new AbortController().signal,
    onProgress() {
      firstScreenMs ??= performance.now() - startedAt;
    },
  });
  const took = performance.now() - startedAt;
  clearInterval(watch);
  return { ms: took, firstScreenMs, peakBytes, bytesEach: statSync(outFile).size / totals.entries };
}

/** Most memory that the process which builds has had so far. */
function peakOf(jobId: string): number {
  const peaks = systemProcesses.findByEnvironment(jobVariable, jobId).map((pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("index-archive")) return 0;
      return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) * 1024;
    } catch {
      return 0; // it has just ended
    }
  });
  return Math.max(0, ...peaks);
}

/** borg's listing, read and thrown away. */
function timeOfListing(env: NodeJS.ProcessEnv, archive: string): Promise<number> {
  const startedAt = performance.now();
  const child = spawn("borg", ["list", "--json-lines", archive], { env, stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.resume();
  return new Promise((resolve, reject) => {
    child.once("close", (code) => {
      if (code === 0) resolve(performance.now() - startedAt);
      else reject(new Error(`borg list ended with ${code}`));
    });
  });
}

/** In a process of its own, whose memory is that of the builder. */
async function measureTenMillion(folder: string): Promise<Figure> {
  const program = fileURLToPath(new URL("ten-million-entries.ts", import.meta.url));
  const args = ["--import", import.meta.resolve("tsx"), program, join(folder, "ten-million.index")];
  const { status, stdout } = spawnSync(process.execPath, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) throw new Error("The builder failed with ten million entries");
  const { tookMs, peakBytes, bytesEach } = JSON.parse(stdout) as {
    tookMs: number;
    peakBytes: number;
    bytesEach: number;
  };
  const name = `builder alone, 10,000,000 entries (peak ${mebibytes(peakBytes)}, ${bytesEach.toFixed(1)} B/entry)`;
  return { name, ours: ms(tookMs), theirs: "–", ratio: null };
}
