import { execFileSync } from "node:child_process";
import { existsSync, renameSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { jobEnded } from "../support/backup.ts";
import { borgProgram } from "../support/borg.ts";
import { eventually, expectStatus, startService, type TestClient, type TestService } from "../support/service.ts";

describe("repositories, by the whole service", function () {
  this.timeout(120_000);
  let service: TestService;
  let client: TestClient;
  before(async () => {
    service = await startService({ withAdmin: true });
    client = service.client();
    await client.signInAsAdmin();
  });
  after(() => service.remove());

  const place = (name: string) => join(service.home, "repositories", name);
  const stranger = (args: readonly string[]) =>
    execFileSync(borgProgram, args, {
      stdio: ["ignore", "pipe", "pipe"],
      encoding: "utf8",
      env: {
        PATH: "/usr/bin:/bin",
        LC_ALL: "C.UTF-8",
        BORG_BASE_DIR: join(service.home, "stranger"),
        BORG_PASSPHRASE: "their own",
        BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes",
      },
    });
  const ended = (id: string) => jobEnded(client, id);

  it("tells which borg there is", async () => {
    const { body } = expectStatus(await client.get("/api/borg"), 200);
    expect(body.version).to.match(/^1\.[24]\./);
    expect(body.features).to.include.keys("mount", "undelete", "append-only", "quota", "compact-preview");
  });

  it("are imported, asked for what borg would ask, and watched", async () => {
    const location = place("theirs");
    stranger(["init", "--encryption=keyfile-blake2", location]);
    await writeFile(join(service.sourceDir, "file"), "content");
    stranger(["create", "--timestamp=2026-01-01T00:00:00", `${location}::one`, join(service.sourceDir, "file")]);
    const request = { name: "Theirs", location, mode: "observe", freshnessMs: 3_600_000 };
    const ask = (more: object) => client.post("/api/repositories/import", { ...request, ...more });
    const fields = async (more: object, status: number) =>
      Object.keys(expectStatus(await ask(more), status).body.fields);
    expect(await fields({ passphrase: "their own" }, 409)).to.deep.equal(["/key"]);
    const key = stranger(["key", "export", location, "-"]);
    expect(await fields({ key }, 409)).to.deep.equal(["/passphrase"]);
    expect(await fields({ key, passphrase: "a guess" }, 422)).to.deep.equal(["/passphrase"]);
    const { id } = expectStatus(await ask({ key, passphrase: "their own" }), 201).body;
    const seen = await eventually(
      async () => (await client.get(`/api/repositories/${id}`)).body,
      ({ archivesCount }) => archivesCount !== null,
    );
    expect(seen).to.include({ archivesCount: 1, mode: "observe", encryption: "keyfile-blake2" });
    expect(Date.parse(seen.lastBackupAt)).to.equal(Date.parse("2026-01-01T00:00:00Z"));
    const refused = await client.post(`/api/repositories/${id}/jobs`, { kind: "compact" });
    expect(refused.status).to.be.oneOf([409, 422]);
    expectStatus(await client.request("DELETE", `/api/repositories/${id}`), 204);

    const moved = place("moved");
    renameSync(location, moved);
    const again = { location: moved, passphrase: "their own" };
    expect(await fields(again, 409)).to.deep.equal(["/accept/relocated"]);
    expectStatus(await ask({ ...again, accept: { relocated: true } }), 201);
  });

  it("are made append-only, made full, re-keyed, looked at and destroyed", async () => {
    const location = place("ours");
    const made = await client.post("/api/repositories", {
      name: "Ours",
      location,
      encryption: "repokey-blake2",
      mode: "append-only",
      quotaBytes: 50_000_000,
    });
    const { repository, recovery } = expectStatus(made, 201).body;
    expect(recovery.paperKey).to.contain("BORG PAPER KEY");
    expect(recovery.qrSvg).to.match(/^<svg /);
    const path = `/api/repositories/${repository.id}`;
    const compact = await client.post(`${path}/jobs`, { kind: "compact" });
    expect(compact.status).to.be.oneOf([409, 422]);
    expectStatus(await client.post(`${path}/destroy`, { name: "Ours" }), 409);
    expectStatus(await client.request("PATCH", path, { mode: "full", quotaBytes: null }), 200);

    const { body: kit } = expectStatus(await client.request("PUT", `${path}/passphrase`, {}), 200);
    expect(kit.generated).to.equal(true);
    expect(kit.passphrase).to.not.equal(recovery.passphrase);
    expect((await client.post(`${path}/key`)).body.passphrase).to.equal(kit.passphrase);
    expectStatus(await client.request("PUT", `${path}/key`, { key: kit.key }), 200);
    const wrong = await client.request("PUT", `${path}/key`, { key: recovery.key });
    expect(Object.keys(expectStatus(wrong, 422).body.fields)).to.deep.equal(["/key"]);

    expect((await client.get(`${path}/lock`)).body).to.include({ readable: true, held: false });
    expect((await client.get(`${path}/medium`)).body.freeBytes).to.be.greaterThan(0);
    expectStatus(await client.post(`${path}/break-lock`, { confirm: "" }), 409);
    await mkdir(join(location, "lock.exclusive"));
    await writeFile(join(location, "lock.exclusive/attic.lan@1.4711-0"), "");
    expect((await client.get(`${path}/lock`)).body).to.include({ held: true, confirm: "attic.lan" });
    expectStatus(await client.post(`${path}/break-lock`, { confirm: "cellar.lan" }), 422);
    expectStatus(await client.post(`${path}/break-lock`, { confirm: "attic.lan" }), 200);

    expectStatus(await client.post(`${path}/destroy`, { name: "ours" }), 422);
    const { body: job } = expectStatus(await client.post(`${path}/destroy`, { name: "Ours" }), 202);
    expect(await ended(job.id)).to.include({ state: "ok" });
    await eventually(
      async () => (await client.get(path)).status,
      (status) => status === 404,
    );
    expect(existsSync(location)).to.equal(false);
    const events = await eventually(
      async (): Promise<string[]> =>
        (await client.get("/api/audit?limit=100")).body.items.map(({ event }: { event: string }) => event),
      (seen) => seen.includes("repository.destroyed"),
    );
    expect(events).to.include.members([
      "repository.create",
      "repository.edit",
      "repository.passphrase-change",
      "repository.key-export",
      "repository.key-import",
      "repository.break-lock",
      "repository.destroy",
      "repository.destroyed",
    ]);
  });

  it("tell how they grew", async () => {
    const made = await client.post("/api/repositories", {
      name: "Grows",
      location: place("grows"),
      encryption: "none",
    });
    const { id } = expectStatus(made, 201).body.repository;
    const plan = await client.post("/api/plans", {
      name: "Nightly",
      repositoryIds: [id],
      sources: [service.sourceDir],
      schedule: null,
      retention: { keepLast: 1, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0 },
    });
    const { id: planId } = expectStatus(plan, 201).body;
    expect((await client.get(`/api/repositories/${id}/growth`)).body).to.deep.equal({ items: [] });
    expectStatus(await client.post(`/api/plans/${planId}/run`), 202);
    const { items } = await eventually(
      async () => (await client.get(`/api/repositories/${id}/growth`)).body,
      (growth) => growth.items.length > 0,
      60_000,
    );
    expect(items[0].originalSizeBytes).to.be.greaterThan(0);
    expectStatus(await client.post(`/api/repositories/${id}/destroy`, { name: "Grows" }), 409);
    expectStatus(await client.request("PATCH", `/api/repositories/${id}`, { mode: "observe" }), 422);
  });
});
