import { spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { silentLog } from "../../src/ports/log.ts";
import { systemPorts } from "../../src/ports/ports.ts";
import { openKeyring } from "../../src/secrets/rotation.ts";
import { createVault } from "../../src/secrets/vault.ts";
import { openStore } from "../../src/store/open.ts";
import { createSecretFiles } from "../../src/store/secret-files.ts";
import { bundleInto } from "../support/bundled.ts";
import { temporaryFolders } from "../support/temporary-folder.ts";

const kills = 50;
const secrets = Array.from({ length: 60 }, (_, n) => [`repository/r${n}`, `secret number ${n}`] as const);
const copies = Array.from({ length: 12 }, (_, n) => `2026-11-${n + 1}`.replace(/-(\d)$/, "-0$1"));
const ports = systemPorts(silentLog);

describe("A change of the master key that is killed at random points", function () {
  this.timeout(240_000);
  const newFolder = temporaryFolders();

  it(`loses no secret, in the store or in its daily copies, ${kills} times`, async () => {
    const program = await bundleInto(newFolder(), "test/support/secret-rotator.ts");
    const dataDir = newFolder();
    await fill(dataDir);
    const wholeMs = await run(program, dataDir, null);
    let under = keyIdsOf(dataDir);
    let cutShort = 0;
    for (let count = 0; count < kills; count += 1) {
      // The pause only moves the point at which the kill lands; nothing is expected of it.
      await run(program, dataDir, randomInt(Math.ceil(wholeMs * 1000)) / 1000);
      if (readdirSync(dataDir).includes(".secret_key.next")) cutShort += 1;
      await expectEverything(dataDir);
      const now = keyIdsOf(dataDir);
      expect(now.size, "one key for all").to.equal(1);
      under = now;
    }
    expect(cutShort, "kills in the midst of it").to.be.above(kills / 4);
    await run(program, dataDir, null);
    expect(keyIdsOf(dataDir)).to.not.deep.equal(under);
    await expectEverything(dataDir, null, copies);
  });

  it("is finished by the same command where the key comes from outside", async () => {
    const program = await bundleInto(newFolder(), "test/support/secret-rotator.ts");
    for (let count = 0; count < 10; count += 1) {
      const dataDir = newFolder();
      await fill(dataDir);
      const newKey = `a key from outside, number ${count}, long enough`;
      await run(program, dataDir, randomInt(40), newKey);
      await run(program, dataDir, null, newKey);
      await expectEverything(dataDir, newKey);
      expect(keyIdsOf(dataDir).size).to.equal(1);
    }
  });
});

async function fill(dataDir: string) {
  const { store, vault } = await open(dataDir, null);
  await Promise.all(secrets.map(([id, secret]) => vault.put(id, "test.secret", secret)));
  await store.close();
  const text = readFileSync(join(dataDir, "store/vault.json"));
  for (const day of copies) {
    mkdirSync(join(dataDir, "snapshots", day), { recursive: true });
    writeFileSync(join(dataDir, "snapshots", day, "vault.json"), text);
  }
}

async function open(dataDir: string, secretKey: string | null) {
  const secretFiles = createSecretFiles({ dataDir, files: ports.files });
  const { keyring } = await openKeyring({ ...ports, dataDir, secretKey, previousSecretKey: null, secretFiles });
  const store = await openStore({ dataDir, ports });
  return { store, vault: createVault({ collection: store.vault, keyring, random: ports.random }) };
}

/** As the service starts; then with daily copies in the place of the vault. */
async function expectEverything(dataDir: string, secretKey: string | null = null, days = [copies[0], copies.at(-1)]) {
  const vaultFile = join(dataDir, "store/vault.json");
  let current = readFileSync(vaultFile);
  for (const from of [null, ...days]) {
    if (from) writeFileSync(vaultFile, readFileSync(join(dataDir, "snapshots", from, "vault.json")));
    const { store, vault } = await open(dataDir, secretKey);
    expect(store.fault()).to.equal(null);
    for (const [id, secret] of secrets) expect(vault.get(id, "test.secret")).to.equal(secret);
    await store.close();
    if (!from) current = readFileSync(vaultFile);
  }
  writeFileSync(vaultFile, current);
}

function keyIdsOf(dataDir: string): Set<string> {
  const files = ["store/vault.json", ...copies.map((day) => `snapshots/${day}/vault.json`)];
  const texts = files.map((file) => readFileSync(join(dataDir, file), "utf8"));
  return new Set(texts.flatMap((text) => [...text.matchAll(/"v1\.([0-9a-f]{8})\./g)].map((match) => match[1] ?? "")));
}

/** Runs it to its end, or kills it so many milliseconds after it began. Gives how long it took, in milliseconds. */
async function run(program: string, dataDir: string, killAfterMs: number | null, newKey?: string): Promise<number> {
  const args = newKey === undefined ? [program, dataDir] : [program, dataDir, newKey];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  let beganAt = 0;
  child.stdout.on("data", (chunk) => {
    if (!String(chunk).includes("begin")) return;
    beganAt = performance.now();
    if (killAfterMs !== null) setTimeout(() => child.kill("SIGKILL"), killAfterMs);
  });
  const code = await ended;
  if (killAfterMs === null) expect(code).to.equal(0);
  return performance.now() - beganAt;
}
