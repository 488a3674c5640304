// An archive as a folder of the host: the whole way from a request to the kernel, where this machine has FUSE for borg.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { ArchiveReply } from "../../schemas/archives.ts";
import type { JobReply } from "../../schemas/jobs.ts";
import type { BorgReply } from "../../schemas/repositories.ts";
import { systemMounts } from "../../src/ports/mounts.ts";
import { createPlan, createRepository, jobEnded, runEnded, startRun, writeTree } from "../support/backup.ts";
import { eventually, expectStatus, startService, type TestClient, type TestService } from "../support/service.ts";

describe("mounts over HTTP, with real FUSE", function () {
  this.timeout(120_000);
  let service: TestService;
  let admin: TestClient;
  let base: string;
  let archiveName: string;
  let path: string;

  before(async function () {
    service = await startService({ withAdmin: true });
    admin = service.client();
    await admin.signInAsAdmin();
    const { features } = expectStatus(await admin.get<BorgReply>("/api/borg"), 200).body;
    if (features["mount"]?.available !== true) {
      this.test?.parent?.tests.forEach((test) => {
        test.title += ` (skipped: ${features["mount"]?.reason})`;
      });
      return this.skip(); // no FUSE here: the reason is in the title
    }
    await writeTree(service.sourceDir, { "documents/letter.txt": "Dear reader" });
    const { repository } = await createRepository(admin, service);
    base = `/api/repositories/${repository.id}`;
    const { id } = await createPlan(admin, service, repository.id, { verify: { every: "never", sampleFiles: 1 } });
    expect((await runEnded(admin, (await startRun(admin, id)).id)).state).equal("ok");
    const archives = expectStatus(await admin.get<{ items: ArchiveReply[] }>(`${base}/archives?refresh=true`), 200).body
      .items;
    archiveName = archives[0]?.name ?? "";
    await mkdir(join(service.home, "mounts"), { mode: 0o700 });
    path = join(service.home, "mounts", "archive");
  });
  after(async () => {
    if (path && (await systemMounts.at(path))) execFileSync("umount", ["-l", path]);
    await service.remove();
  });

  const job = async (id: string) => expectStatus(await admin.get<JobReply>(`/api/jobs/${id}`), 200).body;
  const mount = async () => {
    const body = { archiveName, path, durationMs: 60_000 };
    const { id } = expectStatus(await admin.post<JobReply>(`${base}/mounts`, body), 202).body;
    const mounted = await eventually(
      () => job(id),
      ({ finishedAt, progress }) => finishedAt !== null || progress?.phase === "Mounted",
      60_000,
    );
    expect(mounted.state, JSON.stringify(mounted.outcome)).equal("running");
    return id;
  };

  it("show what was backed up, until they are cancelled", async () => {
    const id = await mount();
    const letter = (await readdir(path, { recursive: true })).find((name) => name.endsWith("letter.txt")) ?? "";
    expect(await readFile(join(path, letter), "utf8")).equal("Dear reader");
    const listed = expectStatus(await admin.get<{ items: JobReply[] }>(`${base}/mounts`), 200).body.items;
    expect(listed.map((each) => each.id)).eql([id]);
    expectStatus(await admin.post(`/api/jobs/${id}/cancel`), 202);
    const ended = await jobEnded(admin, id);
    expect([ended.state, ended.outcome?.code]).eql(["ok", "unmounted"]);
    expect(await systemMounts.at(path)).equal(null);
  });

  it("do not outlive a service that is stopped", async () => {
    await mount();
    await service.stop();
    expect(await systemMounts.at(path)).equal(null);
    expect(existsSync(path)).equal(true);
  });
});
