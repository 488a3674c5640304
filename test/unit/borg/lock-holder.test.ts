import { expect } from "chai";
import { readLockHolder } from "../../../src/borg/lock-holder.ts";

const missing = () => Promise.reject(Object.assign(new Error("no"), { code: "ENOENT" }));
const files = (exclusive: string | null, roster: string | null) => ({
  list: () => (exclusive === null ? missing() : Promise.resolve([{ name: exclusive, kind: "file" as const }])),
  readRange: () => Promise.resolve(Buffer.from(roster ?? "")),
});

describe("borg/lock-holder", () => {
  it("reads the exclusive lock's file name", async () => {
    expect(await readLockHolder(files("attic.lan@12345.678-7f3a", null), "/repo")).to.deep.equal({
      host: "attic.lan",
      pid: 678,
    });
  });

  it("reads the shared locks", async () => {
    const roster = JSON.stringify({ shared: [["attic@1", 9, 0]] });
    expect(await readLockHolder(files(null, roster), "/repo")).to.deep.equal({ host: "attic", pid: 9 });
  });

  it("knows nothing rather than guess", async () => {
    expect(await readLockHolder(files("strange", null), "/repo")).to.equal(null);
    for (const roster of [null, "{", "[]", '{"shared":[]}', '{"shared":[7]}']) {
      expect(await readLockHolder(files(null, roster), "/repo")).to.equal(null);
    }
    expect(await readLockHolder(files("a@1.2-0", null), "ssh://h/repo")).to.equal(null);
    expect(await readLockHolder(files("a@1.2-0", null), null)).to.equal(null);
  });
});
