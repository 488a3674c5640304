import { randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { JobReply } from "../../schemas/jobs.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { createPlan, createRepository, runEnded, startRun, writeTree } from "../support/backup.ts";
import { createGatedBorg, type GatedBorg } from "../support/gated-borg.ts";
import {
  adminPassword,
  eventually,
  expectStatus,
  startService,
  type TestClient,
  type TestService,
} from "../support/service.ts";

const borgOf = (jobId: string) => systemProcesses.findByEnvironment("BORGDECK_JOB", jobId);

describe("the service is killed in mid-backup", function () {
  this.timeout(180_000);
  let home: string;
  let gate: GatedBorg;
  let service: TestService;
  let admin: TestClient;
  let planId: string;

  const restart = async () => {
    service = await startService({ home, env: { BORG_PATH: gate.path } });
    admin = service.client();
    expectStatus(await admin.signIn("admin", adminPassword), 200);
  };
  /** A run whose backup is in its middle, and stays there until the gate is opened. */
  const runUnderWay = async () => {
    await gate.close();
    const run = await startRun(admin, planId);
    await gate.reached();
    return { runId: run.id, jobId: run.jobs[0]?.id ?? "" };
  };

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "borgdeck-killed-"));
    gate = await createGatedBorg(home, "gate.bin");
    service = await startService({ home, env: { BORG_PATH: gate.path }, withAdmin: true });
    admin = service.client();
    await admin.signInAsAdmin();
    const files = Object.fromEntries(
      Array.from({ length: 60 }, (_, index) => [`file-${index}.bin`, randomBytes(150_000)]),
    );
    await writeTree(service.sourceDir, files);
    const { repository } = await createRepository(admin, service);
    const change = { verify: { every: "never", sampleFiles: 1 } } as const;
    planId = (await createPlan(admin, service, repository.id, change)).id;
  });
  after(async () => {
    await service.kill();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  beforeEach(() => writeTree(service.sourceDir, { "gate.bin": randomBytes(5_000_000) }));
  afterEach(() => gate.open());

  it("adopts a borg that lives: its progress goes on, and the run goes on after it", async () => {
    const { runId, jobId } = await runUnderWay();
    const [pid] = borgOf(jobId);
    await service.kill();
    expect(borgOf(jobId), "borg outlives the service").eql([pid]);
    await restart();
    const before = (await admin.get<JobReply>(`/api/jobs/${jobId}`)).body;
    expect(before.state).equal("running");
    await gate.open();
    const run = await runEnded(admin, runId);
    expect(run.jobs.map(({ kind, state }) => `${kind} ${state}`)).eql(["backup ok", "prune ok", "compact ok"]);
    expect(run.jobs[0]?.result?.archive?.files).equal(61);
  });

  it("settles a borg that ended meanwhile by its last record", async () => {
    const { runId, jobId } = await runUnderWay();
    await service.kill();
    await gate.open();
    await eventually(
      async () => borgOf(jobId),
      (pids) => pids.length === 0,
      60_000,
    );
    await restart();
    const run = await runEnded(admin, runId);
    expect(run.state).equal("ok");
    expect(run.jobs[0]?.result?.archive?.originalSizeBytes).above(13_000_000);
  });

  it("says interrupted of a borg that was killed too, and the next run works", async () => {
    const { runId, jobId } = await runUnderWay();
    const [pid = 0] = borgOf(jobId);
    await service.kill();
    expect(systemProcesses.signal(pid, "SIGKILL", "process")).equal(true);
    await eventually(
      async () => borgOf(jobId),
      (pids) => pids.length === 0,
    );
    await restart();
    await gate.open();
    const run = await runEnded(admin, runId);
    expect(run.state).equal("interrupted");
    expect(run.jobs[0]?.outcome?.nextStep).a("string");
    const next = await runEnded(admin, (await startRun(admin, planId)).id);
    expect(next.state).equal("ok");
  });

  it("can cancel a backup that it adopted", async () => {
    const { runId, jobId } = await runUnderWay();
    await service.kill();
    await restart();
    expectStatus(await admin.post(`/api/jobs/${jobId}/cancel`), 200, 202);
    await gate.open();
    expect((await runEnded(admin, runId)).state).equal("cancelled");
    expect(borgOf(jobId)).eql([]);
  });

  it("stops in time on SIGTERM and leaves borg running", async () => {
    const { runId, jobId } = await runUnderWay();
    await service.stop();
    expect(borgOf(jobId)).have.length(1);
    await restart();
    await gate.open();
    expect((await runEnded(admin, runId)).state).equal("ok");
    expect(readFileSync(`/proc/${service.pid}/cmdline`, "utf8")).contain("main.js");
  });
});
