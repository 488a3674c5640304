import { expect } from "chai";
import type { Broker, BrokerAccess, BrokerOptions } from "../../../src/mqtt/broker.ts";
import { BrokerError, deniedProblem, problem } from "../../../src/mqtt/broker-problem.ts";
import { createFarewell } from "../../../src/mqtt/farewell.ts";
import { silentLog } from "../../../src/ports/log.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

const topics = ["borgdeck/status", "borgdeck/repository/a", "denied"];

/** A broker that is away, or there and keeps this of whether Borgdeck is there. */
function createStage() {
  const clock = createFakeClock("2026-11-22T10:00:00Z");
  const at = { isThere: false, availability: null as string | null, visits: 0, clientId: "" };
  const published: string[] = [];
  const forgotten: string[] = [];
  const connect = async ({ clientId }: BrokerAccess, { onMessage }: BrokerOptions): Promise<Broker> => {
    at.visits += 1;
    at.clientId = clientId;
    if (!at.isThere) throw new BrokerError(problem("away", ""));
    return {
      version: 5,
      closed: new Promise(() => {}),
      async publish(topic, payload) {
        if (topic === "denied") throw new BrokerError(deniedProblem("write to", topic));
        published.push(`${topic}=${payload}`);
      },
      async subscribe(topic) {
        if (at.availability !== null) onMessage?.(topic, at.availability);
      },
      async end() {},
      drop() {},
    };
  };
  const farewell = createFarewell({
    access: { url: "mqtt://old.lan", username: null, password: null, caCertificate: null, clientId: "borgdeck" },
    topics,
    availability: { topic: "borgdeck/status", online: "online" },
    cleared: async (gone) => void forgotten.push(...gone),
    clock,
    random: { integer: () => 25 },
    log: silentLog,
    connect,
  });
  /** Lets what is due happen, and what comes of it. */
  const pass = async (ms: number, times = 1) => {
    for (let turn = 0; turn < times; turn += 1) {
      clock.advance(ms);
      for (let at = 0; at < 5; at += 1) await new Promise((resolve) => setImmediate(resolve));
    }
  };
  return { at, published, forgotten, farewell, pass };
}

describe("a broker that was given up while it was away", () => {
  it("is cleared once it is back, of all that it allows", async () => {
    const { at, published, forgotten, farewell, pass } = createStage();
    await pass(1000, 3);
    expect([at.visits, farewell.left()]).to.deep.equal([2, topics]);
    Object.assign(at, { isThere: true, availability: "offline" });
    await pass(2000, 5);
    expect(published).to.deep.equal(["borgdeck/status=", "borgdeck/repository/a="]);
    expect([forgotten, farewell.left()]).to.deep.equal([topics.slice(0, 2), ["denied"]]);
    expect(at.clientId, "nobody is thrown out").to.equal("borgdeck-farewell");
    const { visits } = at;
    await pass(600_000, 3);
    expect(at.visits).to.equal(visits);
  });

  it("is left alone while somebody is there by our name: it may be the one that is told now", async () => {
    const { at, published, farewell, pass } = createStage();
    Object.assign(at, { isThere: true, availability: "online" });
    await pass(2000, 5);
    expect([at.visits > 1, published, farewell.left()]).to.deep.equal([true, [], topics]);
    at.availability = null;
    await pass(300_000, 2);
    expect(published).to.have.length(2);
  });

  it("is tried for a day, and no more once it is stopped", async () => {
    const { at, pass } = createStage();
    await pass(300_000, 300);
    const { visits } = at;
    expect(visits).to.be.within(200, 310);
    await pass(300_000, 10);
    expect(at.visits).to.equal(visits);
    const other = createStage();
    other.farewell.stop();
    await other.pass(300_000, 3);
    expect(other.at.visits).to.equal(0);
  });
});
