// The running service with a repository, a plan and an archive that is indexed, and what every fault must leave behind: nothing.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ArchiveReply, FolderReply } from "../../schemas/archives.ts";
import type { JobReply, MaintenanceRequest, RunReply } from "../../schemas/jobs.ts";
import type { RestoreRequest } from "../../schemas/restores.ts";
import { createPlan, createRepository, jobEnded, runEnded, startRun, writeTree } from "./backup.ts";
import { createFaultyBorg, type FaultyBorg } from "./faulty-borg.ts";
import {
  adminPassword,
  eventually,
  expectStatus,
  type ServiceSetUp,
  startService,
  type TestClient,
  type TestReply,
  type TestService,
} from "./service.ts";

/** A download as its client sees it. */
export interface Downloaded {
  /** 0 where the connection ended before an answer. */
  readonly status: number;
  /** The content where it came whole, with the length that was told; null otherwise. */
  readonly bytes: Buffer | null;
  /** Of the problem where it was refused. */
  readonly code: string | null;
}

export interface FaultStage {
  readonly home: string;
  readonly location: string;
  readonly repositoryId: string;
  /** `/api/repositories/{id}`. */
  readonly base: string;
  readonly planId: string;
  /** The passphrase that the service generated. */
  readonly passphrase: string;
  readonly borg: FaultyBorg;
  readonly service: () => TestService;
  readonly admin: () => TestClient;
  /** The archive of the first run, which is indexed. */
  readonly archive: () => ArchiveReply;
  archives(): Promise<ArchiveReply[]>;
  /** Starts a job by hand, and gives its id. */
  start(request: MaintenanceRequest): Promise<string>;
  startRestore(change?: Partial<RestoreRequest>): Promise<string>;
  ended(jobId: string): Promise<JobReply>;
  /** A run of the plan, from its start until it has ended and its archive is indexed. */
  run(): Promise<RunReply>;
  folder(archiveName: string, path: string): Promise<TestReply<FolderReply>>;
  /** Asks for the folder until the index is there. */
  indexed(archiveName: string): Promise<FolderReply>;
  download(format: "file" | "tar" | "zip", path: string, signal?: AbortSignal): Promise<Downloaded>;
  /** Starts the service anew, after it was killed. */
  restart(): Promise<void>;
  /** Resolves when no process that this service started, and none of its children, is left. */
  alone(): Promise<void>;
  /** Nothing that a test put before borg is there any more, and no process, lock or scratch folder of ours is left. */
  expectClean(): Promise<void>;
  /** The same, and the next run, restore and index work. */
  expectSound(): Promise<void>;
  remove(): Promise<void>;
}

const quiet = {
  verify: { every: "never", sampleFiles: 1 },
  retention: { keepLast: 100, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 },
} as const;

