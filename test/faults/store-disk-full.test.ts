import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { systemFiles } from "../../src/ports/files.ts";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { openStore, type Store } from "../../src/store/open.ts";
import { createFailingFiles } from "../support/failing-files.ts";
import { faultOf } from "../support/rejection.ts";
import { temporaryFolders } from "../support/temporary-folder.ts";

const padding = "x".repeat(20_000);
const entry = (target: string) => ({
  at: "2026-11-22T10:00:00.000Z",
  event: "test.append",
  outcome: "ok" as const,
  actor: null,
  peer: null,
  address: null,
  userAgent: null,
  target,
  detail: "d".repeat(900),
});

/** What a fresh look at the disk finds. */
async function onDisk(dataDir: string) {
  const store = await openStore({ dataDir, ports: systemPorts(silentLog) });
  try {
    const appended: (string | null)[] = [];
    for await (const { target } of store.auditJournal.readRecent(2)) appended.push(target);
    return { fault: store.fault(), settings: store.settings.list(), appended };
  } finally {
    await store.close();
  }
}

/** Runs writes until one is refused; returns how many succeeded, and the refusal. */
async function writeUntilRefused(write: (index: number) => Promise<unknown>) {
  for (let index = 0; index < 10_000; index += 1) {
    const refused = await write(index).then(
      () => null,
      (error) => error,
    );
    if (refused) return { written: index, refused };
  }
  throw new Error("The disk never became full");
}

describe("A store on a full disk", () => {
  const newFolder = temporaryFolders();
  const mounted: string[] = [];
  const opened: Store[] = [];
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
    for (const folder of mounted.splice(0)) execFileSync("umount", [folder]);
  });

  function mountSmallDisk(): string | null {
    const folder = newFolder();
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=512k", "borgdeck-test", folder], { stdio: "ignore" });
    } catch {
      return null; // not root, or a container that may not mount
    }
    mounted.push(folder);
    return folder;
  }

  it("keeps memory equal to a disk that really is full, says so, and goes on when there is room", async function () {
    const disk = mountSmallDisk();
    if (!disk) return this.skip(); // only root may mount a small disk; the failing port below covers the same
    const dataDir = join(disk, "data");
    const store = await openStore({ dataDir, ports: systemPorts(silentLog) });
    opened.push(store);
    await store.settings.insert({ id: "first", value: { n: 0 } });
    await store.auditJournal.append(entry("first"));
    writeFileSync(join(disk, "ballast"), Buffer.alloc(200_000));

    const collection = await writeUntilRefused((n) =>
      store.settings.insert({ id: `s${toLetters(n)}`, value: { n, padding } }),
    );
    expect(collection.refused.code).to.equal("store-write-failed");
    expect(collection.refused.status).to.equal(507);
    expect(collection.refused.detail).to.contain("disk is full").and.not.contain(dataDir);
    expect(store.settings.list()).to.have.length(collection.written + 1);
    writeFileSync(join(disk, "filler"), Buffer.alloc(Math.max(0, statfsSync(disk).bavail * 4096 - 8192)));
    const journal = await writeUntilRefused((n) => store.auditJournal.append(entry(String(n))));
    expect(journal.refused.code).to.equal("store-write-failed");

    // What is on the disk is what was said to be there: whole files, nothing half-written.
    expect(readdirSync(join(dataDir, "store"))).to.deep.equal(["settings.json"]);
    expect(JSON.parse(readFileSync(join(dataDir, "store/settings.json"), "utf8")).records).to.deep.equal(
      store.settings.list(),
    );
    expect(readFileSync(join(dataDir, "journal", readdirSync(join(dataDir, "journal"))[0] ?? ""), "utf8")).to.match(
      /\}\n$/,
    );
    expect(store.fault()).to.equal(null);

    rmSync(join(disk, "ballast"));
    rmSync(join(disk, "filler"));
    await store.settings.insert({ id: "again", value: { padding } });
    await store.auditJournal.append(entry("again"));
    const found = await onDisk(dataDir);
    expect(found.fault).to.equal(null);
    expect(found.settings).to.deep.equal(store.settings.list());
    expect(found.appended).to.deep.equal([
      "first",
      ...Array.from({ length: journal.written }, (_, n) => String(n)),
      "again",
    ]);
  });

  for (const how of ["at-once", "half-way"] as const) {
    it(`keeps memory equal to disk where writes fail ${how}`, async () => {
      const dataDir = newFolder();
      const files = createFailingFiles();
      const store = await openStore({ dataDir, ports: { ...systemPorts(silentLog), files } });
      opened.push(store);
      await store.settings.insert({ id: "first", value: { n: 1 } });
      await store.auditJournal.append(entry("first"));
      files.failWrites(how);
      const burst = [
        store.settings.update("first", (record) => ({ ...record, value: { n: 2 } })),
        store.settings.insert({ id: "second", value: {} }),
        store.settings.remove("first"),
        store.auditJournal.append(entry("lost")),
        store.auditJournal.append(entry("lost too")),
      ];
      await Promise.all(burst.map((write) => faultOf(write, "store-write-failed")));
      files.failWrites("never");

      const found = await onDisk(dataDir);
      expect(found.settings).to.deep.equal(store.settings.list());
      expect(found.settings.map(({ id, revision }) => [id, revision])).to.deep.equal([["first", 1]]);
      expect(found.appended).to.deep.equal(["first"]);
      await store.settings.update("first", (record) => ({ ...record, value: { n: 3 } }));
      await store.auditJournal.append(entry("second"));
      const after = await onDisk(dataDir);
      expect(after.settings).to.deep.equal(store.settings.list());
      expect(after.appended).to.deep.equal(["first", "second"]);
    });
  }

  it("mends a journal whose half-written line could not be taken back at once", async () => {
    const dataDir = newFolder();
    let failing = false;
    const failure = () => Promise.reject(Object.assign(new Error("made to fail"), { code: "EIO" }));
    const files = {
      ...systemFiles,
      async openAppend(path: string, mode?: number) {
        const file = await systemFiles.openAppend(path, mode);
        return {
          ...file,
          append: (data: string) => (failing ? file.append(data.slice(0, 20)).then(failure) : file.append(data)),
          truncate: (sizeBytes: number) => (failing ? failure() : file.truncate(sizeBytes)),
        };
      },
    };
    const store = await openStore({ dataDir, ports: { ...systemPorts(silentLog), files } });
    opened.push(store);
    await store.auditJournal.append(entry("first"));
    failing = true;
    await faultOf(store.auditJournal.append(entry("lost")), "store-write-failed");
    expect((await readTargets(store)).at(-1)).to.equal("first");
    failing = false;
    await store.auditJournal.append(entry("second"));
    expect(await readTargets(store)).to.deep.equal(["first", "second"]);
  });
});

async function readTargets(store: Store) {
  const found: (string | null)[] = [];
  for await (const { target } of store.auditJournal.readRecent(1)) found.push(target);
  return found;
}

/** A setting's name has no digits. */
function toLetters(n: number): string {
  return [...String(n)].map((digit) => "abcdefghij"[Number(digit)]).join("");
}
