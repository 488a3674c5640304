import { expect } from "chai";
import type { VaultRecord } from "../../../schemas/vault.ts";
import { VaultRecord as schema } from "../../../schemas/vault.ts";
import { systemFiles } from "../../../src/ports/files.ts";
import { systemRandom } from "../../../src/ports/random.ts";
import type { Keyring } from "../../../src/secrets/keyring.ts";
import { createKeyring } from "../../../src/secrets/keyring.ts";
import { createVault } from "../../../src/secrets/vault.ts";
import { fieldErrors } from "../../../src/validate.ts";
import { createMemoryCollection, type MemoryCollection } from "../../support/memory-collection.ts";
import { faultOf } from "../../support/rejection.ts";

const keyFrom = (secretKey: string) =>
  createKeyring({ dataDir: "/nowhere", files: systemFiles, random: systemRandom, secretKey });

describe("secrets/vault", () => {
  let keyring: Keyring;
  let collection: MemoryCollection<VaultRecord>;
  const open = (ring = keyring) => createVault({ collection, keyring: ring, random: systemRandom });
  const get = async (id: string, purpose: string) => open().get(id, purpose);

  beforeEach(async () => {
    keyring = await keyFrom("the master key of these tests, 32+");
    collection = createMemoryCollection<VaultRecord>();
  });

  it("gives back what was put, and stores it so that nothing of it shows", async () => {
    await open().put("repository/a", "repository.passphrase", "pässword 🔑");
    expect(open().get("repository/a", "repository.passphrase")).to.equal("pässword 🔑");
    const [record] = collection.list();
    expect(fieldErrors(schema, record)).to.deep.equal({});
    expect(JSON.stringify(record)).to.not.contain("ssword");
    expect(record?.envelope).to.match(new RegExp(`^v1\\.${keyring.keyId}\\.`));
  });

  it("never encrypts twice the same way", async () => {
    await open().put("a", "test.secret", "same");
    const before = collection.get("a")?.envelope;
    await open().put("a", "test.secret", "same");
    expect(collection.get("a")?.envelope).to.not.equal(before);
    expect(collection.list()).to.have.length(1);
  });

  it("keeps an empty secret", async () => {
    await open().put("a", "test.secret", "");
    expect(open().get("a", "test.secret")).to.equal("");
  });

  it("does not open a record that was moved to another id or purpose", async () => {
    await open().put("a", "test.secret", "of a");
    const { envelope } = collection.get("a") as VaultRecord;
    await collection.insert({ id: "b", purpose: "test.secret", envelope });
    await faultOf(get("b", "test.secret"), "secret-unreadable");
    await faultOf(get("a", "test.other"), "secret-unreadable");
  });

  it("does not open a record of which any part was changed or cut", async () => {
    await open().put("a", "test.secret", "a secret");
    const { envelope } = collection.get("a") as VaultRecord;
    const [version, keyId, iv = "", data = ""] = envelope.split(".");
    const flip = (text: string, at: number) => text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
    const changed = [
      ["v2", keyId, iv, data],
      [version, keyId, flip(iv, 3), data],
      [version, keyId, iv, flip(data, 2)],
      [version, keyId, iv, flip(data, data.length - 3)],
      [version, keyId, iv, data.slice(0, -4)],
      [version, keyId, iv, ""],
      [version, keyId, "", data],
    ];
    for (const parts of changed) {
      await collection.update("a", (record) => ({ ...record, envelope: parts.join(".") }));
      await faultOf(get("a", "test.secret"), "secret-unreadable");
    }
  });

  it("does not start with another master key", async () => {
    await open().put("a", "test.secret", "a secret");
    const other = await keyFrom("another key than that, also 32 long");
    await faultOf((async () => open(other))(), "secret-unreadable");
  });

  it("knows what it has, and forgets", async () => {
    await open().put("a", "test.secret", "a secret");
    expect(open().has("a")).to.equal(true);
    await open().remove("a");
    expect(open().has("a")).to.equal(false);
    await faultOf(get("a", "test.secret"), "not-found");
  });
});
