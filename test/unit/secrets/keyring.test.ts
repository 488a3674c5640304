import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { systemFiles } from "../../../src/ports/files.ts";
import { systemRandom } from "../../../src/ports/random.ts";
import { createKeyring } from "../../../src/secrets/keyring.ts";
import { faultOf } from "../../support/rejection.ts";
import { temporaryFolders } from "../../support/temporary-folder.ts";

describe("secrets/keyring", () => {
  const newFolder = temporaryFolders();
  const open = (dataDir: string, secretKey: string | null = null) =>
    createKeyring({ dataDir, files: systemFiles, random: systemRandom, secretKey });
  const fileOf = (dataDir: string) => join(dataDir, ".secret_key");

  it("makes a key once, for its user only, and finds it again", async () => {
    const dataDir = newFolder();
    const first = await open(dataDir);
    expect(statSync(fileOf(dataDir)).mode & 0o777).to.equal(0o600);
    const second = await open(dataDir);
    expect(second.keyId).to.equal(first.keyId);
    expect(second.derive("one")).to.deep.equal(first.derive("one"));
    expect((await open(newFolder())).keyId).to.not.equal(first.keyId);
  });

  it("derives another key for each purpose, none of them the stored one", async () => {
    const dataDir = newFolder();
    const keyring = await open(dataDir);
    const stored = Buffer.from(readFileSync(fileOf(dataDir), "utf8"), "base64url");
    const keys = ["one", "two", "key-id"].map((purpose) => keyring.derive(purpose).toString("hex"));
    expect(new Set([...keys, stored.toString("hex")])).to.have.property("size", 4);
    expect(keyring.derive("one")).to.have.length(32);
    expect(stored.toString("hex")).to.not.contain(keyring.keyId);
  });

  it("uses a given key and then writes none", async () => {
    const dataDir = newFolder();
    const given = await open(dataDir, "a key given from outside, long enough");
    expect(given.derive("x")).to.deep.equal(
      (await open(newFolder(), "a key given from outside, long enough")).derive("x"),
    );
    expect(await systemFiles.info(fileOf(dataDir))).to.equal(null);
  });

  for (const mode of [0o640, 0o604, 0o660]) {
    it(`refuses a key file of mode ${mode.toString(8)}`, async () => {
      const dataDir = newFolder();
      await open(dataDir);
      chmodSync(fileOf(dataDir), mode);
      expect((await faultOf(open(dataDir), "secret-unreadable")).detail).to.contain("chmod 600");
    });
  }

  it("refuses a damaged key file and does not replace it", async () => {
    for (const text of ["", "short", "x".repeat(60)]) {
      const dataDir = newFolder();
      writeFileSync(fileOf(dataDir), text, { mode: 0o600 });
      await faultOf(open(dataDir), "secret-unreadable");
      expect(readFileSync(fileOf(dataDir), "utf8")).to.equal(text);
    }
  });

  it("makes no new key where secrets wait for the old one", async () => {
    const dataDir = newFolder();
    mkdirSync(join(dataDir, "store"));
    writeFileSync(join(dataDir, "store/vault.json"), '{"records":[{"envelope":"v1.abc"}]}');
    expect((await faultOf(open(dataDir), "secret-unreadable")).detail).to.contain("SECRET_KEY");
    expect(await systemFiles.info(fileOf(dataDir))).to.equal(null);
  });
});
