// A backup through Borgdeck beside the same backup by borg alone, in turns.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type Figure, median, ms } from "./figures.ts";
import { type RunningServer, startService } from "./service.ts";
import { writeTree } from "./tree.ts";

interface Run {
  readonly id: string;
  readonly state: string;
  readonly jobs: readonly { readonly kind: string; readonly state: string; readonly durationMs: number | null }[];
}

const compression = "zstd,3";
const passphrase = "only for the benchmark, of no worth";

/** Measures `pairs` pairs of first backups of `files` files, then POST run → running on a small plan. */
export async function measureBackups(scratch: string, files: number, pairs: number): Promise<Figure[]> {
  const tree = join(scratch, "tree");
  writeTree(tree, files);
  mkdirSync(join(scratch, "data"));
  const service = await startService({ dataDir: join(scratch, "data"), sourceRoots: scratch });
  try {
    return [await backupPairs(service, scratch, tree, pairs), await runLatency(service, scratch)];
  } finally {
    await pause(2000); // the archives are counted once more
    await service.stop();
  }
}

async function backupPairs(service: RunningServer, scratch: string, tree: string, pairs: number): Promise<Figure> {
  const times: { ours: number; theirs: number }[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    // Who is first changes each time, so that neither always finds the warmer cache.
    const raw = () => rawBackup(scratch, tree);
    const through = () => backupThrough(service, scratch, tree);
    const [first, second] = pair % 2 === 0 ? [raw, through] : [through, raw];
    const [a, b] = [await first(), await second()];
    times.push(pair % 2 === 0 ? { ours: b, theirs: a } : { ours: a, theirs: b });
  }
  const ratio = median(times.map(({ ours, theirs }) => ours / theirs));
  const [ours, theirs] = [median(times.map((time) => time.ours)), median(times.map((time) => time.theirs))];
  return { name: `first backup, ${pairs} pairs in turns (borg create)`, ours: ms(ours), theirs: ms(theirs), ratio };
}

/** A first backup into a new repository through the service: how long its backup job took. */
async function backupThrough(service: RunningServer, scratch: string, tree: string): Promise<number> {
  const plan = await makePlan(service, scratch, tree);
  const started = await service.request<Run>("POST", `/api/plans/${plan}/run`);
  const run = await finished(service, started.id);
  const job = run.jobs.find(({ kind }) => kind === "backup");
  if (job?.state !== "ok" || job.durationMs === null)
    throw new Error(`The backup did not end well: ${JSON.stringify(run)}`);
  return job.durationMs;
}

/** The same by hand: the time of the process, from its start to its end. */
function rawBackup(scratch: string, tree: string): number {
  const folder = mkdtempSync(join(scratch, "raw-"));
  const env = { PATH: process.env["PATH"], BORG_BASE_DIR: join(folder, "base"), BORG_PASSPHRASE: passphrase };
  const borg = (...args: string[]) => {
    const { status, stderr } = spawnSync("borg", args, { env, stdio: ["ignore", "pipe", "pipe"], maxBuffer: 1 << 28 });
    if (status !== 0) throw new Error(`borg ${args[0]}: ${stderr.toString()}`);
  };
  const repository = join(folder, "repository");
  borg("init", "--encryption=repokey-blake2", repository);
  const startedAt = performance.now();
  borg("create", "--json", "--progress", "--log-json", `--compression=${compression}`, `${repository}::first`, tree);
  const took = performance.now() - startedAt;
  rmSync(folder, { recursive: true });
  return took;
}

async function makePlan(service: RunningServer, scratch: string, source: string): Promise<string> {
  const location = mkdtempSync(join(scratch, "through-"));
  const { repository } = await service.request<{ repository: { id: string } }>("POST", "/api/repositories", {
    name: location.slice(-20),
    location: join(location, "repository"),
    encryption: "repokey-blake2",
    passphrase,
  });
  const none = { keepLast: 3, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 };
  const { id } = await service.request<{ id: string }>("POST", "/api/plans", {
    name: location.slice(-20),
    repositoryIds: [repository.id],
    sources: [source],
    schedule: null,
    retention: none,
    verify: { every: "never", sampleFiles: 1 },
    check: { every: "never", scope: "all" },
    drill: { every: "never", sampleFiles: 1, canaries: [] },
    compression,
  });
  return id;
}

/** From sending POST run until a reader is told that the backup runs. */
async function runLatency(service: RunningServer, scratch: string): Promise<Figure> {
  const small = join(scratch, "small");
  writeTree(small, 20);
  const plan = await makePlan(service, scratch, small);
  const waits: number[] = [];
  for (let at = 0; at < 11; at += 1) {
    await pause(2000); // after a run Borgdeck looks at the repository again, and the next run would wait for that
    const sentAt = performance.now();
    let run = await service.request<Run>("POST", `/api/plans/${plan}/run`);
    while (run.jobs[0]?.state === undefined || run.jobs[0].state === "queued") {
      run = await service.request<Run>("GET", `/api/runs/${run.id}`);
    }
    waits.push(performance.now() - sentAt);
    await finished(service, run.id);
  }
  return { name: "POST run → running, median of 11", ours: ms(median(waits)), theirs: "–", ratio: null };
}

async function finished(service: RunningServer, id: string): Promise<Run> {
  for (;;) {
    const run = await service.request<Run>("GET", `/api/runs/${id}`);
    if (run.state !== "queued" && run.state !== "running") return run;
    await pause(100);
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms));
}
