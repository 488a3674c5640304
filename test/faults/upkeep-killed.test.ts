import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ArchiveReply, FolderReply } from "../../schemas/archives.ts";
import type { JobReply, JobState, MaintenanceRequest } from "../../schemas/jobs.ts";
import type { CreatePlanRequest } from "../../schemas/plans.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { createPlan, createRepository, jobEnded, runEnded, startRun, writeTree } from "../support/backup.ts";
import { createGatedBorg, type GatedBorg } from "../support/gated-borg.ts";
import {
  adminPassword,
  eventually,
  expectStatus,
  startService,
  type TestClient,
  type TestService,
} from "../support/service.ts";

interface Case {
  readonly kind: MaintenanceRequest["kind"];
  /** borg's command that is held in its middle. */
  readonly command: string;
  /** How the job ends where only the service was killed. */
  readonly afterServiceKilled: JobState;
  /** How it ends where borg was killed too. */
  readonly afterBothKilled: JobState;
}

const cases: readonly Case[] = [
  { kind: "prune", command: "prune", afterServiceKilled: "ok", afterBothKilled: "interrupted" },
  { kind: "compact", command: "compact", afterServiceKilled: "ok", afterBothKilled: "interrupted" },
  { kind: "check", command: "check", afterServiceKilled: "ok", afterBothKilled: "interrupted" },
  { kind: "verify", command: "list", afterServiceKilled: "ok", afterBothKilled: "ok" },
  { kind: "drill", command: "list", afterServiceKilled: "ok", afterBothKilled: "ok" },
];

const borgOf = (jobId: string) => systemProcesses.findByEnvironment("BORGDECK_JOB", jobId);

describe("the service is killed in the middle of upkeep", function () {
  this.timeout(300_000);
  let home: string;
  let gate: GatedBorg;
  let service: TestService;
  let admin: TestClient;
  let planId: string;
  let repositoryId: string;
  let location: string;

  const restart = async () => {
    service = await startService({ home, env: { BORG_PATH: gate.path } });
    admin = service.client();
    expectStatus(await admin.signIn("admin", adminPassword), 200);
  };
  const ended = (jobId: string) => jobEnded(admin, jobId);

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "borgdeck-killed-"));
    gate = await createGatedBorg(home, "config");
    service = await startService({ home, env: { BORG_PATH: gate.path }, withAdmin: true });
    admin = service.client();
    await admin.signInAsAdmin();
    await writeTree(service.sourceDir, { "a.txt": "one", "b.txt": "two" });
    const { repository } = await createRepository(admin, service);
    repositoryId = repository.id;
    location = repository.location;
    const quiet: Partial<CreatePlanRequest> = {
      verify: { every: "never", sampleFiles: 1 },
      check: { every: "never", scope: "all" },
      drill: { every: "never", sampleFiles: 1, canaries: [] },
    };
    planId = (await createPlan(admin, service, repositoryId, quiet)).id;
    expect((await runEnded(admin, (await startRun(admin, planId)).id)).state).equal("ok");
    await archiveIsIndexed();
  });
  after(async () => {
    await service.kill();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  afterEach(() => gate.open());

  /** What the index of the new archive asks of borg is none of the jobs' that the gate is for. */
  async function archiveIsIndexed(): Promise<void> {
    const archives = `/api/repositories/${repositoryId}/archives`;
    const [archive] = expectStatus(await admin.get<{ items: ArchiveReply[] }>(`${archives}?refresh=true`), 200).body
      .items;
    await eventually(
      async () => expectStatus(await admin.get<FolderReply>(`${archives}/${archive?.name}/files?path=`), 200).body,
      ({ building }) => building === null,
    );
  }

  for (const { kind, command, afterServiceKilled, afterBothKilled } of cases) {
    describe(`in mid-${kind}`, () => {
      const start = async () => {
        const job = await admin.post<JobReply>(`/api/repositories/${repositoryId}/jobs`, { kind, planId });
        return expectStatus(job, 202).body.id;
      };
      const underWay = async () => {
        await gate.close(command);
        const jobId = await start();
        await gate.reached();
        return jobId;
      };
      /** Nothing of ours is left behind, and everything can be done again. */
      const expectWhole = async (jobId: string) => {
        expect(borgOf(jobId), "no borg is left").eql([]);
        const next = await ended(await start());
        expect(next.state, JSON.stringify(next.outcome)).equal("ok");
        expect(existsSync(join(location, "lock.exclusive")), "no lock is left").equal(false);
        await eventually(
          async () => readdirSync(join(service.dataDir, "run")), // no job's folder is left
          (folders) => folders.length === 0,
        );
      };

      it(`ends as ${afterServiceKilled} where borg lived on`, async () => {
        const jobId = await underWay();
        await service.kill();
        await restart();
        await gate.open();
        const job = await ended(jobId);
        expect(job.state, JSON.stringify(job.outcome)).equal(afterServiceKilled);
        await expectWhole(jobId);
      });

      it(`ends as ${afterBothKilled} where borg was killed with it`, async () => {
        const jobId = await underWay();
        const [pid = 0] = borgOf(jobId);
        await service.kill();
        expect(systemProcesses.signal(pid, "SIGKILL", "group")).equal(true);
        await eventually(
          async () => borgOf(jobId),
          (pids) => pids.length === 0,
        );
        await gate.open();
        await restart();
        const job = await ended(jobId);
        expect(job.state, JSON.stringify(job.outcome)).equal(afterBothKilled);
        if (job.state === "interrupted") expect(job.outcome?.nextStep).a("string");
        await expectWhole(jobId);
      });

      it("fails with a message where borg alone was killed, and the next one works", async () => {
        const jobId = await underWay();
        const [pid = 0] = borgOf(jobId);
        expect(systemProcesses.signal(pid, "SIGKILL", "group")).equal(true);
        await gate.open();
        const job = await ended(jobId);
        expect(job.state).equal("interrupted");
        expect(job.outcome?.message).a("string").not.empty;
        await expectWhole(jobId);
      });
    });
  }
});
