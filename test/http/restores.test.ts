import { mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { ArchiveReply } from "../../schemas/archives.ts";
import type { AuditItem } from "../../schemas/audit.ts";
import type { JobLogReply, JobReply } from "../../schemas/jobs.ts";
import type { RestorePreviewReply, RestoreRequest } from "../../schemas/restores.ts";
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

describe("restores over HTTP with real borg", function () {
  this.timeout(180_000);
  let home: string;
  let gate: GatedBorg;
  let service: TestService;
  let admin: TestClient;
  let base: string;
  let archiveName: string;
  let source: string;

  const environment = () => ({ BORG_PATH: gate.path, RESTORE_ROOTS: home });
  const request = (change: Partial<RestoreRequest> = {}): RestoreRequest => ({
    archiveName,
    paths: [],
    destination: { type: "folder", path: join(home, "restored") },
    layout: "full-path",
    conflicts: "skip",
    ownership: false,
    ...change,
  });
  const preview = async (change: Partial<RestoreRequest> = {}) =>
    expectStatus(await admin.post<RestorePreviewReply>(`${base}/restores/preview`, request(change)), 200).body;
  const start = async (change: Partial<RestoreRequest> = {}) =>
    expectStatus(await admin.post<JobReply>(`${base}/restores`, request(change)), 202).body;
  const ended = (id: string) => jobEnded(admin, id);
  const restored = async (change: Partial<RestoreRequest> = {}) => ended((await start(change)).id);
  const nothingLeft = async () => {
    const names = [...(await readdir(home)), ...(await readdir(source)), ...(await readdir(join(source, "..")))];
    expect(names.filter((name) => name.startsWith(".borgdeck-restore"))).eql([]);
    expect(await readdir(join(home, "data/restores"))).eql([]);
  };

  before(async () => {
    home = await mkdtemp(join(tmpdir(), "borgdeck-restores-"));
    gate = await createGatedBorg(home, "config", "export-tar");
    service = await startService({ home, env: environment(), withAdmin: true });
    admin = service.client();
    await admin.signInAsAdmin();
    source = service.sourceDir;
    await writeTree(source, { "docs/a.txt": "first", "docs/sub/b.txt": "second", "other.txt": "third" });
    const { repository } = await createRepository(admin, service);
    base = `/api/repositories/${repository.id}`;
    const plan = await createPlan(admin, service, repository.id, { verify: { every: "never", sampleFiles: 1 } });
    expect((await runEnded(admin, (await startRun(admin, plan.id)).id)).state).equal("ok");
    const list = await admin.get<{ items: ArchiveReply[] }>(`${base}/archives?refresh=true`);
    archiveName = list.body.items[0]?.name ?? "";
  });
  after(async () => {
    await service.kill();
    await rm(home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  });
  beforeEach(() => rm(join(home, "restored"), { recursive: true, force: true }));

  it("previews, restores to a folder, reports and records it", async () => {
    const looked = await preview();
    expect(looked).includes({ files: 3, sizeBytes: 16, existingCount: 0, complete: true });
    expect(looked.target).equal(join(home, "restored"));
    const job = await restored();
    expect(job).includes({ kind: "restore", state: "ok", archiveName });
    expect(job.result?.restore).includes({ filesWritten: 3, bytesWritten: 16, filesFailed: 0, target: looked.target });
    expect(await readFile(join(home, "restored", source, "docs/sub/b.txt"), "utf8")).equal("second");
    const audit = await admin.get<{ items: AuditItem[] }>("/api/audit?event=archive.restore");
    expect(audit.body.items[0]?.detail).contains(archiveName).and.contains(join(home, "restored"));
    const log = expectStatus(await admin.get<JobLogReply>(`/api/jobs/${job.id}/log`), 200).body;
    expect(log.lines.map(({ message }) => message).join("\n"))
      .contains(`to ${join(home, "restored")}`)
      .and.contains("3 files written (16 bytes)");
    await nothingLeft();
  });

  it("brings files back to their place, and tells before what it would overwrite", async () => {
    await writeFile(join(source, "docs/a.txt"), "changed meanwhile");
    await rm(join(source, "docs/sub"), { recursive: true });
    const change: Partial<RestoreRequest> = {
      destination: { type: "original" },
      conflicts: "replace",
      paths: [`${source}/docs`],
    };
    const looked = await preview(change);
    expect(looked).includes({ files: 2, existingCount: 1, target: "/" });
    expect(looked.existing[0]).deep.includes({ path: join(source, "docs/a.txt") });
    expect(looked.existing[0]?.archived.sizeBytes).equal(5);
    expect(looked.existing[0]?.present).includes({ sizeBytes: 17, type: "file" });
    const job = await restored(change);
    expect(job.result?.restore).includes({ filesWritten: 2, filesReplaced: 1 });
    expect(await readFile(join(source, "docs/a.txt"), "utf8")).equal("first");
    expect(await readFile(join(source, "docs/sub/b.txt"), "utf8")).equal("second");
    await nothingLeft();
  });

  it("looks the same way with an index and without", async () => {
    const list = await admin.get<{ items: ArchiveReply[] }>(`${base}/archives?refresh=true`);
    await eventually(
      async () => (await admin.get(`${base}/archives/${list.body.items[0]?.name}/files`)).body,
      ({ building }) => building === null,
      60_000,
    );
    const indexed = await preview();
    await rm(join(home, "data/index"), { recursive: true });
    const { freeBytes: _free, ...listed } = await preview();
    expect(indexed).deep.includes(listed);
  });

  it("refuses what leads out of the roots, into its own data or into a repository", async () => {
    await symlink("/etc", join(home, "way"));
    const refused = [
      [{ destination: { type: "folder", path: "/etc" } }, "/destination/path"],
      [{ destination: { type: "folder", path: join(home, "way/new") } }, "/destination/path"],
      [{ destination: { type: "folder", path: join(home, "data/new") } }, "/destination/path"],
      [{ destination: { type: "folder", path: join(home, "repositories/main/data") } }, "/destination/path"],
      [{ destination: { type: "original" }, paths: ["etc/passwd"] }, "/paths/0"],
      [{ destination: { type: "original" }, layout: "stripped" }, "/layout"],
      [{ paths: ["a/../b"] }, "/paths/0"],
    ] as const;
    for (const [change, field] of refused) {
      for (const route of ["restores", "restores/preview"]) {
        const reply = await admin.post(`${base}/${route}`, request(change as Partial<RestoreRequest>));
        expect(reply.status, field).equal(422);
        expect(Object.keys(reply.body.fields)).eql([field]);
      }
    }
    expect((await admin.post(`${base}/restores`, request({ archiveName: "none" }))).status).equal(404);
  });

  it("is cancelled while borg reads: borg ends, nothing is written", async () => {
    await gate.close();
    const { id } = await start();
    await gate.reached();
    expectStatus(await admin.post(`/api/jobs/${id}/cancel`), 202);
    const job = await ended(id);
    expect(job).includes({ state: "cancelled", result: null });
    expect(systemProcesses.findByEnvironment("BORGDECK_JOB", id)).eql([]);
    await gate.open();
    expect(await stat(join(home, "restored")).catch(() => null)).equal(null);
    await nothingLeft();
  });

  it("is given up where the service is killed in its middle, and tidied up at the next start", async () => {
    await gate.close();
    const { id } = await start();
    await gate.reached();
    await service.kill();
    expect(await readdir(home)).includes(`.borgdeck-restore-${id}`);
    service = await startService({ home, env: environment() });
    admin = service.client();
    expectStatus(await admin.signIn("admin", adminPassword), 200);
    const job = await ended(id);
    expect(job).includes({ state: "interrupted" });
    expect(job.outcome?.message).contains("What it had put in place stays");
    expect(job.outcome?.nextStep).contains("Restore again");
    expect(systemProcesses.findByEnvironment("BORGDECK_JOB", id)).eql([]);
    await gate.open();
    await nothingLeft();
    expect((await restored()).state).equal("ok");
  });
});
