import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { silentLog } from "../../../src/ports/log.ts";
import { openStore, type Store } from "../../../src/store/open.ts";
import { createFailingFiles } from "../../support/failing-files.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { browserSession } from "../../support/records.ts";
import { faultOf } from "../../support/rejection.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const day = 24 * 3_600_000;

describe("store/open", () => {
  const newFolder = temporaryFolders();
  const opened: Store[] = [];
  afterEach(() => Promise.all(opened.splice(0).map((store) => store.close())));

  async function open(dataDir = newFolder(), clock = createFakeClock()) {
    const files = createFailingFiles();
    const store = await openStore({ dataDir, ports: { files, clock, log: silentLog } });
    opened.push(store);
    return { store, files, clock, dataDir };
  }
  const setting = (id: string) => ({ id, value: { some: "value" } });
  const modeOf = (path: string) => statSync(path).mode & 0o777;

  it("makes its folders for its user only, and its files too", async () => {
    const { store, dataDir } = await open(join(newFolder(), "new", "data"));
    await store.settings.insert(setting("auth"));
    await store.auditJournal.append({
      at: "2026-11-22T10:00:00.000Z",
      event: "session.sign-in",
      outcome: "ok",
      actor: null,
      peer: null,
      address: null,
      userAgent: null,
      target: null,
      detail: null,
    });
    for (const folder of ["", "store", "journal", "snapshots"])
      expect(modeOf(join(dataDir, folder)), folder).to.equal(0o700);
    expect(modeOf(join(dataDir, "store/settings.json"))).to.equal(0o600);
    expect(modeOf(join(dataDir, "journal/audit-2026-11.jsonl"))).to.equal(0o600);
  });

  it("takes other users' access to its files away, and what a crash left half-written", async () => {
    const dataDir = newFolder();
    const first = await open(dataDir);
    await first.store.settings.insert(setting("auth"));
    const file = join(dataDir, "store/settings.json");
    chmodSync(file, 0o644);
    writeFileSync(`${file}.tmp`, "half");
    const { store } = await open(dataDir);
    expect(modeOf(file)).to.equal(0o600);
    expect(readdirSync(join(dataDir, "store"))).to.deep.equal(["settings.json"]);
    expect(store.settings.get("auth")).to.deep.include(setting("auth"));
  });

  it("says clearly that DATA_DIR cannot be used", async () => {
    const folder = newFolder();
    writeFileSync(join(folder, "file"), "");
    const fault = await faultOf(open(join(folder, "file")), "invalid-configuration");
    expect(fault.fields).to.have.property("DATA_DIR");
  });

  it("is read-only as a whole where one file is damaged, names it and the newest good copy, and overwrites nothing", async () => {
    const dataDir = newFolder();
    const clock = createFakeClock("2026-11-20T08:00:00Z");
    const first = await open(dataDir, clock);
    await first.store.settings.insert(setting("auth"));
    await first.store.close();
    for (const [when, text] of [
      ["2026-11-21", readFileSync(join(dataDir, "store/settings.json"), "utf8")],
      ["2026-11-22", "damaged in the copy too"],
    ] as const) {
      mkdirSync(join(dataDir, "snapshots", when), { recursive: true });
      writeFileSync(join(dataDir, "snapshots", when, "settings.json"), text);
    }
    writeFileSync(join(dataDir, "store/settings.json"), '{"schemaVersion":1,"rec');
    const snapshotsBefore = readdirSync(join(dataDir, "snapshots"));

    const { store } = await open(dataDir, createFakeClock("2026-11-23T08:00:00Z"));
    const fault = store.fault();
    expect(fault?.code).to.equal("store-damaged");
    expect(fault?.detail).to.contain("store/settings.json").and.contain("snapshots/2026-11-21/settings.json");
    expect(fault?.detail).to.not.contain(dataDir);
    const refused = await faultOf(
      store.plans.update("aaaaaaaa", (plan) => plan),
      "store-read-only",
    );
    expect(refused.detail).to.contain("store/settings.json");
    await faultOf(store.settings.insert(setting("other")), "store-read-only");
    await store.close();
    expect(readFileSync(join(dataDir, "store/settings.json"), "utf8")).to.equal('{"schemaVersion":1,"rec');
    expect(readdirSync(join(dataDir, "snapshots"))).to.deep.equal(snapshotsBefore);
  });

  it("refuses a newer version and leaves it alone", async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, "store"));
    writeFileSync(join(dataDir, "store/plans.json"), '{"schemaVersion":9,"records":[]}');
    const { store } = await open(dataDir);
    expect(store.fault()?.detail).to.contain("newer than this release");
    expect(readFileSync(join(dataDir, "store/plans.json"), "utf8")).to.contain(":9");
  });

  it("still keeps journals while a collection is damaged, so that plans can run", async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, "store"));
    writeFileSync(join(dataDir, "store/sessions.json"), "");
    const { store } = await open(dataDir);
    await store.auditJournal.append({
      at: "2026-11-22T10:00:00.000Z",
      event: "plan.run",
      outcome: "ok",
      actor: null,
      peer: null,
      address: null,
      userAgent: null,
      target: null,
      detail: null,
    });
    expect(store.fault()).to.not.equal(null);
  });

  it("becomes read-only where it is not known what a failed write left behind", async () => {
    const { store, files } = await open();
    await store.settings.insert(setting("auth"));
    files.failWrites("after-replacing", "EIO");
    await faultOf(store.settings.remove("auth"), "store-write-failed");
    files.failWrites("never");
    await faultOf(store.settings.insert(setting("other")), "store-read-only");
    expect(store.fault()?.detail).to.contain("store/settings.json");
  });

  it("copies its files once a day, keeps fourteen days, and never copies sessions", async () => {
    const dataDir = newFolder();
    const session = {
      id: "a".repeat(64),
      data: browserSession("useraaaa", 0),
      userAgent: null,
      address: null,
    };
    const at = "2026-11-01T00:00:00.000Z";
    const first = await open(dataDir);
    await first.store.sessions.insert({ ...session, createdAt: at, lastSeenAt: at, expiresAt: at });
    await first.store.settings.insert(setting("auth"));
    await first.store.close();
    for (let index = 0; index < 20; index += 1) {
      const { store } = await open(dataDir, createFakeClock(Date.parse(at) + index * day));
      await store.close();
    }
    const days = readdirSync(join(dataDir, "snapshots")).sort();
    expect(days).to.have.length(14);
    expect(days.at(-1)).to.equal("2026-11-22");
    expect(readdirSync(join(dataDir, "snapshots/2026-11-20"))).to.deep.equal(["settings.json"]);
    expect(modeOf(join(dataDir, "snapshots/2026-11-20/settings.json"))).to.equal(0o600);
  });

  it("has a copy of what was made on the first day when it closes", async () => {
    const { store, dataDir } = await open();
    await store.settings.insert(setting("auth"));
    await store.close();
    expect(readdirSync(join(dataDir, "snapshots/2026-11-22"))).to.deep.equal(["settings.json"]);
  });

  it("takes the next day's copy while it runs", async () => {
    const { store, clock, dataDir } = await open();
    await store.settings.insert(setting("auth"));
    clock.advance(day);
    await store.close();
    expect(readdirSync(join(dataDir, "snapshots/2026-11-23"))).to.deep.equal(["settings.json"]);
  });

  it("does not fail for want of a copy", async () => {
    const { store, files, clock, dataDir } = await open();
    await store.settings.insert(setting("auth"));
    files.failWrites("at-once");
    clock.advance(day);
    await store.close();
    expect(readdirSync(join(dataDir, "snapshots/2026-11-23"))).to.deep.equal([]);
  });
});
