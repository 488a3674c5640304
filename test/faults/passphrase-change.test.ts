import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { jobVariable } from "../../src/borg/process/environment.ts";
import { systemProcesses } from "../../src/ports/processes.ts";
import { createBorgPlace } from "../support/borg.ts";
import { createGatedBorg } from "../support/gated-borg.ts";
import { actor, openRepositories, seesAll } from "../support/repositories.ts";
import { eventually, expectStatus, startService } from "../support/service.ts";

/** borg writes a new configuration beside the old one, then takes its name; the old one is then erased. */
const moments = {
  "before the key is written": { file: /config-.*\.tmp/, opens: "old" },
  "after the key is written": { file: /config\.old/, opens: "new" },
} as const;
const old = "the old one, with 'quotes', $(command) and \\backslash";
const changed = 'the new one: ünïcode "and" `more` %s';

describe("a change of passphrase", function () {
  this.timeout(180_000);

  async function open(file: RegExp) {
    const { folder, remove } = await createBorgPlace();
    const gate = await createGatedBorg(folder, file);
    const gated = await createBorgPlace({ executable: gate.path, baseDir: join(folder, "base") });
    const place = await openRepositories({ dataDir: join(folder, "data"), borg: gated.borg });
    const location = join(folder, "repo");
    const env = {
      PATH: "/usr/bin:/bin",
      LC_ALL: "C.UTF-8",
      BORG_BASE_DIR: join(folder, "stranger"),
      BORG_PASSPHRASE: old,
    };
    execFileSync(gate.path, ["init", "--encryption=repokey-blake2", location], { env, stdio: "ignore" });
    const { id } = await place.repositories.import({ name: "Home", location, passphrase: old }, actor, seesAll);
    return { ...place, gate, id, close: () => place.close().then(gated.remove).then(remove) };
  }

  it("tells borg both, and nobody else", async () => {
    const { repositories, gate, id, store, audited, close } = await open(/config-.*\.tmp/);
    await gate.close();
    const change = repositories.changePassphrase(id, changed, actor);
    await gate.reached();
    const seen = readableByOthers();
    await gate.open();
    const kit = await change;
    expect(kit).to.include({ passphrase: changed, generated: false });
    expect(kit.key).to.match(/^BORG_KEY /);
    for (const secret of [old, changed]) {
      expect(seen).to.not.contain(secret);
      expect(JSON.stringify([store.repositories.list(), store.vault.list(), audited])).to.not.contain(secret);
    }
    expect(seen, "borg was there to be seen").to.contain("BORG_PASSCOMMAND");
    expect(store.vault.list(), "the old one is gone").to.have.length(1);
    expect(repositories.get(id)).to.include({ nextSecretId: null, keyExportedAt: null });
    await repositories.exportKey(id, actor);
    expect((await repositories.target(id)).passphrase).to.equal(changed);
    await repositories.changePassphrase(id, undefined, actor);
    expect((await repositories.exportKey(id, actor)).generated).to.equal(true);
    await close();
  });

  for (const [moment, { file, opens }] of Object.entries(moments)) {
    it(`leaves the ${opens} one where borg is killed ${moment}`, async () => {
      const { repositories, gate, id, vault, store, close } = await open(file);
      await gate.close();
      const change = repositories.changePassphrase(id, changed, actor).then(
        () => "changed",
        ({ code }) => code,
      );
      await gate.reached();
      for (const pid of systemProcesses.findByEnvironment(jobVariable, `passphrase-${id}`)) {
        systemProcesses.signal(pid, "SIGKILL", "group");
      }
      await gate.open();
      expect(await change).to.equal(opens === "new" ? "changed" : "borg-failed");
      const { passphrase } = await repositories.target(id);
      expect(passphrase).to.equal(opens === "new" ? changed : old);
      expect([store.vault.list().length, repositories.get(id)?.nextSecretId]).to.deep.equal([1, null]);
      expect(vault.has(repositories.get(id)?.secretId ?? "")).to.equal(true);
      await repositories.exportKey(id, actor);
      await repositories.changePassphrase(id, "a third one", actor);
      await close();
    });

    for (const end of ["with it", "after it"] as const) {
      const expected = end === "with it" ? opens : "new";
      it(`leaves the ${expected} one where the service is killed ${moment}, and borg ends ${end}`, async () => {
        const { folder, remove } = await createBorgPlace();
        const gate = await createGatedBorg(folder, file);
        const home = join(folder, "home");
        const env = { BORG_PATH: gate.path };
        const first = await startService({ home, env, withAdmin: true });
        const client = first.client();
        await client.signInAsAdmin();
        const made = await client.post("/api/repositories", {
          name: "Home",
          location: join(home, "repositories/repo"),
          encryption: "repokey-blake2",
          passphrase: old,
        });
        const { id } = expectStatus(made, 201).body.repository;
        await gate.close();
        const change = client
          .request("PUT", `/api/repositories/${id}/passphrase`, { passphrase: changed })
          .catch(() => null);
        await gate.reached();
        await first.kill();
        await change;
        if (end === "after it") {
          await gate.open();
          const left = async () => systemProcesses.findByEnvironment(jobVariable, `passphrase-${id}`).length;
          await eventually(left, (count) => count === 0, 60_000);
        }
        const second = await startService({ home, env });
        const again = second.client();
        await again.signInAsAdmin();
        const kit = await again.post(`/api/repositories/${id}/key`);
        expect(expectStatus(kit, 200).body.passphrase).to.equal(expected === "new" ? changed : old);
        expect(systemProcesses.findByEnvironment(jobVariable, `passphrase-${id}`)).to.deep.equal([]);
        await gate.open();
        expectStatus(await again.request("PUT", `/api/repositories/${id}/passphrase`, {}), 200);
        await second.remove();
        await remove();
      });
    }
  }
});

/** Arguments and environment of every process of this machine: what others of the same user can read. */
function readableByOthers(): string {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return pids.map((pid) => read(`/proc/${pid}/cmdline`) + read(`/proc/${pid}/environ`)).join("\n");
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it ended meanwhile
  }
}