/** Starts it, with these files to back up: relative path → content. */
export async function createFaultStage(
  files: Readonly<Record<string, string | Buffer>>,
  setUp: ServiceSetUp = {},
): Promise<FaultStage> {
  const home = await mkdtemp(join(tmpdir(), "borgdeck-faults-"));
  const borg = await createFaultyBorg(home);
  const started = () =>
    startService({ ...setUp, home, withAdmin: true, env: { BORG_PATH: borg.path, RESTORE_ROOTS: home, ...setUp.env } });
  let service = await started();
  let admin = service.client();
  await admin.signInAsAdmin();
  await writeTree(service.sourceDir, files);
  const { repository, recovery } = await createRepository(admin, service);
  const { id: repositoryId, location } = repository;
  const { id: planId } = await createPlan(admin, service, repositoryId, quiet);
  const base = `/api/repositories/${repositoryId}`;

  const ended = (jobId: string) => jobEnded(admin, jobId);
  const archives = async () =>
    expectStatus(await admin.get<{ items: ArchiveReply[] }>(`${base}/archives?refresh=true`), 200).body.items;
  const folder: FaultStage["folder"] = (archiveName, path) =>
    admin.get(`${base}/archives/${encodeURIComponent(archiveName)}/files?path=${encodeURIComponent(path)}`);
  const indexed = async (archiveName: string) =>
    eventually(
      async () => expectStatus(await folder(archiveName, ""), 200).body,
      ({ building }) => building === null,
      120_000,
    );
  // A run's archive is indexed by a job of its own, which would hold the lock when the next step looks for one.
  const run = async () => {
    const ended = await runEnded(admin, (await startRun(admin, planId)).id, 120_000);
    const made =
      ended.state === "ok" || ended.state === "warning" ? ended.jobs.map(({ archiveName }) => archiveName) : [];
    for (const name of new Set(made)) if (name !== null) await indexed(name);
    return ended;
  };
  expect((await run()).state).equal("ok");
  const first = (await archives())[0] as ArchiveReply;

  const startRestore = async (change: Partial<RestoreRequest> = {}) => {
    const request = {
      archiveName: first.name,
      paths: [],
      destination: { type: "folder", path: join(home, "restored") },
      layout: "full-path",
      conflicts: "replace",
      ownership: false,
      ...change,
    };
    return expectStatus(await admin.post<JobReply>(`${base}/restores`, request), 202).body.id;
  };
  const download: FaultStage["download"] = async (format, path, signal) => {
    const query = new URLSearchParams({ path, format });
    const address = `${service.url}${base}/archives/${encodeURIComponent(first.name)}/download?${query}`;
    try {
      const reply = await fetch(address, { headers: { cookie: admin.cookie() }, signal: signal ?? null });
      const { status } = reply;
      if (status !== 200) return { status, bytes: null, code: ((await reply.json()) as { code: string }).code };
      const bytes = await reply.arrayBuffer().catch(() => null);
      return { status, bytes: bytes && Buffer.from(bytes), code: null };
    } catch (error) {
      signal?.throwIfAborted();
      return { status: 0, bytes: null, code: String(error) };
    }
  };
  const alone = async () => {
    await eventually(
      async () => processesOf(join(home, "data/borg"), service.pid),
      (pids) => pids.length === 0,
      60_000,
    );
  };

  const expectClean = async () => {
    await borg.mend();
    await alone();
    // What the service does by itself, as an index of a new archive, may begin again and hold a lock for a moment.
    await eventually(
      async () => [...locksIn(location), ...leftIn(home)],
      (names) => names.length === 0,
      60_000,
    );
  };

  return {
    home,
    location,
    repositoryId,
    base,
    planId,
    passphrase: recovery.passphrase ?? "",
    borg,
    service: () => service,
    admin: () => admin,
    archive: () => first,
    archives,
    async start(request) {
      return expectStatus(await admin.post<JobReply>(`${base}/jobs`, request), 202).body.id;
    },
    startRestore,
    ended,
    run,
    folder,
    indexed,
    download,
    async restart() {
      service = await started();
      admin = service.client();
      expectStatus(await admin.signIn("admin", adminPassword), 200);
    },
    alone,
    expectClean,
    async expectSound() {
      await expectClean();
      const next = await run();
      expect(next.state, JSON.stringify(next.jobs.map(({ outcome }) => outcome))).equal("ok");
      const restore = await ended(await startRestore());
      expect(restore.state, JSON.stringify(restore.outcome)).equal("ok");
      await rm(join(home, "restored"), { recursive: true });
      await indexed((await archives())[0]?.name ?? "");
      await expectClean();
    },
    async remove() {
      await borg.mend();
      await service.kill();
      await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
    },
  };
}

function locksIn(location: string): string[] {
  return readdirSync(location).filter((name) => name.startsWith("lock.exclusive"));
}

/** Scratch folders and files. */
function leftIn(home: string): string[] {
  const places = ["run", "restores", "index/building"].map((name) => join(home, "data", name));
  return [...places.flatMap(filesIn), ...filesIn(home).filter((name) => name.startsWith(".borgdeck-"))];
}

function filesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

/** Live processes that run borg from this folder, their children, and those that the service started otherwise. */
function processesOf(borgFolder: string, servicePid: number): number[] {
  const mark = `BORG_BASE_DIR=${borgFolder}`;
  return readdirSync("/proc")
    .filter((entry) => /^\d+$/.test(entry))
    .filter((pid) => {
      const stat = read(pid, "stat");
      const [state, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      if (state === "Z" || state === "X") return false;
      return Number(parent) === servicePid || read(pid, "environ").split("\0").includes(mark);
    })
    .map(Number);
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return ""; // it has ended meanwhile
  }
}
