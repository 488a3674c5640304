// Archives through HTTP: how soon a folder's page is answered, and how late anything else is while the service works at them.
// BENCH_LARGEST=100000 makes the large ones smaller.
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import { borg, borgEnvironment, makeArchive, passphrase } from "./archive.ts";
import { type Figure, goal, median, ms, p99 } from "./figures.ts";
import { runIndexProgram } from "./index-program.ts";
import { adminHeaders, type RunningServer, startBareKoa, startService } from "./service.ts";
import { folderPath } from "./synthetic-entries.ts";
import { latestWhile } from "./while-working.ts";

/** What the issue allows, in milliseconds. */
const pageGoal = 10;
const whole = { folders: 2000, filesEach: 50 };
const files = whole.folders * whole.filesEach;
const largest = Math.min(1_000_000, Number(process.env["BENCH_LARGEST"] ?? Number.POSITIVE_INFINITY));

/** Archives with one file each, whose indexes tell of many that nobody has to make. */
const synthetic = [
  { name: "many", files: largest, filesEach: 16, state: 1 },
  { name: "many-others", files: largest, filesEach: 16, state: 2 },
  { name: "wide", files: 100_000, filesEach: 100_000, state: 1 },
];

interface Job {
  readonly id: string;
  readonly state: string;
}

interface Page {
  readonly next: string | null;
  readonly total: number;
  readonly building: unknown;
}

/** Measures all of it. */
export async function measureArchives(scratch: string): Promise<Figure[]> {
  const folder = join(scratch, "archives");
  const dataDir = join(folder, "data");
  mkdirSync(dataDir, { recursive: true });
  const archiveIds = makeRepository(folder);
  const repository = await importRepository(dataDir, folder);
  rmSync(join(dataDir, "index", repository), { recursive: true, force: true });
  mkdirSync(join(dataDir, "index", repository), { recursive: true, mode: 0o700 });
  for (const { name, ...size } of synthetic) {
    const id = archiveIds.get(name) ?? "";
    const file = join(dataDir, "index", repository, `${id}.index`);
    await runIndexProgram(["build", file, id, size.files, size.filesEach, size.state]);
  }
  const service = await startService({ dataDir, sourceRoots: folder });
  writeFileSync(join(folder, "answer"), "{}");
  const bare = await startBareKoa(join(folder, "answer"));
  const base = `/api/repositories/${repository}`;
  try {
    return [
      await latestWhile(`an index of ${files} files is built`, [service, bare], () => indexed(service, base)),
      ...(await measurePages(service, base, folder)),
      await latestWhile(`the names of ${largest} files are searched`, [service, bare], () => searched(service, base)),
      await latestWhile(`two archives of ${largest} files are compared`, [service, bare], () =>
        compared(service, base),
      ),
      await latestWhile(`a zip of ${files} files is made`, [service, bare], () => download(service, base)),
      await latestWhile(`${files} files are restored`, [service, bare], () => restored(service, base, folder)),
    ];
  } finally {
    await Promise.all([service.stop(), bare.stop()]);
  }
}

/** Resolves to the archives' ids. */
function makeRepository(folder: string): ReadonlyMap<string, string> {
  const env = borgEnvironment(join(folder, "base"));
  const location = join(folder, "repository");
  borg(env, ["init", "--encryption=repokey-blake2", location]);
  makeArchive(env, location, "whole", join(folder, "tree"), whole);
  const one = { folders: 1, filesEach: 1 };
  for (const { name } of synthetic) makeArchive(env, location, name, join(folder, "tree"), one);
  const { archives } = JSON.parse(borg(env, ["list", "--json", location])) as {
    archives: { name: string; id: string }[];
  };
  return new Map(archives.map(({ name, id }) => [name, id]));
}

async function importRepository(dataDir: string, folder: string): Promise<string> {
  const service = await startService({ dataDir, sourceRoots: folder });
  try {
    const { id } = await service.request<{ id: string }>("POST", "/api/repositories/import", {
      name: "Benchmark",
      location: join(folder, "repository"),
      passphrase,
      accept: { relocated: true },
    });
    return id;
  } finally {
    await service.stop();
  }
}

