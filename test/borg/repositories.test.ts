import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { encryptionModes } from "../../schemas/repositories.ts";
import { initCommand } from "../../src/borg/commands/init.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { borgProgram, createBorgPlace } from "../support/borg.ts";
import { faultOf } from "../support/rejection.ts";
import { actor, openRepositories } from "../support/repositories.ts";

const run = promisify(execFile);

describe("Repositories, made by the real borg", function () {
  this.timeout(120_000);
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close();
  });

  async function open() {
    const { folder, borg, remove } = await createBorgPlace();
    const place: Awaited<ReturnType<typeof openRepositories>> = await openRepositories({
      dataDir: join(folder, "data"),
      borg,
      async init({ repositoryId }) {
        const target = await place.repositories.target(repositoryId);
        const encryption = place.repositories.get(repositoryId)?.encryption ?? "none";
        const { state, outcome } = await borg.run(initCommand(target, { encryption }));
        return { state, outcome };
      },
    });
    opened.push({ close: () => place.close().then(remove) });
    return { ...place, borg, folder };
  }

  it("are opened without Borgdeck by the recovery kit alone", async () => {
    const { repositories, folder } = await open();
    const location = join(folder, "repo");
    const { recovery } = await repositories.create({ name: "Home", location, encryption: "keyfile-blake2" }, actor);
    const elsewhere = join(folder, "elsewhere");
    mkdirSync(elsewhere);
    writeFileSync(join(elsewhere, "key"), recovery.key ?? "");
    const env = {
      PATH: "/usr/bin:/bin",
      BORG_BASE_DIR: elsewhere,
      BORG_PASSPHRASE: recovery.passphrase ?? "",
      BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes",
    };
    await run(borgProgram, ["key", "import", location, join(elsewhere, "key")], { env });
    const { stdout } = await run(borgProgram, ["info", "--json", location], { env });
    expect(JSON.parse(stdout).encryption.mode).to.equal("keyfile-blake2");
  });

  for (const encryption of encryptionModes) {
    it(`can be made with ${encryption}`, async () => {
      const { repositories, folder } = await open();
      const location = join(folder, "with spaces and ünïcode");
      const { repository, recovery } = await repositories.create({ name: "Home", location, encryption }, actor);
      expect(repository.state).to.equal("ready");
      if (encryption === "none")
        expect(recovery).to.include({ passphrase: null, key: null, paperKey: null, qrSvg: null });
      else expect(recovery.key).to.match(/^BORG_KEY /);
    });
  }

  it("leave nothing behind where borg cannot make them", async () => {
    const { repositories, store, folder } = await open();
    const location = `ssh://nobody@127.0.0.1:1${join(folder, "repo")}`;
    await faultOf(repositories.create({ name: "Far", location, encryption: "repokey" }, actor), "borg-failed");
    expect(store.repositories.list()).to.deep.equal([]);
    expect(store.vault.list()).to.deep.equal([]);
  });

  it("are settled, whenever the machine went down while borg made them", async () => {
    const { repositories, store, vault, audited, borg, folder } = await open();
    const seen = new Set<string>();
    const delaysMs = [0, 150, 180, 190, 200, 250, 300, 400, 500, 700, 1500];
    for (const [index, delayMs] of [...delaysMs, "no manifest" as const, "torn cache" as const].entries()) {
      const id = `repo${"abcdefghijklm"[index]}aaa`;
      const location = join(folder, id);
      await vault.put(`repository/${id}`, "repository.passphrase", "its own");
      await store.repositories.insert({
        id,
        name: id,
        location,
        encryption: "repokey-blake2",
        state: "creating",
        ownerId: null,
        secretId: `repository/${id}`,
        keyExportedAt: null,
        mode: "full",
        quotaBytes: null,
        freshnessMs: null,
        nextSecretId: null,
        borgId: null,
        createdAt: "2026-11-22T10:00:00.000Z",
      });
      const target = await repositories.target(id);
      const running = await borg.start(initCommand(target, { encryption: "repokey-blake2" }), {
        workDir: join(folder, `job-${id}`),
        jobId: `job${id}`,
        onEvent() {},
      });
      const { pid } = running.process ?? {};
      if (pid === undefined) throw new Error("borg did not start");
      if (delayMs === "no manifest") {
        await running.result;
        for (const name of readdirSync(location).filter((each) => !["config", "README"].includes(each)))
          rmSync(join(location, name), { recursive: true }); // as it is found between the key and the first commit
        mkdirSync(join(location, "data"));
      } else if (delayMs === "torn cache") {
        await running.result;
        for (const cache of readdirSync(join(folder, "base/.cache/borg")).filter((name) => name.length === 64))
          rmSync(join(folder, "base/.cache/borg", cache, "config"), { force: true });
      } else {
        // Moves the point of the kill, no more: borg may have ended before it.
        const kill = setTimeout(() => systemProcesses.signal(pid, "SIGKILL", "process"), delayMs);
        await running.result;
        clearTimeout(kill);
      }
      await repositories.settleInterrupted();
      while (!audited.some(({ target: of }) => of === id)) await new Promise((resolve) => setTimeout(resolve, 10));
      const record = repositories.get(id);
      expect(record?.state, `killed after ${delayMs}`).to.be.oneOf([undefined, "ready"]);
      if (delayMs === "no manifest") expect(record).to.equal(undefined);
      if (delayMs === "torn cache") expect(record?.state).to.equal("ready");
      seen.add(record?.state ?? "removed");
      if (record) expect((await repositories.exportKey(id, actor)).key).to.match(/^BORG_KEY /);
      else expect([existsSync(join(location, "config")), vault.has(`repository/${id}`)]).to.deep.equal([false, false]);
    }
    expect([...seen]).to.include("removed");
  });
});
