import { execFileSync } from "node:child_process";
import { cpSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { EncryptionMode, ImportRepositoryRequest } from "../../schemas/repositories.ts";
import type { Sees } from "../../src/repositories/copies.ts";
import { borgProgram, createBorgPlace } from "../support/borg.ts";
import { faultOf } from "../support/rejection.ts";
import { actor, openRepositories, seesAll } from "../support/repositories.ts";

describe("Repositories that are there already", function () {
  this.timeout(120_000);
  const opened: { close(): Promise<void> }[] = [];
  afterEach(async () => {
    for (const { close } of opened.splice(0)) await close();
  });

  /** A stranger's borg makes repositories; the one of Borgdeck, with a base folder of its own, is to open them. */
  async function open() {
    const { folder, borg, remove } = await createBorgPlace();
    const place = await openRepositories({ dataDir: join(folder, "data"), borg });
    opened.push({ close: () => place.close().then(remove) });
    const stranger = (args: readonly string[], passphrase = "their own", next?: string) =>
      execFileSync(borgProgram, args, {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "pipe"],
        env: {
          PATH: "/usr/bin:/bin",
          LC_ALL: "C.UTF-8",
          BORG_BASE_DIR: join(folder, "stranger"),
          BORG_PASSPHRASE: passphrase,
          BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes",
          ...(next === undefined ? {} : { BORG_NEW_PASSPHRASE: next }),
        },
      });
    const make = (name: string, encryption: EncryptionMode, ...options: string[]) => {
      const location = join(folder, name);
      stranger(["init", `--encryption=${encryption}`, ...options, location]);
      return location;
    };
    const request = (location: string, more: Partial<ImportRepositoryRequest> = {}, sees: Sees = seesAll) =>
      place.repositories.import({ name: "Found", location, ...more }, actor, sees);
    const fieldsOf = async (promise: Promise<unknown>, code: "answer-needed" | "invalid-input") =>
      Object.keys((await faultOf(promise, code)).fields ?? {});
    const nothingStored = () => {
      expect(place.store.repositories.list()).to.deep.equal([]);
      expect(place.store.vault.list()).to.deep.equal([]);
    };
    return { ...place, borg, folder, stranger, make, request, fieldsOf, nothingStored };
  }

  it("are imported with their passphrase, which is asked for and tried", async () => {
    const { make, request, fieldsOf, nothingStored, repositories, audited } = await open();
    const location = make("theirs", "repokey-blake2");
    expect(await fieldsOf(request(location), "answer-needed")).to.deep.equal(["/passphrase"]);
    expect(await fieldsOf(request(location, { passphrase: "a guess" }), "invalid-input")).to.deep.equal([
      "/passphrase",
    ]);
    nothingStored();
    const record = await request(`${location}/`, { passphrase: "their own" });
    expect(record).to.include({
      location,
      encryption: "repokey-blake2",
      state: "ready",
      mode: "full",
      quotaBytes: null,
    });
    expect((await repositories.target(record.id)).passphrase).to.equal("their own");
    const kit = await repositories.exportKey(record.id, actor);
    expect(kit.key).to.match(/^BORG_KEY [0-9a-f]{64}\n/);
    expect(kit.paperKey).to.contain("BORG PAPER KEY v1");
    expect(kit.qrSvg).to.match(/^<svg /);
    expect(audited.map(({ event, outcome }) => [event, outcome])).to.deep.equal([
      ["repository.import", "failed"],
      ["repository.import", "failed"],
      ["repository.import", "ok"],
      ["repository.key-export", "ok"],
    ]);
    expect(await fieldsOf(request(location, { passphrase: "their own" }), "invalid-input")).to.deep.equal([
      "/name",
      "/location",
    ]);
  });

  it("are imported with a key file that is asked for, where the key is not kept in them", async () => {
    const { make, stranger, request, fieldsOf, nothingStored } = await open();
    const location = make("theirs", "keyfile-blake2");
    const key = stranger(["key", "export", location, "-"]);
    const answers = { passphrase: "their own" };
    expect(await fieldsOf(request(location, answers), "answer-needed")).to.deep.equal(["/key"]);
    for (const wrong of ["nonsense", key.replace(/[0-9a-f]{64}/, "0".repeat(64))]) {
      expect(await fieldsOf(request(location, { ...answers, key: wrong }), "invalid-input"), wrong).to.deep.equal([
        "/key",
      ]);
    }
    nothingStored();
    expect(await fieldsOf(request(location, { key }), "answer-needed")).to.deep.equal(["/passphrase"]);
    expect((await request(location, { ...answers, key })).encryption).to.equal("keyfile-blake2");
  });

  it("that are not encrypted are confirmed first, and need no passphrase", async () => {
    const { make, request, fieldsOf, nothingStored } = await open();
    const location = make("theirs", "none");
    expect(await fieldsOf(request(location), "answer-needed")).to.deep.equal(["/accept/unencrypted"]);
    expect(await fieldsOf(request(location, { accept: { relocated: true } }), "answer-needed")).to.deep.equal([
      "/accept/unencrypted",
    ]);
    const accept = { unencrypted: true };
    expect(await fieldsOf(request(location, { accept, passphrase: "x" }), "invalid-input")).to.deep.equal([
      "/passphrase",
    ]);
    nothingStored();
    expect(await request(location, { accept })).to.include({ encryption: "none", secretId: null });
  });

  it("that were moved since they were used here are confirmed first", async () => {
    const { make, request, fieldsOf, repositories, folder } = await open();
    const location = make("theirs", "repokey");
    const passphrase = "their own";
    await repositories.forget((await request(location, { passphrase })).id, {}, actor);
    const moved = join(folder, "moved");
    renameSync(location, moved);
    expect(await fieldsOf(request(moved, { passphrase }), "answer-needed")).to.deep.equal(["/accept/relocated"]);
    const { id } = await request(moved, { passphrase, accept: { relocated: true } });
    await repositories.exportKey(id, actor);
  });

  it("that others moved or gave another passphrase are opened again, where they are the same", async () => {
    const { make, stranger, request, fieldsOf, repositories, folder, audited, store } = await open();
    const location = make("theirs", "repokey-blake2");
    make("other", "repokey-blake2");
    const { id } = await request(location, { passphrase: "their own" });
    const reopen = (more: Parameters<typeof repositories.reopen>[1]) => repositories.reopen(id, more, actor, seesAll);

    const moved = join(folder, "moved");
    renameSync(location, moved);
    expect((await faultOf(repositories.exportKey(id, actor), "borg-failed")).detail).to.contain("no repository");
    expect(await fieldsOf(reopen({ location: join(folder, "nothing") }), "invalid-input")).to.deep.equal(["/location"]);
    const other = { location: join(folder, "other"), accept: { relocated: true } };
    expect(await fieldsOf(reopen(other), "invalid-input"), "another repository").to.deep.equal(["/location"]);
    expect(await fieldsOf(reopen({ location: moved }), "answer-needed")).to.deep.equal(["/accept/relocated"]);
    expect((await reopen({ location: moved, accept: { relocated: true } })).location).to.equal(moved);
    await repositories.exportKey(id, actor);

    stranger(["key", "change-passphrase", moved], "their own", "another one");
    expect(await fieldsOf(reopen({ passphrase: "a guess" }), "invalid-input")).to.deep.equal(["/passphrase"]);
    expect((await repositories.target(id)).passphrase).to.equal("their own");
    await reopen({ passphrase: "another one" });
    expect((await repositories.exportKey(id, actor)).passphrase).to.equal("another one");
    expect(store.vault.list()).to.have.length(1);
    await repositories.changePassphrase(id, "a third one", actor);
    expect(store.vault.list()).to.have.length(1);
    const outcomes = audited.filter(({ event }) => event === "repository.reopen").map(({ outcome }) => outcome);
    expect(outcomes).to.deep.equal(["failed", "failed", "failed", "ok", "failed", "ok"]);
  });

  it("are not imported, nor opened at another place, where they are copies of one that is known", async () => {
    const { make, request, fieldsOf, repositories, folder } = await open();
    const location = make("theirs", "repokey-blake2");
    const passphrase = "their own";
    const { id } = await request(location, { passphrase });
    const copy = join(folder, "copy");
    cpSync(location, copy, { recursive: true });
    const accept = { relocated: true };
    expect(await fieldsOf(request(copy, { name: "Copy", passphrase, accept }), "invalid-input")).to.deep.equal([
      "/location",
    ]);
    await repositories.exportKey(id, actor);
    const other = await request(make("other", "repokey-blake2"), { name: "Other", passphrase });
    expect(
      await fieldsOf(repositories.reopen(other.id, { location: copy, accept }, actor, seesAll), "invalid-input"),
    ).to.deep.equal(["/location"]);
  });

  it("keep what their own configuration says: append-only, quota", async () => {
    const { make, request, fieldsOf } = await open();
    const location = make("theirs", "repokey", "--append-only", "--storage-quota=2.5G");
    const passphrase = "their own";
    expect(await fieldsOf(request(location, { passphrase, mode: "full" }), "invalid-input")).to.deep.equal(["/mode"]);
    expect(await request(location, { passphrase })).to.include({ mode: "append-only", quotaBytes: 2_500_000_000 });
  });

  it("are only observed where that is wished, and then may be late", async () => {
    const { make, request, fieldsOf } = await open();
    const location = make("theirs", "authenticated");
    const more = { passphrase: "their own", accept: { unencrypted: true } };
    expect(await fieldsOf(request(location, { ...more, freshnessMs: 86_400_000 }), "invalid-input")).to.deep.equal([
      "/freshnessMs",
    ]);
    const record = await request(location, { ...more, mode: "observe", freshnessMs: 86_400_000 });
    expect(record).to.include({ mode: "observe", freshnessMs: 86_400_000, encryption: "authenticated" });
  });

  it("are not taken for what they are not", async () => {
    const { folder, request, fieldsOf, nothingStored } = await open();
    writeFileSync(join(folder, "file"), "");
    for (const location of [join(folder, "nothing"), join(folder, "file"), folder, join(folder, "data")]) {
      expect(await fieldsOf(request(location, { passphrase: "x" }), "invalid-input"), location).to.deep.equal([
        "/location",
      ]);
    }
    nothingStored();
  });

  it("get a lost key back, and keep the one that they have where the new one does not open them", async () => {
    const { make, stranger, request, repositories, fieldsOf, folder } = await open();
    const location = make("theirs", "repokey-blake2");
    const key = stranger(["key", "export", location, "-"]);
    const { id } = await request(location, { passphrase: "their own" });
    const config = () => readFileSync(join(location, "config"), "utf8");
    const before = config();
    const bad = key
      .split("\n")
      .map((line, at) => (at === 1 ? [...line].reverse().join("") : line))
      .join("\n");
    for (const wrong of ["nonsense", key.replace(/[0-9a-f]{64}/, "0".repeat(64)), bad]) {
      expect(await fieldsOf(repositories.importKey(id, wrong, actor), "invalid-input"), wrong).to.deep.equal(["/key"]);
      expect(keyIn(config())).to.equal(keyIn(before));
    }
    writeFileSync(join(location, "config"), before.replace(/^key = [\s\S]*$/m, ""));
    await faultOf(repositories.exportKey(id, actor), "borg-failed");
    await repositories.importKey(id, key, actor);
    expect((await repositories.exportKey(id, actor)).key).to.equal(key);
    expect(folder).to.not.equal(location);
  });
});

function keyIn(config: string): string {
  return (/^key = ([\s\S]*)$/m.exec(config)?.[1] ?? "").replace(/\s/g, "");
}
