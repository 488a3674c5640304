// The past of the demo: archives that borg really makes, dated back, and the journal of the runs that made them.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inRoot } from "../support/project.mjs";
import { live } from "./tree.mjs";

const built = (path) => import(pathToFileURL(inRoot("dist/src", path)).href);

/**
 * Makes the archives of all plans, oldest first in each repository, those of different repositories at the same time.
 * @returns {Promise<object[]>} the journal's entries about them
 */
export async function makePast({ plans, repositories, treeFolder, borgBaseDir, onArchive, signal }) {
  const { planArchiveName } = await built("borg/archive-name.js");
  const make = async (repository, { plan, at, step }, archivesCount) => {
    if (plan.part) live(treeFolder, plan.part, step, at - 3_600_000);
    const name = planArchiveName(plan.id, at);
    const startedAt = Date.now();
    const output = await borg(repository, { baseDir: borgBaseDir, signal }, [
      ...[
        "create",
        "--lock-wait=60", // the service looked into the repository a moment ago
        "--json",
        `--comment=${plan.request.name}`,
        `--timestamp=${new Date(at).toISOString().slice(0, 19)}`,
      ],
      ...(plan.request.excludes ?? []).map((pattern) => `--exclude=${pattern}`),
      `${repository.location}::${name}`,
      ...plan.sources,
    ]);
    onArchive();
    const durationMs = Date.now() - startedAt;
    return entriesOf({ plan, repository, name, at, durationMs, archivesCount, output });
  };
  const ofRepository = async (repository) => {
    const wanted = plans
      .filter((plan) => plan.repository === repository.key)
      .flatMap((plan) => plan.past.map((at, step) => ({ plan, at, step })))
      .sort((one, other) => one.at - other.at);
    const entries = [];
    for (const [index, archive] of wanted.entries()) entries.push(...(await make(repository, archive, index + 1)));
    return entries;
  };
  return (await Promise.all(repositories.map(ofRepository))).flat();
}

/** The passphrase goes through a pipe of its own: not where other users could read it. */
async function borg({ location, passphrase }, { baseDir, signal }, args) {
  const env = {
    PATH: process.env.PATH,
    HOME: baseDir,
    BORG_BASE_DIR: baseDir,
    LC_ALL: "C.UTF-8",
    TZ: "UTC",
    BORG_PASSPHRASE_FD: "3",
  };
  const child = spawn("borg", args, { env, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  child.stdio[3].on("error", () => {}).end(passphrase); // it may end before it has read that: its exit code says why
  const said = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk) => (said.stdout += chunk));
  child.stderr.on("data", (chunk) => (said.stderr += chunk));
  const stop = () => child.kill("SIGTERM");
  signal.addEventListener("abort", stop, { once: true });
  const [code] = await once(child, "close");
  signal.removeEventListener("abort", stop);
  signal.throwIfAborted();
  // 1 where a file changed meanwhile, as those do that two plans share: the archive is made all the same.
  if (code !== 0 && code !== 1) throw new Error(`borg ${args[0]} in ${location} ended with ${code}: ${said.stderr}`);
  return said.stdout;
}

/** A run of one job, as the journal has those that ended well. */
async function entriesOf({ plan, repository, name, at, durationMs, archivesCount, output }) {
  const { newId, systemRandom } = await built("ports/random.js");
  const { reportOf } = await built("borg/result/report.js");
  const iso = (ms) => new Date(ms).toISOString();
  const requester = { type: "schedule" };
  const result = reportOf("create", output, { prune: null, freedBytes: null });
  const run = {
    id: newId(systemRandom),
    planId: plan.id,
    trigger: "schedule",
    requester,
    state: "ok",
    scheduledFor: iso(Math.floor(at / 60_000) * 60_000),
    createdAt: iso(at - 1000),
    finishedAt: iso(at + durationMs + 500),
    reason: null,
  };
  const job = {
    id: newId(systemRandom),
    kind: "backup",
    state: "ok",
    repositoryId: repository.id,
    planId: plan.id,
    runId: run.id,
    archiveName: name,
    requester,
    createdAt: iso(at - 900),
    startedAt: iso(at),
    finishedAt: iso(at + durationMs),
    cancelRequestedAt: null,
    process: null,
    outcome: { code: "ok", message: "Done.", nextStep: null, exitCode: 0, warningsCount: 0, warnings: [] },
    result: { ...result, repository: { ...result.repository, archivesCount } },
  };
  return [
    { type: "job", at: job.finishedAt, job },
    { type: "run", at: run.finishedAt, run },
  ];
}

/** Adds entries to the journal of a service that does not run, each to its month and in the order of time. */
export function writeJournal(dataDir, entries) {
  const folder = join(dataDir, "journal");
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const byMonth = groupBy(entries, monthOf);
  for (const [month, added] of byMonth) {
    const file = join(folder, `jobs-${month}.jsonl`);
    const known = existsSync(file)
      ? readFileSync(file, "utf8")
          .split("\n")
          .filter(Boolean)
          .map((line) => JSON.parse(line))
      : [];
    const lines = [...known, ...added]
      .sort((one, other) => (one.at < other.at ? -1 : 1))
      .map((entry) => `${JSON.stringify(entry)}\n`);
    writeFileSync(file, lines.join(""), { mode: 0o600 });
  }
}

/** Lets the schedules of these plans begin with their past, in the store of a service that does not run. */
export async function dateBackSchedules(dataDir, plans) {
  const { openStore } = await built("store/open.js");
  const { systemFiles: files } = await built("ports/files.js");
  const { systemClock: clock } = await built("ports/clock.js");
  const { silentLog: log } = await built("ports/log.js");
  const store = await openStore({ dataDir, ports: { files, clock, log } });
  for (const { id, past } of plans) {
    const since = new Date(past[0]).toISOString();
    await store.schedule.update(id, (record) => ({ ...record, since }));
  }
  await store.close();
}

const monthOf = ({ at }) => at.slice(0, 7);

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