/** Until the archive's folders can be seen. */
async function indexed(service: RunningServer, base: string): Promise<void> {
  for (;;) {
    const page = await service.request<Page>("GET", `${base}/archives/whole/files`);
    if (page.building === null) return;
    await pause(20);
  }
}

/** A folder of sixteen files among many, and pages of a folder with a hundred thousand, each beside the same bytes by bare Koa. */
async function measurePages(service: RunningServer, base: string, folder: string): Promise<Figure[]> {
  const folders = Math.ceil(largest / 16);
  const random = Array.from({ length: 1000 }, (_, at) => folderPath((at * 2654435761) % folders));
  const wide = `${base}/archives/wide/files?path=${encodeURIComponent(folderPath(0))}`;
  const { total } = await service.request<Page>("GET", wide);
  return [
    ...(await besideBare(
      `a folder of ${largest} files`,
      service,
      random.map((path) => `${base}/archives/many/files?path=${encodeURIComponent(path)}`),
      folder,
    )),
    ...(await besideBare(
      `a page of 100 in a folder of ${total}`,
      service,
      Array.from({ length: 1000 }, (_, at) => `${wide}&limit=100&cursor=${(at * 7919) % (total - 100)}`),
      folder,
    )),
  ];
}

async function besideBare(
  name: string,
  service: RunningServer,
  paths: readonly string[],
  folder: string,
): Promise<Figure[]> {
  writeFileSync(join(folder, "page"), await (await ask(service, paths[0] ?? "/")).text());
  const bare = await startBareKoa(join(folder, "page"));
  const [ours, theirs]: [number[], number[]] = [[], []];
  try {
    for (const path of paths) {
      ours.push(await timed(() => ask(service, path).then((reply) => reply.arrayBuffer())));
      theirs.push(await timed(() => ask(bare, "/").then((reply) => reply.arrayBuffer())));
    }
  } finally {
    await bare.stop();
  }
  const [middle, late] = [median(theirs.slice(100)), p99(theirs)];
  return [
    goal(`GET ${name}, p50 (bare Koa ${ms(middle)})`, median(ours.slice(100)), pageGoal),
    goal(`GET ${name}, p99 (bare Koa ${ms(late)})`, p99(ours), pageGoal),
  ];
}

async function searched(service: RunningServer, base: string): Promise<void> {
  for (const text of ["e", "-77.txt", "*9?77*.txt", "zzzzz", "components/doc*7", "ü"]) {
    await service.request("GET", `${base}/archives/many/search?q=${encodeURIComponent(text)}`);
    await service.request("GET", `${base}/search?q=${encodeURIComponent(text)}`);
  }
}

async function compared(service: RunningServer, base: string): Promise<void> {
  for (let at = 0; at < 3; at += 1) await service.request("GET", `${base}/archives/many/compare?to=many-others`);
}

async function download(service: RunningServer, base: string): Promise<void> {
  const reply = await ask(service, `${base}/archives/whole/download?path=&format=zip`);
  if (!reply.ok || !reply.body) throw new Error(`The zip: ${reply.status}`);
  await reply.body.pipeTo(Writable.toWeb(new Writable({ write: (_chunk, _encoding, done) => done() })));
}

async function restored(service: RunningServer, base: string, folder: string): Promise<void> {
  const target = join(folder, "restored");
  mkdirSync(target);
  const { id } = await service.request<Job>("POST", `${base}/restores`, {
    ...{ archiveName: "whole", paths: [], destination: { type: "folder", path: target } },
    ...{ layout: "full-path", conflicts: "skip", ownership: false },
  });
  for (;;) {
    const { state } = await service.request<Job>("GET", `/api/jobs/${id}`);
    if (state === "ok") break;
    if (state !== "queued" && state !== "running") throw new Error(`The restore ended as ${state}`);
    await pause(200);
  }
  rmSync(target, { recursive: true });
}

function ask({ url }: RunningServer, path: string): Promise<Response> {
  return fetch(`${url}${path}`, { headers: adminHeaders });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function pause(waitMs: number): Promise<void> {
  return new Promise((done) => setTimeout(done, waitMs));
}
