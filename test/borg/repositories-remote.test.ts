import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Borg } from "../../src/borg/borg.ts";
import { deleteRepositoryCommand } from "../../src/borg/commands/delete-repository.ts";
import { identifyCommand } from "../../src/borg/commands/identify.ts";
import { initCommand } from "../../src/borg/commands/init.ts";
import { backupCommand, createBorgPlace, withLockWait } from "../support/borg.ts";
import { faultOf } from "../support/rejection.ts";
import { actor, openRepositories, seesAll } from "../support/repositories.ts";
import { eventually } from "../support/service.ts";

/** borg speaks to a real `borg serve`; what carries it is a program that does as ssh would, without a network. */
describe("Repositories on another host", function () {
  this.timeout(120_000);
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close();
  });

  async function open() {
    const { folder, borg: local, remove } = await createBorgPlace();
    const served = join(folder, "served");
    mkdirSync(served);
    const ssh = join(folder, "ssh");
    writeFileSync(
      ssh,
      `#!/bin/sh\nwhile [ "\${1#-}" != "$1" ]; do shift 2; done\nshift\nexec "$@" --restrict-to-path ${served}\n`,
    );
    chmodSync(ssh, 0o755);
    const borg: Pick<Borg, "run"> = {
      run: (command, options) => local.run({ ...command, env: { ...command.env, BORG_RSH: ssh } }, options),
    };
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
    });
    opened.push({ close: () => place.close().then(remove) });
    const path = join(served, "repo");
    const location = `ssh://backup@nas.lan:2222${path}`;
    const make = async () => {
      const made = await place.repositories.create(
        { name: "Far", location, encryption: "repokey-blake2", passphrase: "the first" },
        actor,
      );
      return made.repository.id;
    };
    return { ...place, borg, folder, path, location, make };
  }

  it("are made append-only and with a quota, and imported after they were forgotten", async () => {
    const { repositories, location, path } = await open();
    const request = {
      name: "Far",
      location,
      encryption: "repokey",
      mode: "append-only",
      quotaBytes: 50_000_000,
    } as const;
    const { repository, recovery } = await repositories.create(request, actor);
    const config = readFileSync(join(path, "config"), "utf8");
    expect(config).to.match(/^append_only = 1$/m);
    expect(config).to.match(/^storage_quota = 50000000$/m);
    await repositories.forget(repository.id, {}, actor);
    const again = { name: "Far", location: location.replace("nas.lan", "NAS.lan") };
    expect((await faultOf(repositories.import(again, actor, seesAll), "answer-needed")).fields).to.have.key(
      "/passphrase",
    );
    const wrong = repositories.import({ ...again, passphrase: "a guess" }, actor, seesAll);
    expect((await faultOf(wrong, "invalid-input")).fields).to.have.key("/passphrase");
    const passphrase = recovery.passphrase ?? "";
    const imported = await repositories.import({ ...again, passphrase, mode: "append-only" }, actor, seesAll);
    expect(imported).to.include({ location, mode: "append-only", encryption: "repokey", quotaBytes: null });
  });

  it("are not taken in where they are known already, or copies of those, nor opened in the place of another", async () => {
    const { repositories, store, folder, path, location, make, borg } = await open();
    const passphrase = "its own";
    const local = await repositories.create(
      { name: "Near", location: join(folder, "served", "near"), encryption: "repokey-blake2", passphrase },
      actor,
    );
    const far = await make();
    const ids = [local.repository.id, far].map((id) => repositories.get(id)?.borgId);
    expect(ids.map((id) => id?.length)).to.deep.equal([64, 64]);
    cpSync(path, `${path}-copy`, { recursive: true });
    const accept = { relocated: true };
    const sameAs = async (wanted: string, opens: string, sees = seesAll) => {
      const request = { name: "Again", location: wanted, passphrase: opens, accept };
      return (await faultOf(repositories.import(request, actor, sees), "invalid-input")).fields?.["/location"];
    };
    const nearBySsh = location.replace(path, local.repository.location);
    expect(await sameAs(nearBySsh, passphrase)).to.contain("has Near,");
    expect(await sameAs(`${location}-copy`, "the first")).to.contain("has Far,");
    expect(await sameAs(`${path}-copy`, "the first"), "local").to.contain("has Far,");
    expect(await sameAs(nearBySsh, passphrase, () => false)).to.match(/^has a repository that is known here,/);
    const question = { name: "Again", location: nearBySsh, passphrase };
    await faultOf(repositories.import(question, actor, seesAll), "invalid-input");
    const asFar = { location: nearBySsh, passphrase, accept };
    expect((await faultOf(repositories.reopen(far, asFar, actor, seesAll), "invalid-input")).fields).to.have.key(
      "/location",
    );
    for (const id of [local.repository.id, far]) {
      const { state } = await borg.run(identifyCommand(await repositories.target(id)));
      expect(state, "borg still takes it for the one that it knew").to.equal("ok");
    }
    expect(readdirSync(join(folder, "data", "borg", "unnoticed"))).to.deep.equal([]);

    // One from before ids were kept learns its own when it is next looked at.
    await store.repositories.update(far, (before) => ({ ...before, mode: "observe", borgId: null }));
    const stop = repositories.observe();
    await eventually(
      async () => repositories.get(far)?.borgId,
      (borgId) => borgId === ids[1],
    );
    stop();
  });

  it("are not found where there are none, nor where the host lets nobody look", async () => {
    const { repositories, location, folder } = await open();
    for (const place of [location, `ssh://backup@nas.lan:2222${folder}/elsewhere`]) {
      const asked = repositories.import({ name: "Far", location: place }, actor, seesAll);
      expect((await faultOf(asked, "invalid-input")).fields, place).to.have.key("/location");
    }
  });

  it("have their passphrase changed and their key put back", async () => {
    const { repositories, make, path } = await open();
    const id = await make();
    const kit = await repositories.changePassphrase(id, "the second", actor);
    expect(kit.passphrase).to.equal("the second");
    expect((await repositories.exportKey(id, actor)).key).to.equal(kit.key);
    writeFileSync(join(path, "config"), readFileSync(join(path, "config"), "utf8").replace(/^key = [\s\S]*$/m, ""));
    await repositories.importKey(id, kit.key ?? "", actor);
    expect((await repositories.exportKey(id, actor)).key).to.equal(kit.key);
  });

  it("keep their own configuration: only what Borgdeck does changes", async () => {
    const { repositories, make, path } = await open();
    const id = await make();
    const before = readFileSync(join(path, "config"), "utf8");
    const quota = repositories.patch(id, { quotaBytes: 50_000_000 }, {}, actor);
    expect((await faultOf(quota, "invalid-input")).fields?.["/quotaBytes"]).to.contain("host");
    expect((await repositories.patch(id, { mode: "append-only" }, {}, actor)).mode).to.equal("append-only");
    expect(readFileSync(join(path, "config"), "utf8")).to.equal(before);
    expect((await repositories.medium(id)).reason).to.contain("another host");
  });

  it("have their lock broken by whoever names the host", async () => {
    const { repositories, make, path, borg, folder } = await open();
    const id = await make();
    expect(await repositories.lock(id)).to.include({
      readable: false,
      held: false,
      breakable: true,
      confirm: "nas.lan",
    });
    mkdirSync(join(path, "lock.exclusive"));
    writeFileSync(join(path, "lock.exclusive/attic.lan@1.4711-0"), "");
    writeFileSync(join(folder, "file"), "content");
    const backup = withLockWait(backupCommand(await repositories.target(id), "one", [join(folder, "file")]), 1);
    expect((await borg.run(backup)).outcome.code).to.equal("repository-locked");
    await faultOf(repositories.breakLock(id, "attic.lan", actor), "invalid-input");
    await repositories.breakLock(id, "nas.lan", actor);
    expect((await borg.run(backup)).state).to.equal("ok");
    expect((await borg.run(deleteRepositoryCommand(await repositories.target(id)))).state).to.equal("ok");
    expect(existsSync(path)).to.equal(false);
  });
});
