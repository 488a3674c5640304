// What is answered from an index, beside the goals: folders, names, comparisons, and the memory that each takes. Each in a
// process of its own. BENCH_LARGEST=1000000 leaves out what is larger.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Figure, goal, mebibytes, median, ms, p99 } from "./figures.ts";
import { runIndexProgram as run, syntheticId } from "./index-program.ts";

interface Case {
  readonly name: string;
  readonly files: number;
  readonly filesEach: number;
  readonly peakGoal: number | null;
}

const mebibyte = 1024 * 1024;

const cases: readonly Case[] = [
  { name: "100,000 in 200 folders", files: 100_000, filesEach: 500, peakGoal: null },
  { name: "100,000 in 2,000 folders", files: 100_000, filesEach: 50, peakGoal: null },
  { name: "100,000 in one folder", files: 100_000, filesEach: 100_000, peakGoal: null },
  { name: "1,000,000", files: 1_000_000, filesEach: 16, peakGoal: 256 * mebibyte },
  { name: "10,000,000", files: 10_000_000, filesEach: 16, peakGoal: 1024 * mebibyte },
];
const million = 1_000_000;

/** Builds and asks each, up to BENCH_LARGEST files. */
export async function measureIndexServing(scratch: string): Promise<Figure[]> {
  const folder = join(scratch, "index-serving");
  mkdirSync(folder);
  const largest = Number(process.env["BENCH_LARGEST"] ?? Number.POSITIVE_INFINITY);
  const figures: Figure[] = [];
  for (const each of cases.filter(({ files }) => files <= largest)) {
    const file = join(folder, `${each.files}-${each.filesEach}.index`);
    figures.push(...(await measureBuild(each, file)), ...(await measureListing(each, file)));
    if (each.files >= million) figures.push(...(await measureSearch(each, file)));
    if (each.files === million) figures.push(...(await measureComparing(each, file)));
  }
  return figures;
}

async function measureBuild({ name, files, filesEach, peakGoal }: Case, file: string): Promise<Figure[]> {
  const built = await run<{ addMs: number; finishMs: number; bytesEach: number; peakBytes: number }>([
    ...["build", file, syntheticId, files, filesEach, 1],
  ]);
  const { addMs, finishMs, bytesEach, peakBytes } = built;
  return [
    {
      name: `${name}: taking the entries, writing the index`,
      ours: `${ms(addMs)}, ${ms(finishMs)}`,
      theirs: "–",
      ratio: null,
    },
    { name: `${name}: bytes an entry`, ours: bytesEach.toFixed(1), theirs: "60", ratio: bytesEach / 60 },
    {
      name: `${name}: memory to build, peak`,
      ours: mebibytes(peakBytes),
      theirs: peakGoal === null ? "–" : mebibytes(peakGoal),
      ratio: peakGoal === null ? null : peakBytes / peakGoal,
    },
  ];
}

async function measureListing({ name, files, filesEach }: Case, file: string): Promise<Figure[]> {
  const { times, residentBytes } = await run<{ times: number[]; residentBytes: number }>([
    ...["list", file, syntheticId, Math.ceil(files / filesEach)],
  ]);
  return [
    goal(`${name}: a folder's page of 100, p50`, median(times), 0.2),
    goal(`${name}: a folder's page of 100, p99`, p99(times), 2),
    memory(`${name}: memory over idle after 5,000 folders`, residentBytes),
  ];
}

async function measureSearch({ name, files }: Case, file: string): Promise<Figure[]> {
  const { times, residentBytes } = await run<{ times: Record<string, number[]>; residentBytes: number }>([
    ...["search", file, syntheticId],
  ]);
  const middles = Object.entries(times).map(([text, each]) => ({ text, ms: median(each) }));
  const worst = middles.reduce((a, b) => (a.ms > b.ms ? a : b));
  const factor = files / million;
  return [
    goal(`${name}: first page of a search, p50`, median(middles.map((each) => each.ms)), 50 * factor),
    goal(`${name}: first page of a search, worst (${worst.text})`, worst.ms, 150 * factor),
    memory(`${name}: memory over idle after searching`, residentBytes),
  ];
}

async function measureComparing({ name, files, filesEach }: Case, file: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  const others = [
    { kind: "that has a hundredth more", files: files * 1.01, state: 1 },
    { kind: "of which every file differs", files, state: 2 },
  ];
  for (const other of others) {
    const otherFile = `${file}.other`;
    await run(["build", otherFile, syntheticId, other.files, filesEach, other.state]);
    type Compared = { times: number[]; latestMs: number; residentBytes: number };
    const { times, latestMs, residentBytes } = await run<Compared>(["compare", file, syntheticId, otherFile]);
    const what = `${name}: compared with one ${other.kind}`;
    figures.push(goal(what, median(times), 1000), goal(`${what}: latest that anything else was`, latestMs, 50));
    figures.push(memory(`${what}: memory over idle`, residentBytes));
  }
  return figures;
}

function memory(name: string, bytes: number): Figure {
  return { name, ours: mebibytes(bytes), theirs: mebibytes(30 * mebibyte), ratio: bytes / (30 * mebibyte) };
}
