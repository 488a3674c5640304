import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import type { Files } from "../../../src/ports/files.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { systemPorts } from "../../../src/ports/ports.ts";
import { systemRandom } from "../../../src/ports/random.ts";
import { openKeyring, rotateKeptKey, rotateToGivenKey } from "../../../src/secrets/rotation.ts";
import { createVault } from "../../../src/secrets/vault.ts";
import { openStore } from "../../../src/store/open.ts";
import { createSecretFiles } from "../../../src/store/secret-files.ts";
import { faultOf } from "../../support/rejection.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const days = ["2026-11-20", "2026-11-21"];
const secretIds = ["repository/one", "repository/two", "totp/anna"];
const oldKey = "the old key, which is long enough for anybody";
const newKey = "the new key, which is long enough for anybody";

interface Keys {
  readonly secretKey?: string | null;
  readonly previousSecretKey?: string | null;
}

const depsOf = (
  dataDir: string,
  { secretKey = null, previousSecretKey = null }: Keys = {},
  files: Files = systemFiles,
) => ({
  dataDir,
  files,
  random: systemRandom,
  log: silentLog,
  secretKey,
  previousSecretKey,
  secretFiles: createSecretFiles({ dataDir, files }),
});

/** Opens the store as the service does, gives its vault and closes it. */
async function withVault<T>(dataDir: string, keys: Keys, use: (opened: Awaited<ReturnType<typeof open>>) => T) {
  const opened = await open(dataDir, keys);
  try {
    return await use(opened);
  } finally {
    await opened.store.close();
  }
}

async function open(dataDir: string, keys: Keys) {
  const { keyring, rotated } = await openKeyring(depsOf(dataDir, keys));
  const store = await openStore({ dataDir, ports: systemPorts(silentLog) });
  return { keyring, rotated, store, vault: createVault({ collection: store.vault, keyring, random: systemRandom }) };
}

const session = (id: string) => ({
  id: id.repeat(64),
  data: {
    userId: "useranna",
    kind: "browser" as const,
    method: "password" as const,
    assurance: "one-factor" as const,
    authenticatedAt: "2026-11-22T10:00:00.000Z",
    provedAt: null,
    proxySubject: null,
    oidc: null,
  },
  createdAt: "2026-11-22T10:00:00.000Z",
  lastSeenAt: "2026-11-22T10:00:00.000Z",
  expiresAt: "2026-11-29T10:00:00.000Z",
  userAgent: null,
  address: null,
});

/** Secrets, sessions, and copies of two days beside a copy that is damaged. */
async function fill(dataDir: string, keys: Keys = {}) {
  await withVault(dataDir, keys, async ({ vault, store }) => {
    for (const id of secretIds) await vault.put(id, "test.secret", `secret of ${id}`);
    await store.sessions.insert(session("a"));
  });
  const text = readFileSync(join(dataDir, "store/vault.json"));
  for (const day of [...days, "2026-11-19"]) mkdirSync(join(dataDir, "snapshots", day), { recursive: true });
  for (const day of days) writeFileSync(join(dataDir, "snapshots", day, "vault.json"), text);
  writeFileSync(join(dataDir, "snapshots/2026-11-19/vault.json"), "damaged");
}

async function expectEverything(dataDir: string, keys: Keys = {}) {
  await withVault(dataDir, keys, ({ vault, store }) => {
    expect(store.fault()).to.equal(null);
    for (const id of secretIds) expect(vault.get(id, "test.secret")).to.equal(`secret of ${id}`);
  });
}

