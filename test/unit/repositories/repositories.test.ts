import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { JobRecord } from "../../../schemas/jobs.ts";
import type { RepositoryRecord } from "../../../schemas/repositories.ts";
import { newJob } from "../../../src/jobs/job.ts";
import { faultOf } from "../../support/rejection.ts";
import {
  actor,
  borgThatFails,
  borgThatSays,
  openRepositories,
  type RepositoriesPlace,
} from "../../support/repositories.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

describe("repositories/repositories", () => {
  const newFolder = temporaryFolders();
  const opened: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(opened.splice(0).map(({ close }) => close())));

  async function open(options: Partial<RepositoriesPlace> = {}) {
    const folder = newFolder();
    const place = await openRepositories({ dataDir: join(folder, "data"), ...options });
    opened.push(place);
    const make = async (name: string) =>
      (await place.repositories.create({ name, location: join(folder, name), encryption: "repokey-blake2" }, actor))
        .repository;
    return { ...place, folder, make };
  }

  it("renames, with the revision that was seen, to a name that nobody else has", async () => {
    const { repositories, make, audited } = await open();
    const one = await make("one");
    await make("two");
    const renamed = await repositories.patch(one.id, { name: " Uno " }, { ifRevision: one.revision }, actor);
    expect(renamed.name).to.equal("Uno");
    await faultOf(repositories.patch(one.id, { name: "Due" }, { ifRevision: one.revision }, actor), "stale-revision");
    expect((await faultOf(repositories.patch(one.id, { name: "TWO" }, {}, actor), "invalid-input")).fields).to.have.key(
      "/name",
    );
    expect((await repositories.patch(one.id, { name: "uno" }, {}, actor)).name).to.equal("uno");
    expect(audited.filter(({ event }) => event === "repository.edit")).to.have.length(2);
  });

  it("exports the key again, notes when, and records who asked", async () => {
    const { repositories, make, audited } = await open({ borg: borgThatSays("BORG_KEY x\n") });
    const { id } = await make("one");
    const kit = await repositories.exportKey(id, actor);
    expect(kit).to.deep.include({
      passphrase: (await repositories.target(id)).passphrase,
      key: "BORG_KEY x\n",
      generated: true,
    });
    expect(audited.at(-1)).to.deep.include({ event: "repository.key-export", outcome: "ok", actor, target: id });
  });

  it("gives no kit where borg cannot export", async () => {
    const { repositories, make, audited } = await open({ borg: borgThatFails("repository-missing") });
    const { id } = await make("one");
    await faultOf(repositories.exportKey(id, actor), "borg-failed");
    const exports = audited.filter(({ event }) => event === "repository.key-export");
    expect(exports.map(({ outcome }) => outcome)).to.deep.equal(["failed"]);
    expect(repositories.get(id)?.keyExportedAt).to.equal(null);
  });

  it("forgets the record and the secret, and touches nothing else", async () => {
    const { repositories, make, store, folder, audited } = await open();
    const { id } = await make("one");
    mkdirSync(join(folder, "one"));
    await repositories.forget(id, {}, actor);
    expect(store.repositories.list()).to.deep.equal([]);
    expect(store.vault.list()).to.deep.equal([]);
    expect(existsSync(join(folder, "one"))).to.equal(true);
    expect(audited.at(-1)).to.deep.include({ event: "repository.forget", target: id });
    await faultOf(repositories.target(id), "not-found");
  });

  it("cancels what still indexes a repository that is forgotten", async () => {
    const jobs: JobRecord[] = [];
    const { repositories, make, cancelled } = await open({ unfinishedJobs: () => jobs });
    const { id } = await make("one");
    const request = { kind: "index", planId: null, runId: null, requester: { type: "service" } } as const;
    jobs.push(newJob("jobcccca", { ...request, repositoryId: id }, 0));
    jobs.push(newJob("jobccccb", { ...request, repositoryId: "repowork" }, 0));
    await repositories.forget(id, {}, actor);
    expect(cancelled).to.deep.equal(["jobcccca"]);
  });

  it("does not forget what a plan uses, naming the plan", async () => {
    const { repositories, make } = await open({ plansUsing: () => ["Nightly"] });
    const { id } = await make("one");
    expect((await faultOf(repositories.forget(id, {}, actor), "conflict")).detail).to.contain("Nightly");
  });

  it("says not-found for what is not there", async () => {
    const { repositories } = await open();
    await faultOf(repositories.patch("missing", { name: "x" }, {}, actor), "not-found");
    await faultOf(repositories.exportKey("missing", actor), "not-found");
    await faultOf(repositories.forget("missing", {}, actor), "not-found");
  });

  describe("after a crash", () => {
    async function interrupted(options: Partial<RepositoriesPlace> & { readonly withSecret?: boolean } = {}) {
      const place = await open(options);
      const location = join(place.folder, "repo");
      const record = await place.store.repositories.insert({
        id: "repoaaaa",
        name: "Half",
        location,
        encryption: "repokey-blake2",
        state: "creating",
        ownerId: null,
        secretId: "repository/repoaaaa",
        keyExportedAt: null,
        mode: "full",
        quotaBytes: null,
        freshnessMs: null,
        nextSecretId: null,
        borgId: null,
        createdAt: "2026-11-22T10:00:00.000Z",
      });
      if (options.withSecret !== false)
        await place.vault.put("repository/repoaaaa", "repository.passphrase", "its own");
      return { ...place, location, record };
    }
    type Place = Awaited<ReturnType<typeof interrupted>>;
    /** Settling goes on in the background; its end is told by the audit record. */
    async function settled(place: Place): Promise<RepositoryRecord | undefined> {
      const changed = new Promise<void>((resolve) => void place.events.on("repository.changed", () => resolve()));
      await place.repositories.settleInterrupted();
      await changed;
      return place.repositories.get(place.record.id);
    }

    it("makes a repository ready that borg can open", async () => {
      const place = await interrupted();
      expect(await settled(place)).to.include({ state: "ready", keyExportedAt: null });
      expect((await place.repositories.exportKey(place.record.id, actor)).passphrase).to.equal("its own");
    });

    it("removes one that borg had not finished, with what is there of it", async () => {
      const place = await interrupted({ borg: borgThatFails("repository-invalid") });
      mkdirSync(place.location);
      writeFileSync(join(place.location, "README"), "");
      expect(await settled(place)).to.equal(undefined);
      expect(place.store.vault.list()).to.deep.equal([]);
      expect(existsSync(join(place.location, "README"))).to.equal(false);
    });

    it("removes also what borg was writing at that moment, and nothing where something else is there", async () => {
      const halves = [
        "config",
        "config.old",
        "config-a1b2_c3d.tmp",
        "nonce-x9.tmp",
        "lock.exclusive.q1w2.tmp",
        "index.1.tmp",
      ];
      for (const stranger of [null, "notes.txt", "config.bak", "holiday.tmp"]) {
        const place = await interrupted({ borg: borgThatFails("repository-damaged") });
        mkdirSync(place.location);
        for (const name of stranger === null ? halves : [...halves, stranger])
          writeFileSync(join(place.location, name), "");
        expect(await settled(place)).to.equal(undefined);
        const left = stranger === null ? [] : [...halves, stranger].sort();
        expect(readdirSync(place.location).sort(), String(stranger)).to.deep.equal(left);
      }
    });

    it("removes one that borg was never asked to make, and leaves its place alone", async () => {
      const borg = borgThatFails("repository-missing");
      const place = await interrupted({ borg, withSecret: false });
      mkdirSync(place.location);
      writeFileSync(join(place.location, "README"), "somebody else's");
      expect(await settled(place)).to.equal(undefined);
      expect(borg.ran).to.deep.equal([]);
      expect(existsSync(join(place.location, "README"))).to.equal(true);
    });

    it("keeps one that cannot be looked at now", async () => {
      const borg = borgThatFails("connection-lost");
      const place = await interrupted({ borg });
      await place.repositories.settleInterrupted();
      while (place.audited.length === 0) await new Promise((resolve) => setImmediate(resolve));
      expect(borg.ran).to.deep.equal(["identify"]);
      expect(place.repositories.get(place.record.id)?.state).to.equal("creating");
    });

    it("waits for an init job that outlived the process", async () => {
      const request = {
        kind: "init",
        repositoryId: "repoaaaa",
        planId: null,
        runId: null,
        requester: { type: "service" },
      } as const;
      const job = newJob("jobaaaaa", request, 0);
      const borg = borgThatFails("repository-missing");
      const place = await interrupted({ borg, unfinishedJobs: () => [job] });
      await place.repositories.settleInterrupted();
      await new Promise((resolve) => setImmediate(resolve));
      expect(borg.ran).to.deep.equal([]);
      const removed = new Promise<void>((resolve) => void place.events.on("repository.changed", () => resolve()));
      place.events.publish("job.changed", { job: { ...job, state: "failed", finishedAt: "2026-11-22T10:00:00.000Z" } });
      await removed;
      expect(borg.ran).to.deep.equal(["identify"]);
      expect(place.repositories.list()).to.deep.equal([]);
    });
  });
});
