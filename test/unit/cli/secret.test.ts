import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { silentLog } from "../../../src/ports/log.ts";
import { systemPorts } from "../../../src/ports/ports.ts";
import { openKeyring } from "../../../src/secrets/rotation.ts";
import { createVault } from "../../../src/secrets/vault.ts";
import { acquireDirectoryLock } from "../../../src/store/directory-lock.ts";
import { openStore } from "../../../src/store/open.ts";
import { createSecretFiles } from "../../../src/store/secret-files.ts";
import { runCommandLine } from "../../support/command-line.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

const ports = systemPorts(silentLog);
const oldKey = "the old key, which is long enough for anybody";
const newKey = "the new key, which is long enough for anybody";

describe("cli/secret", () => {
  const newFolder = temporaryFolders();

  async function open(dataDir: string, secretKey: string | null) {
    const secretFiles = createSecretFiles({ dataDir, files: ports.files });
    const { keyring } = await openKeyring({ ...ports, dataDir, secretKey, previousSecretKey: null, secretFiles });
    const store = await openStore({ dataDir, ports });
    return { store, vault: createVault({ collection: store.vault, keyring, random: ports.random }) };
  }

  async function setUp(secretKey: string | null = null) {
    const dataDir = newFolder();
    const { store, vault } = await open(dataDir, secretKey);
    await vault.put("repository/home", "repository.passphrase", "open sesame");
    await store.close();
    const env = { DATA_DIR: dataDir, ...(secretKey === null ? {} : { SECRET_KEY: secretKey }) };
    const run = (...args: string[]) => runCommandLine(["secret", ...args], { env });
    const secretWith = async (key: string | null) => {
      const opened = await open(dataDir, key);
      await opened.store.close();
      return opened.vault.get("repository/home", "repository.passphrase");
    };
    const keyFile = join(newFolder(), "new-key");
    writeFileSync(keyFile, `${newKey}\n`, { mode: 0o600 });
    return { dataDir, run, secretWith, keyFile };
  }

  const journalOf = (dataDir: string) =>
    readdirSync(join(dataDir, "journal"))
      .filter((name) => name.startsWith("audit-"))
      .map((name) => readFileSync(join(dataDir, "journal", name), "utf8"))
      .join("");

  it("makes a new key in DATA_DIR, records it, and shows none", async () => {
    const { dataDir, run, secretWith } = await setUp();
    const before = readFileSync(join(dataDir, ".secret_key"), "utf8");
    const { code, printed, complained } = await run("rotate");
    expect([code, complained]).to.deep.equal([0, ""]);
    const after = readFileSync(join(dataDir, ".secret_key"), "utf8");
    expect(after).to.not.equal(before);
    for (const key of [before, after]) expect(printed).to.not.contain(key.trim());
    expect(await secretWith(null)).to.equal("open sesame");
    expect(journalOf(dataDir)).to.contain('"event":"secret.rotate","outcome":"ok"');
  });

  it("changes a key from outside for that of a file, also where it is called twice", async () => {
    const { run, secretWith, keyFile } = await setUp(oldKey);
    for (let time = 0; time < 2; time += 1) {
      const { code, printed } = await run("rotate", "--new-key-file", keyFile);
      expect(code).to.equal(0);
      expect(printed).to.contain(`SECRET_KEY_FILE=${keyFile}`).and.not.contain(newKey);
    }
    expect(await secretWith(newKey)).to.equal("open sesame");
  });

  it("moves from the kept key to one from outside", async () => {
    const { dataDir, run, secretWith, keyFile } = await setUp();
    expect((await run("rotate", "--new-key-file", keyFile)).code).to.equal(0);
    expect(readdirSync(dataDir)).to.not.include(".secret_key");
    expect(await secretWith(newKey)).to.equal("open sesame");
  });

  it("says what to do where the key is given from outside and no file names the new one", async () => {
    const { run, secretWith } = await setUp(oldKey);
    const { code, complained } = await run("rotate");
    expect(code).to.equal(1);
    expect(complained).to.contain("--new-key-file").and.contain("SECRET_KEY_PREVIOUS");
    expect(await secretWith(oldKey)).to.equal("open sesame");
  });

  it("does nothing beside a running service, and says to stop it", async () => {
    const { dataDir, run, secretWith } = await setUp();
    const lock = await acquireDirectoryLock({ dataDir, ports });
    const { code, complained } = await run("rotate");
    await lock.release();
    expect([code, complained.includes("Stop it")]).to.deep.equal([1, true]);
    expect(await secretWith(null)).to.equal("open sesame");
  });

  it("refuses a new key that is missing, too short, or the one in use", async () => {
    const { run, secretWith, keyFile } = await setUp(newKey);
    expect((await run("rotate", "--new-key-file", "/nonexistent")).complained).to.contain("cannot be read");
    expect((await run("rotate", "--new-key-file", keyFile)).complained).to.contain("in use");
    writeFileSync(keyFile, "too short");
    expect((await run("rotate", "--new-key-file", keyFile)).complained).to.contain("32 characters");
    expect(await secretWith(newKey)).to.equal("open sesame");
  });

  it("does not touch a damaged vault", async () => {
    const { dataDir, run } = await setUp();
    writeFileSync(join(dataDir, "store/vault.json"), "{");
    const { code, complained } = await run("rotate");
    expect([code, complained.includes("recover")]).to.deep.equal([1, true]);
    expect(readFileSync(join(dataDir, "store/vault.json"), "utf8")).to.equal("{");
    expect(readdirSync(dataDir)).to.not.include(".secret_key.next");
  });

  it("refuses to be called wrongly", async () => {
    const { run } = await setUp();
    for (const args of [[], ["rotate", "now"], ["show"], ["rotate", "--key", "x"]]) {
      expect((await run(...args)).code, args.join(" ")).to.equal(2);
    }
  });
});