const keyIdsIn = (dataDir: string, file: string) => [
  ...new Set([...readFileSync(join(dataDir, file), "utf8").matchAll(/"v1\.([0-9a-f]{8})\./g)].map((match) => match[1])),
];
const vaultFiles = ["store/vault.json", ...days.map((day) => `snapshots/${day}/vault.json`)];

/** A files port whose power is cut at its `nth` change: that one and all that follow never happen. */
function cutAt(nth: number): Files & { readonly changes: () => number } {
  let changes = 0;
  const change = async <T>(work: () => Promise<T>): Promise<T> => {
    changes += 1;
    if (changes >= nth) throw new Error("the power is gone");
    return work();
  };
  return {
    ...systemFiles,
    changes: () => changes,
    writeDurable: (...given) => change(() => systemFiles.writeDurable(...given)),
    remove: (path) => change(() => systemFiles.remove(path)),
  };
}

describe("secrets/rotation", () => {
  const newFolder = temporaryFolders();

  it("encrypts everything with a new key, copies too, and ends all sessions", async () => {
    const dataDir = newFolder();
    await fill(dataDir);
    const [before] = keyIdsIn(dataDir, "store/vault.json");
    const { keyId } = await rotateKeptKey(depsOf(dataDir));
    expect(keyId).to.not.equal(before);
    for (const file of vaultFiles) expect(keyIdsIn(dataDir, file), file).to.deep.equal([keyId]);
    expect(readdirSync(dataDir).filter((name) => name.includes("key"))).to.deep.equal([".secret_key"]);
    expect((await systemFiles.info(join(dataDir, ".secret_key")))?.mode).to.equal(0o600);
    await withVault(dataDir, {}, ({ store, rotated }) => {
      expect(store.sessions.list()).to.have.length(0);
      expect(rotated).to.equal(false);
    });
    await expectEverything(dataDir);
    expect(readFileSync(join(dataDir, "snapshots/2026-11-19/vault.json"), "utf8")).to.equal("damaged");
  });

  it("loses nothing wherever it is cut off: the next start finishes it", async () => {
    const whole = cutAt(Number.POSITIVE_INFINITY);
    const first = newFolder();
    await fill(first);
    await rotateKeptKey(depsOf(first, {}, whole));
    expect(whole.changes()).to.be.above(5);
    for (let nth = 1; nth <= whole.changes(); nth += 1) {
      const dataDir = newFolder();
      await fill(dataDir);
      const [before] = keyIdsIn(dataDir, "store/vault.json");
      await rotateKeptKey(depsOf(dataDir, {}, cutAt(nth))).catch(() => {});
      for (let again = 1; again <= nth; again += 1)
        await openKeyring(depsOf(dataDir, {}, cutAt(again))).catch(() => {});
      await expectEverything(dataDir);
      const ids = vaultFiles.flatMap((file) => keyIdsIn(dataDir, file));
      expect(new Set(ids).size, `cut at ${nth}`).to.equal(1);
      if (nth > 1) expect(ids).to.not.include(before);
      expect(readdirSync(dataDir)).to.not.include(".secret_key.next");
    }
  });

  it("never puts anything under a key that is not on the disk yet", async () => {
    const dataDir = newFolder();
    await fill(dataDir);
    const written: string[] = [];
    const files = {
      ...systemFiles,
      async writeDurable(path: string, data: string | Buffer, mode?: number) {
        written.push(path.slice(dataDir.length + 1));
        await systemFiles.writeDurable(path, data, mode);
      },
    };
    await rotateKeptKey(depsOf(dataDir, {}, files));
    expect(written[0]).to.equal(".secret_key.next");
    expect(written.at(-1)).to.equal(".secret_key");
    expect(written.indexOf("store/sessions.json")).to.be.below(written.indexOf("store/vault.json"));
  });

  it("takes a start with the key before and the new one, and after that the new one alone", async () => {
    const dataDir = newFolder();
    await fill(dataDir, { secretKey: oldKey });
    await withVault(dataDir, { secretKey: newKey, previousSecretKey: oldKey }, ({ rotated, store }) => {
      expect(rotated).to.equal(true);
      expect(store.sessions.list()).to.have.length(0);
    });
    await expectEverything(dataDir, { secretKey: newKey });
    await withVault(dataDir, { secretKey: newKey, previousSecretKey: oldKey }, async ({ rotated, store }) => {
      expect(rotated, "nothing was left to do").to.equal(false);
      await store.sessions.insert(session("b"));
    });
    await withVault(dataDir, { secretKey: newKey, previousSecretKey: oldKey }, ({ store }) =>
      expect(store.sessions.list(), "and later sessions live on").to.have.length(1),
    );
  });

  it("loses nothing where such a start is cut off", async () => {
    const keys = { secretKey: newKey, previousSecretKey: oldKey };
    for (let nth = 1; nth <= 5; nth += 1) {
      const dataDir = newFolder();
      await fill(dataDir, { secretKey: oldKey });
      await openKeyring(depsOf(dataDir, keys, cutAt(nth))).catch(() => {});
      await expectEverything(dataDir, keys);
      for (const file of vaultFiles) expect(keyIdsIn(dataDir, file)).to.have.length(1);
    }
  });

  it("moves from the kept key to a given one, and back", async () => {
    const dataDir = newFolder();
    await fill(dataDir);
    const kept = readFileSync(join(dataDir, ".secret_key"), "utf8").trim();
    await expectEverything(dataDir, { secretKey: newKey, previousSecretKey: kept });
    await systemFiles.remove(join(dataDir, ".secret_key"));
    await expectEverything(dataDir, { previousSecretKey: newKey });
    await expectEverything(dataDir);
  });

  it("moves to the key of a file, and the kept one is gone", async () => {
    const dataDir = newFolder();
    await fill(dataDir);
    for (let nth = 1; nth <= 6; nth += 1)
      await rotateToGivenKey(depsOf(dataDir, {}, cutAt(nth)), newKey).catch(() => {});
    expect(readdirSync(dataDir)).to.not.include(".secret_key");
    await expectEverything(dataDir, { secretKey: newKey });
    const fault = await faultOf(rotateToGivenKey(depsOf(dataDir, { secretKey: newKey }), newKey), "invalid-input");
    expect(fault.detail).to.contain("in use");
  });

  it("changes nothing where a secret does not open with the key in use", async () => {
    const dataDir = newFolder();
    await fill(dataDir, { secretKey: oldKey });
    const before = readFileSync(join(dataDir, "store/vault.json"), "utf8");
    const wrong = depsOf(dataDir, { secretKey: "some other key, which is long enough too" });
    await faultOf(rotateToGivenKey(wrong, newKey), "secret-unreadable");
    expect(readFileSync(join(dataDir, "store/vault.json"), "utf8")).to.equal(before);
    await expectEverything(dataDir, { secretKey: oldKey });
  });

  it("leaves a damaged vault as it is, and finishes once it is recovered from whichever day", async () => {
    for (const day of days) {
      const dataDir = newFolder();
      await fill(dataDir);
      await rotateKeptKey(depsOf(dataDir, {}, cutAt(4))).catch(() => {}); // the vault and one copy are done
      const damaged = join(dataDir, "store/vault.json");
      writeFileSync(damaged, "{");
      await openKeyring(depsOf(dataDir));
      expect(readFileSync(damaged, "utf8")).to.equal("{");
      writeFileSync(damaged, readFileSync(join(dataDir, "snapshots", day, "vault.json")));
      await expectEverything(dataDir);
    }
  });

  it("does not begin with a key file that others can read", async () => {
    const dataDir = newFolder();
    await fill(dataDir);
    await systemFiles.setMode(join(dataDir, ".secret_key"), 0o640);
    await faultOf(rotateKeptKey(depsOf(dataDir)), "secret-unreadable");
    expect(readdirSync(dataDir)).to.not.include(".secret_key.next");
  });
});
