import { join } from "node:path";
import { expect } from "chai";
import type { Borg } from "../../../src/borg/borg.ts";
import { ownOutcome } from "../../../src/jobs/job.ts";
import { job } from "../../support/records.ts";
import { faultOf } from "../../support/rejection.ts";
import { actor, openRepositories, type RepositoriesPlace } from "../../support/repositories.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const old = "the old one";
const changed = "the new one";

/** A borg whose repository is opened by one passphrase; what it does when asked to change it is up to the test. */
function createLockedBorg() {
  const lock = { opens: old, away: false, change: "ok" as "ok" | "fails" | "changes and fails" };
  const run: Borg["run"] = async ({ name, secret, input }) => {
    const answer = (code: string, stdout = "") => ({
      state: code === "ok" ? ("ok" as const) : ("failed" as const),
      outcome: ownOutcome(code, "So it is."),
      exitCode: code === "ok" ? 0 : 2,
      stdout,
      stdoutTruncated: false,
      durationMs: 1,
      report: {},
    });
    if (lock.away) return answer("connection-lost");
    if (name === "key-export") return answer("ok", "BORG_KEY 00\n");
    if (name !== "change-passphrase") return answer(secret === lock.opens ? "ok" : "passphrase-wrong");
    const [before, after] = (input ?? "").split("\n");
    if (lock.change === "fails" || before !== lock.opens) return answer("borg-crashed");
    lock.opens = after ?? "";
    return answer(lock.change === "ok" ? "ok" : "borg-crashed");
  };
  return { lock, borg: { run } };
}

describe("repositories/change-passphrase", () => {
  const newFolder = temporaryFolders();
  const opened: { close(): Promise<void> }[] = [];
  afterEach(() => Promise.all(opened.splice(0).map(({ close }) => close())));

  async function open(options: Partial<RepositoriesPlace> = {}) {
    const folder = newFolder();
    const { lock, borg } = createLockedBorg();
    const place = await openRepositories({ dataDir: join(folder, "data"), borg, ...options });
    opened.push(place);
    const request = { name: "Home", location: join(folder, "repo"), encryption: "repokey", passphrase: old } as const;
    const { id } = (await place.repositories.create(request, actor)).repository;
    const passphrase = async () => (await place.repositories.target(id)).passphrase;
    const change = (to?: string) => place.repositories.changePassphrase(id, to, actor);
    return { ...place, id, lock, passphrase, change };
  }

  it("changes it, twice and more, and keeps one secret", async () => {
    const { change, passphrase, store, lock, audited } = await open();
    await change(changed);
    expect([await passphrase(), lock.opens]).to.deep.equal([changed, changed]);
    const { passphrase: made } = await change();
    expect([await passphrase(), lock.opens]).to.deep.equal([made, made]);
    expect(store.vault.list()).to.have.length(1);
    const events = audited.filter(({ event }) => event === "repository.passphrase-change");
    expect(events.map(({ outcome }) => outcome)).to.deep.equal(["ok", "ok"]);
  });

  it("gives each of two that change it at once their turn", async () => {
    const { change, passphrase, lock } = await open();
    const ends = await Promise.allSettled([change("one"), change("two")]);
    expect(ends.map(({ status }) => status)).to.deep.equal(["fulfilled", "fulfilled"]);
    expect(await passphrase()).to.equal(lock.opens);
  });

  it("refuses one that it has already", async () => {
    const { change, store } = await open();
    expect((await faultOf(change(old), "invalid-input")).fields).to.have.key("/passphrase");
    expect(store.vault.list()).to.have.length(1);
  });

  it("keeps the old one where borg changes nothing, and the new one where borg did and fell over", async () => {
    const { change, passphrase, lock, store } = await open();
    lock.change = "fails";
    await faultOf(change(changed), "borg-failed");
    expect(await passphrase()).to.equal(old);
    lock.change = "changes and fails";
    await change(changed);
    expect(await passphrase()).to.equal(changed);
    expect(store.vault.list()).to.have.length(1);
  });

  it("keeps both while nobody can tell, and finds out when it is next asked for", async () => {
    const { change, passphrase, lock, store, repositories, id } = await open();
    lock.away = true;
    await faultOf(change(changed), "borg-failed");
    expect(await passphrase(), "the old one until more is known").to.equal(old);
    expect(store.vault.list()).to.have.length(2);
    await faultOf(change("yet another"), "conflict");
    lock.away = false;
    lock.opens = changed; // it had come through all the same
    expect(await passphrase()).to.equal(changed);
    expect([store.vault.list().length, repositories.get(id)?.nextSecretId]).to.deep.equal([1, null]);
  });

  for (const opens of [old, changed]) {
    it(`finds out at the start that ${opens} opens it`, async () => {
      const { repositories, store, vault, lock, id, passphrase } = await open();
      const nextSecretId = `repository/${id}/2`;
      await vault.put(nextSecretId, "repository.passphrase", changed);
      await store.repositories.update(id, (before) => ({ ...before, nextSecretId }));
      lock.opens = opens;
      await repositories.settleInterrupted();
      expect(await passphrase()).to.equal(opens);
      expect(store.vault.list()).to.have.length(1);
    });
  }

  it("takes both secrets away with the repository", async () => {
    const { repositories, lock, change, store, id } = await open();
    lock.away = true;
    await faultOf(change(changed), "borg-failed");
    await repositories.forget(id, {}, actor);
    expect(store.vault.list()).to.deep.equal([]);
  });

  it("refuses while a job is at the repository, and where there is none to change", async () => {
    const { change, store, id } = await open({ unfinishedJobs: () => [job("jobbusya", id)] });
    await faultOf(change(), "conflict");
    await store.repositories.update(id, (before) => ({ ...before, mode: "observe" }));
    await faultOf(change(), "conflict");
    await store.repositories.update(id, (before) => ({ ...before, mode: "full", encryption: "none" }));
    await faultOf(change(), "conflict");
  });
});
