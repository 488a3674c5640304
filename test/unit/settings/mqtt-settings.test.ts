import { expect } from "chai";
import type { MqttSettingsRequest } from "../../../schemas/mqtt.ts";
import type { SettingsRecord } from "../../../schemas/settings.ts";
import { Fault } from "../../../src/fault.ts";
import {
  createMqttSettings,
  mqttDefaults,
  mqttPasswordIn,
  openMqttGroups,
} from "../../../src/settings/mqtt-settings.ts";
import { createMemoryCollection } from "../../support/memory-collection.ts";
import { faultOf } from "../../support/rejection.ts";

const actor = { userId: "admin", username: "admin", peer: null, address: null, userAgent: null };
const home = "mqtts://home.lan:8883";
const away = "mqtts://away.example:8883";

/** Settings and vault in memory, of which either can stop taking anything. */
function createStage() {
  const disk = { settingsFull: false, vaultFull: false, fillsUp: false };
  const refuse = (isFull: boolean) => {
    if (isFull) throw new Fault("store-write-failed", "No space is left.");
  };
  const secrets = new Map<string, string>();
  const vault = {
    has: (id: string) => secrets.has(id),
    get: (id: string) => secrets.get(id) ?? "",
    async put(id: string, _purpose: string, secret: string) {
      refuse(disk.vaultFull);
      secrets.set(id, secret);
    },
    async remove(id: string) {
      refuse(disk.vaultFull);
      secrets.delete(id);
    },
  };
  const records = createMemoryCollection<SettingsRecord>();
  const { settings } = openMqttGroups({
    ...records,
    async insert(record) {
      refuse(disk.settingsFull);
      return records.insert(record);
    },
    async update(id, change) {
      disk.vaultFull ||= disk.fillsUp;
      refuse(disk.settingsFull);
      return records.update(id, change);
    },
  });
  const administration = createMqttSettings({
    settings,
    vault,
    repositories: { get: () => ({}) },
    mqtt: {
      changed() {},
      connection: () => ({ state: "off", since: null, problem: null, leftCount: 0 }),
      tryOut: async () => ({ ok: true, steps: [] }),
    },
    audit: { async record() {} },
  });
  const write = (change: Partial<MqttSettingsRequest>, ifRevision?: number) =>
    administration.write({ ...mqttDefaults, enabled: true, ...change }, { ifRevision }, actor);
  return { write, read: administration.read, password: mqttPasswordIn(vault, settings), secrets, disk };
}

describe("settings/mqtt-settings", () => {
  it("leaves no password behind of settings that could not be saved", async () => {
    const { write, read, secrets, disk } = createStage();
    disk.settingsFull = true;
    await faultOf(write({ url: home, password: "one" }), "store-write-failed");
    expect([secrets.size, read().passwordSet]).to.deep.equal([0, false]);
  });

  it("has what it had before, password and address, where another of both could not be saved", async () => {
    const { write, read, password, secrets, disk } = createStage();
    await write({ url: home, password: "one" });
    disk.settingsFull = true;
    for (const change of [{ url: away, password: "two" }, { url: home, password: "three" }, { password: null }]) {
      await faultOf(write(change), "store-write-failed");
      expect([read().url, password(), secrets.size]).to.deep.equal([home, "one", 1]);
    }
    disk.settingsFull = false;
    await write({ url: away, password: "two" });
    expect([read().url, password(), secrets.size]).to.deep.equal([away, "two", 1]);
    await write({ url: away, password: null });
    expect([password(), secrets.size]).to.deep.equal([null, 0]);
  });

  it("sends a password nowhere but to where it was typed for, also where nothing could be put back", async () => {
    const { write, read, password, secrets, disk } = createStage();
    await write({ url: home, password: "one" });
    Object.assign(disk, { settingsFull: true, fillsUp: true });
    await faultOf(write({ url: away, password: "two" }), "store-write-failed");
    expect([read().url, password(), read().passwordSet]).to.deep.equal([home, "one", true]);
    Object.assign(disk, { settingsFull: false, vaultFull: false, fillsUp: false });
    await write({ url: home, password: "three" });
    expect([password(), secrets.size]).to.deep.equal(["three", 1]);
    expect([...secrets.values()].join(), "what was left is gone").to.not.match(/one|two/);
  });

  it("has the old password, or the new one with its address, wherever saving is cut short", async () => {
    for (const [at, change, held] of [
      ["between", { url: away, password: "two" }, [home, "one"]],
      ["between", { url: home, password: "two" }, [home, "one"]],
      ["at the end", { url: away, password: "two" }, [away, "two"]],
      ["at the end", { url: home, password: "two" }, [home, "one"]],
      ["at the end", { url: away, password: null }, [away, null]],
    ] as const) {
      const { write, read, password, disk } = createStage();
      await write({ url: home, password: "one" });
      Object.assign(disk, { fillsUp: true, settingsFull: at === "between" });
      await faultOf(write(change), "store-write-failed");
      expect([read().url, password()], `${at} ${change.url}`).to.deep.equal(held);
    }
  });

  it("reads a password as it was kept before, with its address", async () => {
    const { write, password, secrets } = createStage();
    await write({ url: home, password: "one" });
    secrets.set([...secrets.keys()][0] ?? "", JSON.stringify({ url: home, password: "old" }));
    expect(password()).to.equal("old");
  });

  it("wants the password again for another address", async () => {
    const { write, password } = createStage();
    await write({ url: home, password: "one" });
    const { fields } = await faultOf(write({ url: away }), "invalid-input");
    expect(Object.keys(fields ?? {})).to.deep.equal(["/password"]);
    await write({ url: `${home}/` });
    expect(password()).to.equal("one");
  });
});
