import { expect } from "chai";
import type { MqttLedger } from "../../../schemas/mqtt.ts";
import { BrokerError, deniedProblem, problem } from "../../../src/mqtt/broker-problem.ts";
import { createLedger } from "../../../src/mqtt/ledger.ts";
import { pauseAfter } from "../../../src/mqtt/link.ts";
import { createPace } from "../../../src/mqtt/pace.ts";
import { createRetained } from "../../../src/mqtt/retained.ts";
import { silentLog } from "../../../src/ports/log.ts";

describe("what a broker retains of ours", () => {
  function create({ saves = true } = {}) {
    let stored: MqttLedger = { broker: "mqtt://a", topics: [] };
    const wanted = { messages: new Map<string, string>(), complete: true };
    const published: string[] = [];
    const denied = new Set<string>();
    let lost = false;
    const stop = new AbortController();
    const group = {
      read: () => ({ value: stored }),
      async write(value: MqttLedger) {
        if (!saves) throw new Error("read-only");
        stored = value;
      },
    };
    const ledger = createLedger({ group, log: silentLog });
    const broker = {
      version: 5 as const,
      async publish(topic: string, payload: string) {
        if (lost) throw new BrokerError(problem("gone", ""));
        published.push(`${topic}=${payload}`);
        if (denied.has(topic)) throw new BrokerError(deniedProblem("write to", topic));
      },
      subscribe: async () => {},
      closed: new Promise<null>(() => {}),
      end: async () => {},
      drop() {},
    };
    const retained = createRetained(() => wanted, ledger, stop.signal);
    return {
      wanted,
      denied,
      ledger,
      stop,
      retained,
      stored: () => stored.topics,
      lose: () => (lost = true),
      /** Converges, and gives what was published. */
      async told() {
        published.length = 0;
        const problem = await retained.converge(broker);
        return problem === null ? [...published] : [...published, problem.message];
      },
      clear: () => retained.clear(broker),
    };
  }

  it("is told once, again where it has changed, and all of it where the broker may know nothing", async () => {
    const { wanted, told, retained } = create();
    wanted.messages.set("a", "1").set("b", "1");
    expect(await told()).to.deep.equal(["a=1", "b=1"]);
    expect(await told()).to.deep.equal([]);
    wanted.messages.set("b", "2");
    expect(await told()).to.deep.equal(["b=2"]);
    retained.again();
    expect(await told()).to.deep.equal(["a=1", "b=2"]);
  });

  it("is written down before it is told, and cleared once it is no more wanted, also where it cannot be written down", async () => {
    for (const saves of [true, false]) {
      const { wanted, told, ledger } = create({ saves });
      wanted.messages.set("a", "1").set("b", "1");
      await told();
      expect(ledger.topics()).to.deep.equal(["a", "b"]);
      wanted.messages.delete("a");
      expect(await told()).to.deep.equal(["a="]);
      expect(ledger.topics()).to.deep.equal(["b"]);
      wanted.messages.set("a", "1");
      expect(await told()).to.deep.equal(["a=1"]);
    }
  });

  it("is not cleared while repositories may be missing that are there", async () => {
    const { wanted, told, stored } = create();
    wanted.messages.set("a", "1");
    await told();
    wanted.messages.clear();
    wanted.complete = false;
    expect(await told()).to.deep.equal([]);
    expect(stored()).to.deep.equal(["a"]);
    wanted.complete = true;
    expect(await told()).to.deep.equal(["a="]);
  });

  it("is not told again and again where the broker does not allow it, and the rest is told all the same", async () => {
    const { wanted, told, denied, stored } = create();
    denied.add("a");
    wanted.messages.set("a", "1").set("b", "1");
    expect(await told()).to.deep.equal(["a=1", "b=1", "The broker does not let this user write to a."]);
    expect(await told()).to.deep.equal([]);
    wanted.messages.delete("a");
    expect(await told()).to.deep.equal(["a=", "The broker does not let this user write to a."]);
    expect(await told()).to.deep.equal([]);
    expect(stored()).to.deep.equal(["a", "b"]); // to be tried again on another connection
  });

  it("stays written down where the connection is lost, or Borgdeck stops, before it is cleared", async () => {
    const one = create();
    one.wanted.messages.set("a", "1");
    await one.told();
    one.lose();
    expect(await one.clear().catch((error: Error) => error.message)).to.equal("gone");
    expect(one.stored()).to.deep.equal(["a"]);
    const other = create();
    other.wanted.messages.set("a", "1");
    await other.told();
    other.wanted.messages.clear();
    other.stop.abort();
    expect(await other.told()).to.deep.equal([]);
    expect(other.stored()).to.deep.equal(["a"]);
    await other.clear();
    expect(other.stored()).to.deep.equal([]);
  });

  it("is written down anew for another broker", async () => {
    const { ledger, stored } = create();
    await ledger.add(["a"]);
    await ledger.turnTo("mqtt://a");
    expect(stored()).to.deep.equal(["a"]);
    await ledger.turnTo("mqtt://b");
    expect(stored()).to.deep.equal([]);
  });

  it("is tried again more and more seldom, and seldom at once where the broker said no", () => {
    const pauses = (refused: boolean, jitter: number) =>
      [1, 2, 3, 9, 10, 1000].map((failures) => pauseAfter(failures, refused, { integer: () => jitter }) / 1000);
    expect(pauses(false, 25)).to.deep.equal([1, 2, 4, 256, 300, 300]);
    expect(pauses(false, 0)).to.deep.equal([0.75, 1.5, 3, 192, 225, 225]);
    expect(pauses(true, 50)).to.deep.equal([37.5, 37.5, 37.5, 320, 375, 375]);
  });

  it("has progress every five seconds at most, however often it comes", () => {
    const pace = createPace({ firstMs: 200, everyMs: 5000 });
    const told: number[] = [];
    for (let now = 1_000_000; now < 1_020_000; now += 500) {
      const wait = pace(now);
      if (wait !== null) told.push(now + wait - 1_000_000);
    }
    expect(told).to.deep.equal([200, 5200, 10_200, 15_200, 20_200]);
  });
});
