// Looking into archives while backups run: neither keeps the other waiting.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ArchiveReply, FolderReply } from "../../schemas/archives.ts";
import type { JobReply } from "../../schemas/jobs.ts";
import { createPlan, createRepository, runEnded, startRun, writeTree } from "../support/backup.ts";
import { createGatedBorg, type GatedBorg } from "../support/gated-borg.ts";
import { eventually, expectStatus, startService, type TestClient, type TestService } from "../support/service.ts";

describe("archives while jobs write, over HTTP with real borg", function () {
  this.timeout(180_000);
  const services: TestService[] = [];
  after(() => Promise.all(services.map((service) => service.remove())));

  async function setUp(fileName: string, command: string) {
    const home = await mkdtemp(join(tmpdir(), "borgdeck-test-"));
    const gate = await createGatedBorg(home, fileName, command);
    const service = await startService({ home, env: { BORG_PATH: gate.path }, withAdmin: true });
    services.push(service);
    const admin = service.client();
    await admin.signInAsAdmin();
    const { repository } = await createRepository(admin, service);
    const plan = await createPlan(admin, service, repository.id, { verify: { every: "never", sampleFiles: 1 } });
    await writeTree(service.sourceDir, { "a.txt": "a", "slow.bin": "slow" });
    const base = `/api/repositories/${repository.id}`;
    return { gate, service, admin, planId: plan.id, repositoryId: repository.id, base };
  }
  const archivesOf = async (admin: TestClient, base: string) =>
    expectStatus(await admin.get<{ items: ArchiveReply[] }>(`${base}/archives`), 200).body.items;
  const browse = async (admin: TestClient, base: string, archive: ArchiveReply | undefined) =>
    expectStatus(await admin.get<FolderReply>(`${base}/archives/${encodeURIComponent(archive?.name ?? "")}/files`), 200)
      .body;
  const jobsOf = async (admin: TestClient, kind: string) =>
    (await admin.get<{ items: JobReply[] }>("/api/jobs")).body.items.filter((job) => job.kind === kind);
  const indexed = (admin: TestClient, base: string, count: number) =>
    eventually(
      () => archivesOf(admin, base),
      (items) => items.length === count && items.every(({ index }) => index === "ready"),
      60_000,
    );
  const finish = async (gate: GatedBorg, admin: TestClient, runId: string) => {
    await gate.open();
    expect((await runEnded(admin, runId)).state).equal("ok");
  };

  it("shows an indexed archive while a backup writes; another one's turn comes when the backup has ended", async () => {
    const { gate, service, admin, planId, repositoryId, base } = await setUp("slow.bin", "create");
    for (let count = 1; count <= 2; count += 1) {
      await runEnded(admin, (await startRun(admin, planId)).id);
      await indexed(admin, base, count);
    }
    const [first, second] = await archivesOf(admin, base);
    await writeTree(service.sourceDir, { "slow.bin": "changed" });
    await gate.close();
    const run = await startRun(admin, planId);
    await gate.reached();
    expect(await browse(admin, base, first)).deep.include({ building: null, total: 1 });
    await rm(join(service.dataDir, "index", repositoryId, `${second?.id}.index`));
    const waiting = await browse(admin, base, second);
    expect(waiting).deep.include({ items: [], sizeBytes: null });
    const [queued] = await jobsOf(admin, "index");
    expect(queued).include({ id: waiting.building?.jobId, state: "queued" });
    const { waitsFor } = expectStatus(await admin.get<JobReply>(`/api/jobs/${queued?.id}`), 200).body;
    expect(waitsFor).include({ jobId: (await jobsOf(admin, "backup"))[0]?.id, kind: "backup", state: "running" });
    expect((await archivesOf(admin, base)).map(({ index }) => index)).eql(["ready", "building"]);
    await finish(gate, admin, run.id);
    await indexed(admin, base, 3);
    expect(await browse(admin, base, second)).deep.include({ building: null, total: 1 });
  });

  it("ends the making of an index for a backup at once, and makes it after", async () => {
    const { gate, admin, planId, base } = await setUp("config", "dump-archive-items");
    await gate.close();
    await runEnded(admin, (await startRun(admin, planId)).id);
    await gate.reached(); // the first archive's index is being read
    const run = await startRun(admin, planId);
    expect((await runEnded(admin, run.id)).state).equal("ok"); // though the gate is closed for whoever reads
    await gate.open();
    await indexed(admin, base, 2);
    const jobs = await jobsOf(admin, "index");
    expect(jobs.map(({ state }) => state)).eql(["ok", "ok"]);
  });

  it("goes on with an index after a restart", async () => {
    const { gate, service, admin, planId, base } = await setUp("config", "dump-archive-items");
    await gate.close();
    await runEnded(admin, (await startRun(admin, planId)).id);
    await gate.reached();
    await service.kill();
    await gate.open();
    const again = await startService({ home: service.home, env: { BORG_PATH: gate.path } });
    services.push(again);
    const client = again.client();
    await client.signInAsAdmin();
    await indexed(client, base, 1);
    expect((await jobsOf(client, "index")).map(({ state }) => state)).eql(["ok"]);
  });
});
