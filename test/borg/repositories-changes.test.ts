import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { JobRecord } from "../../schemas/jobs.ts";
import type { CreateRepositoryRequest } from "../../schemas/repositories.ts";
import { deleteRepositoryCommand } from "../../src/borg/commands/delete-repository.ts";
import { initCommand } from "../../src/borg/commands/init.ts";
import { newJob } from "../../src/jobs/job.ts";
import { backupCommand, borgProgram, createBorgPlace } from "../support/borg.ts";
import { createGatedBorg } from "../support/gated-borg.ts";
import { faultOf } from "../support/rejection.ts";
import { actor, openRepositories, type RepositoriesPlace, seesAll } from "../support/repositories.ts";

describe("Repositories that change", function () {
  this.timeout(120_000);
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close();
  });

  async function open(options: Partial<RepositoriesPlace> = {}) {
    const { folder, borg, remove } = await createBorgPlace();
    const place: Awaited<ReturnType<typeof openRepositories>> = await openRepositories({
      dataDir: join(folder, "data"),
      borg,
      async init({ repositoryId }) {
        const record = place.repositories.get(repositoryId);
        const target = await place.repositories.target(repositoryId);
        const { encryption = "none", mode, quotaBytes = null } = record ?? {};
        const { state, outcome } = await borg.run(
          initCommand(target, { encryption, appendOnly: mode === "append-only", quotaBytes }),
        );
        return { state, outcome };
      },
      ...options,
    });
    opened.push({ close: () => place.close().then(remove) });
    const location = join(folder, "repo");
    const make = async (request: Partial<CreateRepositoryRequest> = {}) =>
      (await place.repositories.create({ name: "Home", location, encryption: "repokey", ...request }, actor))
        .repository;
    const patch = (id: string, change: Parameters<typeof place.repositories.patch>[1]) =>
      place.repositories.patch(id, change, {}, actor);
    const config = (name: string) =>
      new RegExp(`^${name} = (.*)$`, "m").exec(readFileSync(join(location, "config"), "utf8"))?.[1] ?? null;
    return { ...place, borg, folder, location, make, patch, config };
  }

  it("are made append-only and with a quota, and borg is told", async () => {
    const { make, patch, config } = await open();
    const { id, ...record } = await make({ mode: "append-only", quotaBytes: 50_000_000 });
    expect(record).to.include({ mode: "append-only", quotaBytes: 50_000_000 });
    expect([config("append_only"), config("storage_quota")]).to.deep.equal(["1", "50000000"]);
    expect(await patch(id, { mode: "full", quotaBytes: null })).to.include({ mode: "full", quotaBytes: null });
    expect([config("append_only"), config("storage_quota")]).to.deep.equal(["0", null]);
    await patch(id, { quotaBytes: 20_000_000 });
    expect(await patch(id, { mode: "append-only" })).to.include({ mode: "append-only", quotaBytes: 20_000_000 });
    expect([config("append_only"), config("storage_quota")]).to.deep.equal(["1", "20000000"]);
  });

  it("hold what borg can still read after each change", async () => {
    const { make, patch, borg, repositories, folder } = await open();
    const { id } = await make();
    writeFileSync(join(folder, "file"), "content");
    await patch(id, { mode: "append-only", quotaBytes: 20_000_000 });
    await patch(id, { mode: "full", quotaBytes: null });
    const result = await borg.run(backupCommand(await repositories.target(id), "one", [join(folder, "file")]));
    expect(result.state).to.equal("ok");
  });

  it("are as they were, where borg does not take the change", async () => {
    const { make, patch, repositories, location } = await open();
    const before = await make();
    rmSync(join(location, "data"), { recursive: true });
    writeFileSync(join(location, "config"), "[repository]\n");
    await faultOf(patch(before.id, { quotaBytes: 20_000_000, name: "Other" }), "borg-failed");
    expect(repositories.get(before.id)).to.deep.equal(before);
  });

  it("are destroyed with all that is in them, and then known no more", async () => {
    const requested: JobRecord[] = [];
    const place = await open();
    const { make, repositories, borg, location, events, store, audited, folder } = place;
    const { id } = await make();
    writeFileSync(join(folder, "file"), "content");
    await borg.run(backupCommand(await repositories.target(id), "one", [join(folder, "file")]));
    expect((await faultOf(repositories.destroy(id, "home", actor), "invalid-input")).fields).to.have.key("/name");
    requested.push(await repositories.destroy(id, " Home ", actor));
    const result = await borg.run(deleteRepositoryCommand(await repositories.target(id)));
    const end = { state: result.state, outcome: result.outcome, finishedAt: new Date().toISOString() };
    const job = newJob(
      "jobdestr",
      { kind: "destroy", repositoryId: id, planId: null, runId: null, requester: { type: "service" } },
      0,
    );
    const removed = new Promise((resolve) => events.on("repository.changed", resolve));
    events.publish("job.changed", { job: { ...job, ...end } });
    expect(await removed).to.deep.equal({ repositoryId: id, removed: true });
    expect([existsSync(location), store.repositories.list(), store.vault.list()]).to.deep.equal([false, [], []]);
    while (!audited.some(({ event }) => event === "repository.destroyed")) await new Promise(setImmediate);
    expect(audited.map(({ event }) => event)).to.include.members(["repository.destroy", "repository.destroyed"]);
    expect(requested.map(({ kind }) => kind)).to.deep.equal(["destroy"]);
  });

  describe("and are locked", () => {
    it("tell who writes to them, and are not broken while that lives", async () => {
      const { folder, borg, remove } = await createBorgPlace();
      const gate = await createGatedBorg(folder, "gated.bin");
      const gated = await createBorgPlace({ executable: gate.path, baseDir: join(folder, "base") });
      const place = await openRepositories({ dataDir: join(folder, "data"), borg });
      opened.push({ close: () => place.close().then(remove).then(gated.remove) });
      const location = join(folder, "repo");
      const target = { location, passphrase: "its own", rsh: null };
      await borg.run(initCommand(target, { encryption: "repokey" }));
      const { id } = await place.repositories.import({ name: "Home", location, passphrase: "its own" }, actor, seesAll);
      expect(await place.repositories.lock(id)).to.include({ readable: true, held: false, breakable: false });
      await faultOf(place.repositories.breakLock(id, "", actor), "conflict");

      writeFileSync(join(folder, "gated.bin"), "content");
      await gate.close();
      const running = await gated.borg.start(backupCommand(target, "one", [join(folder, "gated.bin")]), {
        workDir: join(folder, "job"),
        jobId: "joblocks",
        onEvent() {},
      });
      await gate.reached();
      const pid = running.process?.pid ?? 0;
      const lock = await place.repositories.lock(id);
      expect(lock).to.include({
        held: true,
        exclusive: true,
        pid,
        host: "borgdeck-test",
        ours: true,
        breakable: false,
      });
      expect(Date.parse(lock.since ?? "")).to.be.closeTo(Date.now(), 60_000);
      await faultOf(place.repositories.breakLock(id, "borgdeck-test", actor), "conflict");
      expect(place.audited.at(-1)).to.include({ event: "repository.break-lock", outcome: "failed" });

      process.kill(-pid, "SIGKILL");
      await running.result;
      expect(await place.repositories.lock(id)).to.include({
        held: true,
        pid,
        ours: false,
        breakable: true,
        confirm: null,
      });
      expect(await place.repositories.breakLock(id, "", actor)).to.include({ held: false });
      expect(existsSync(join(location, "lock.exclusive"))).to.equal(false);
      await gate.open();
      const again = await borg.run(backupCommand(target, "two", [join(folder, "gated.bin")]));
      expect(again.state).to.equal("ok");
    });

    it("are broken where a stranger held them, whose host is typed", async () => {
      const { make, repositories, folder, location, audited } = await open();
      const { id } = await make();
      const { passphrase } = await repositories.target(id);
      const env = {
        PATH: "/usr/bin:/bin",
        BORG_BASE_DIR: join(folder, "stranger"),
        BORG_HOST_ID: "attic.lan@12345",
        BORG_PASSPHRASE: passphrase ?? "",
        BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes",
      };
      // Whoever holds the lock while a program runs, and is killed meanwhile.
      const holder = spawn(borgProgram, ["with-lock", location, "sh", "-c", "echo held; exec sleep 600"], {
        env,
        detached: true,
        stdio: ["ignore", "pipe", "ignore"],
      });
      await once(holder.stdout, "data");
      const lock = await repositories.lock(id);
      expect(lock).to.include({
        held: true,
        exclusive: true,
        host: "attic.lan",
        ours: false,
        breakable: true,
        confirm: "attic.lan",
      });
      expect(lock.pid).to.equal(holder.pid);
      process.kill(-(holder.pid ?? 0), "SIGKILL");
      await once(holder, "close");
      expect((await faultOf(repositories.breakLock(id, "another", actor), "invalid-input")).fields).to.have.key(
        "/confirm",
      );
      expect((await repositories.lock(id)).held).to.equal(true);
      expect(await repositories.breakLock(id, " Attic.LAN ", actor)).to.include({ held: false });
      expect(audited.at(-1)).to.include({ event: "repository.break-lock", outcome: "ok" });
      expect(audited.at(-1)?.detail).to.contain("attic.lan");
      execFileSync(borgProgram, ["--lock-wait=1", "list", location], { env });
    });

    it("tell of somebody who reads", async () => {
      const { make, repositories, location } = await open();
      const { id } = await make();
      writeFileSync(
        join(location, "lock.roster"),
        JSON.stringify({ shared: [["attic.lan@1", 4711, 0]], exclusive: [] }),
      );
      expect(await repositories.lock(id)).to.include({ held: true, exclusive: false, host: "attic.lan", pid: 4711 });
      mkdirSync(join(location, "lock.exclusive"));
      expect(await repositories.lock(id)).to.include({ held: true, exclusive: true, host: null, confirm: "unknown" });
    });
  });

  it("tell how much room is left where they are", async () => {
    const { make, repositories, location } = await open();
    const { id } = await make();
    const { freeBytes, totalBytes, reason } = await repositories.medium(id);
    expect(reason).to.equal(null);
    expect(freeBytes).to.be.within(1, totalBytes ?? 0);
    rmSync(location, { recursive: true });
    expect(await repositories.medium(id)).to.deep.include({ freeBytes: null, totalBytes: null });
  });
});
