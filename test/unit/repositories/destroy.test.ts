import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { JobRecord, JobState } from "../../../schemas/jobs.ts";
import { newJob, ownOutcome } from "../../../src/jobs/job.ts";
import { job } from "../../support/records.ts";
import { faultOf } from "../../support/rejection.ts";
import { actor, openRepositories, type RepositoriesPlace } from "../../support/repositories.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

describe("repositories/destroy", () => {
  const newFolder = temporaryFolders();
  const opened: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(opened.splice(0).map(({ close }) => close())));

  async function open(options: Partial<RepositoriesPlace> = {}) {
    const folder = newFolder();
    const place = await openRepositories({ dataDir: join(folder, "data"), ...options });
    opened.push(place);
    const request = { name: "Home", location: join(folder, "repo"), encryption: "repokey" } as const;
    const { id } = (await place.repositories.create(request, actor)).repository;
    const ended = (state: JobState, kind: JobRecord["kind"] = "destroy"): JobRecord => ({
      ...newJob("jobdestr", { kind, repositoryId: id, planId: null, runId: null, requester: { type: "service" } }, 0),
      state,
      finishedAt: "2026-11-22T10:00:00.000Z",
      outcome: ownOutcome(state, "That is how it ended."),
    });
    const settled = async () => {
      while (!place.audited.some(({ event }) => event === "repository.destroyed")) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    };
    return { ...place, dataDir: join(folder, "data"), id, ended, settled };
  }

  it("needs the name, typed", async () => {
    const { repositories, id, requests } = await open();
    for (const name of ["", "home", "Home sweet"]) {
      expect((await faultOf(repositories.destroy(id, name, actor), "invalid-input")).fields).to.have.key("/name");
    }
    expect(await repositories.destroy(id, "Home", actor)).to.include({ kind: "destroy", state: "queued" });
    expect(requests.map(({ kind }) => kind)).to.deep.equal(["init", "destroy"]);
    await faultOf(repositories.destroy("missing", "Home", actor), "not-found");
  });

  it("refuses while plans use it or a job of it waits, but for the index", async () => {
    const used = await open({ plansUsing: () => ["Nightly"] });
    expect((await faultOf(used.repositories.destroy(used.id, "Home", actor), "conflict")).detail).to.contain("Nightly");
    let kind: JobRecord["kind"] = "check";
    const busy = await open({ unfinishedJobs: () => (busy ? [{ ...job("jobbusya", busy.id), kind }] : []) });
    await faultOf(busy.repositories.destroy(busy.id, "Home", actor), "conflict");
    kind = "index";
    await busy.repositories.destroy(busy.id, "Home", actor);
  });

  for (const mode of ["append-only", "observe"] as const) {
    it(`refuses where the mode is ${mode}`, async () => {
      const { repositories, store, id } = await open();
      await store.repositories.update(id, (before) => ({ ...before, mode }));
      await faultOf(repositories.destroy(id, "Home", actor), "conflict");
    });
  }

  it("forgets all of it once the job has ended well", async () => {
    const { events, ended, settled, store, audited } = await open();
    events.publish("job.changed", { job: ended("ok") });
    await settled();
    expect([store.repositories.list(), store.vault.list()]).to.deep.equal([[], []]);
    expect(audited.at(-1)).to.include({ event: "repository.destroyed", outcome: "ok", actor: null });
  });

  it("takes with it what borg kept of it here, and of no other repository", async () => {
    const borgId = "a".repeat(64);
    const place = await open();
    const borgDir = join(place.dataDir, "borg");
    const ofBorg = (...path: string[]) => join(borgDir, ".config/borg", ...path);
    const put = (id: string, name: string) => {
      mkdirSync(ofBorg("security", id), { recursive: true });
      mkdirSync(join(borgDir, ".cache/borg", id), { recursive: true });
      mkdirSync(ofBorg("keys"), { recursive: true });
      writeFileSync(ofBorg("keys", name), `BORG_KEY ${id}\nhqlhbGdv\n`);
    };
    put(borgId, "srv_home");
    put(borgId, "srv_home.2");
    put("b".repeat(64), "srv_other");
    const request = { name: "Copy", location: join(place.dataDir, "../copy"), encryption: "repokey" } as const;
    const copy = (await place.repositories.create(request, actor)).repository;
    for (const id of [copy.id, place.id]) await place.store.repositories.update(id, (old) => ({ ...old, borgId }));

    place.events.publish("job.changed", { job: place.ended("ok") });
    await place.settled();
    expect(readdirSync(ofBorg("keys")), "the other has its id").to.have.length(3);
    place.audited.length = 0;
    place.events.publish("job.changed", { job: { ...place.ended("ok"), repositoryId: copy.id } });
    await place.settled();
    expect(readdirSync(ofBorg("keys"))).to.deep.equal(["srv_other"]);
    expect(readdirSync(ofBorg("security"))).to.deep.equal(["b".repeat(64)]);
    expect(readdirSync(join(borgDir, ".cache/borg"))).to.deep.equal(["b".repeat(64)]);
  });

  it("keeps it where the job failed, and where another job ended", async () => {
    const { events, ended, settled, store, audited } = await open();
    events.publish("job.changed", { job: ended("ok", "check") });
    events.publish("job.changed", { job: { ...ended("ok"), finishedAt: null, state: "running" } });
    events.publish("job.changed", { job: ended("failed") });
    await settled();
    expect([store.repositories.list().length, store.vault.list().length]).to.deep.equal([1, 1]);
    expect(audited.at(-1)).to.include({ outcome: "failed" });
    expect(audited.at(-1)?.detail).to.contain("That is how it ended.");
  });

  it("forgets at the start what had been destroyed just before the end", async () => {
    const recent: JobRecord[] = [];
    const { repositories, ended, settled, store } = await open({ recentJobs: () => recent });
    recent.push(ended("failed"), ended("ok"));
    await repositories.settleInterrupted();
    await settled();
    expect(store.repositories.list()).to.deep.equal([]);
  });
});
