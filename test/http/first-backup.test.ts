import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import type { FolderReply } from "../../schemas/archives.ts";
import type { Status } from "../../schemas/status.ts";
import { createPlan, createRepository, runEnded, startRun, writeTree } from "../support/backup.ts";
import { borgProgram } from "../support/borg.ts";
import { borgByHand } from "../support/borg-by-hand.ts";
import { createGatedBorg, type GatedBorg } from "../support/gated-borg.ts";
import {
  adminPassword,
  eventually,
  expectStatus,
  initialPassword,
  startService,
  type TestClient,
  type TestService,
} from "../support/service.ts";

const sha256 = (data: Buffer) => createHash("sha256").update(data).digest("hex");

describe("first backup, over HTTP with real borg", function () {
  this.timeout(300_000);
  let gate: GatedBorg;
  let service: TestService;
  let admin: TestClient;

  before(async () => {
    const home = await mkdtemp(join(tmpdir(), "borgdeck-test-"));
    gate = await createGatedBorg(home, "gate.bin", [], borgProgram); // the main story, with borg as Debian has it
    service = await startService({ home, env: { BORG_PATH: gate.path } });
    admin = service.client();
    await writeTree(service.sourceDir, {
      "letters/to the bank.txt": "Dear bank,\n",
      "letters/ünïcode {now} 'quoted'.txt": "names can be anything\n",
      "photos/cat.jpg": randomBytes(300_000),
      "photos/dog.jpg": randomBytes(200_000),
      "empty.txt": "",
    });
  });
  after(() => service.remove());

  it("lets the first administrator do nothing but change the password", async () => {
    expectStatus(await admin.signIn("admin", initialPassword), 200);
    expect((await admin.get("/api/session")).body).include({ obligation: "change-password" });
    const refused = await admin.get("/api/status");
    expect(refused.status).equal(403);
    expect(refused.body.code).equal("password-change-required");
    const other = service.client();
    await other.signIn("admin", initialPassword);
    expectStatus(
      await admin.request("PUT", "/api/account/password", {
        currentPassword: initialPassword,
        newPassword: adminPassword,
      }),
      200,
      204,
    );
    expectStatus(await admin.get("/api/status"), 200);
    expect((await other.get("/api/session")).status, "other sessions end").equal(401);
  });

  it("refuses bad input naming every field, and leaves nothing half made", async () => {
    const reply = await admin.post("/api/repositories", {
      name: "",
      location: "not/absolute",
      encryption: "rot13",
      surprise: true,
    });
    expect(reply.status).equal(422);
    expect(Object.keys(reply.body.fields)).members(["/name", "/location", "/encryption", "/surprise"]);
    const inside = await admin.post("/api/repositories", {
      name: "inside",
      location: join(service.dataDir, "repository"),
      encryption: "repokey-blake2",
    });
    expect(inside.status).equal(422);
    expect(inside.body.fields).have.keys("/location");
    expect((await admin.get("/api/repositories")).body.items).eql([]);
    const plan = await admin.post("/api/plans", {
      name: "p",
      repositoryIds: ["aaaaaaaaaaaaaaaa"],
      sources: ["/nowhere/at/all"],
      schedule: { cron: "bad bad bad bad bad", timeZone: "Mars/Olympus" },
      retention: { keepLast: 0, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 },
    });
    expect(plan.status).equal(422);
    expect(Object.keys(plan.body.fields)).members([
      "/repositoryIds/0",
      "/sources/0",
      "/schedule/cron",
      "/schedule/timeZone",
      "/retention",
    ]);
    expect((await admin.get("/api/plans")).body.items).eql([]);
  });

  it("backs up, verifies, and says so; runs again, prunes its own archives only, and compacts", async () => {
    const { repository, recovery } = await createRepository(admin, service);
    expect(recovery.generated).equal(true);
    expect(recovery.passphrase).a("string").and.have.length.above(20);
    expect(recovery.key).contain("BORG_KEY");
    const passphrase = recovery.passphrase ?? "";

    const retention = { keepLast: 2, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 };
    const plan = await createPlan(admin, service, repository.id, { retention });
    const first = await runEnded(admin, (await startRun(admin, plan.id)).id);
    expect(first.jobs.map(({ kind, state }) => `${kind} ${state}`)).eql([
      "backup ok",
      "verify ok",
      "prune ok",
      "compact ok",
    ]);
    expect(first.state).equal("ok");
    expect(first.jobs[0]?.result?.archive?.files).equal(5);
    expect(first.jobs[1]?.result?.verify).include({ filesDamaged: 0, filesChanged: 0, filesMatched: 5 });

    const status = (await admin.get<Status>("/api/status")).body;
    expect(status.verdict).equal("ok");
    expect(status.plans[0]?.lastVerify).include({ state: "ok" });

    const other = await createPlan(admin, service, repository.id, {
      name: "photos",
      sources: [join(service.sourceDir, "photos")],
      verify: { every: "never", sampleFiles: 1 },
    });
    await runEnded(admin, (await startRun(admin, other.id)).id);
    for (let run = 0; run < 3; run += 1) await runEnded(admin, (await startRun(admin, plan.id)).id);
    const listed = await borgByHand({ home: service.home, passphrase }, "list", "--short", repository.location);
    const names = listed.split("\n").filter(Boolean);
    expect(
      names.filter((name) => name.startsWith(`${plan.id}-`)),
      "its own two newest",
    ).have.length(2);
    expect(
      names.filter((name) => name.startsWith(`${other.id}-`)),
      "the other plan's one",
    ).have.length(1);

    const { items: archives } = (await admin.get(`/api/repositories/${repository.id}/archives?refresh=true`)).body;
    expect(archives.map(({ name }: { name: string }) => name)).members(names);
  });

  it("browses an archive and downloads a file that equals its source", async () => {
    const { items: repositories } = (await admin.get("/api/repositories")).body;
    const { items: archives } = (await admin.get(`/api/repositories/${repositories[0].id}/archives?refresh=true`)).body;
    const archive = archives.find(({ comment }: { comment: string }) => comment === "documents");
    const base = `/api/repositories/${repositories[0].id}/archives/${encodeURIComponent(archive.name)}`;
    const list = (path: string) =>
      eventually(
        async () => (await admin.get<FolderReply>(`${base}/files?path=${encodeURIComponent(path)}`)).body,
        ({ building }) => building === null,
        60_000,
      );
    const sourcePath = service.sourceDir.slice(1);

    const top = await list(sourcePath);
    expect(top.items.map(({ name, type }) => `${type} ${name}`)).eql([
      "directory letters",
      "directory photos",
      "file empty.txt",
    ]);
    for (const folder of ["photos", "letters"]) {
      for (const entry of (await list(`${sourcePath}/${folder}`)).items) {
        const reply = await fetch(`${service.url}${base}/download?path=${encodeURIComponent(entry.path)}`, {
          headers: { cookie: admin.cookie() },
        });
        expect(reply.status).equal(200);
        expect(reply.headers.get("content-disposition")).match(/^attachment/);
        const source = await readFile(join(service.sourceDir, folder, entry.name));
        expect(sha256(Buffer.from(await reply.arrayBuffer())), entry.name).equal(sha256(source));
      }
    }
    const missing = await admin.get(`${base}/download?path=${encodeURIComponent(`${sourcePath}/no such file`)}`);
    expect(missing.status).equal(404);
  });

  it("answers 412 to a change that was made against an older revision, and changes nothing", async () => {
    const { items } = (await admin.get("/api/plans")).body;
    const plan = items.find(({ name }: { name: string }) => name === "photos");
    expectStatus(
      await admin.request("PATCH", `/api/plans/${plan.id}`, { name: "pictures" }, { "if-match": `"${plan.revision}"` }),
      200,
    );
    const stale = await admin.request(
      "PATCH",
      `/api/plans/${plan.id}`,
      { name: "images" },
      { "if-match": `"${plan.revision}"` },
    );
    expect(stale.status).equal(412);
    expect((await admin.get(`/api/plans/${plan.id}`)).body.name).equal("pictures");
  });

  it("refuses a second run while one is going, and cancels the first", async () => {
    await writeTree(service.sourceDir, { "gate.bin": "borg waits before it opens this" });
    const { items } = (await admin.get("/api/plans")).body;
    const plan = items.find(({ name }: { name: string }) => name === "documents");
    await gate.close();
    const run = await startRun(admin, plan.id);
    await gate.reached();
    expect((await admin.post(`/api/plans/${plan.id}/run`)).status).equal(409);
    expectStatus(await admin.post(`/api/jobs/${run.jobs[0]?.id}/cancel`), 200, 202);
    await gate.open();
    const ended = await runEnded(admin, run.id);
    expect(ended.state).equal("cancelled");
    expect(ended.jobs).have.length(1);
    const next = await runEnded(admin, (await startRun(admin, plan.id)).id);
    expect(next.state, "no lock stays behind").equal("ok");
  });
});
