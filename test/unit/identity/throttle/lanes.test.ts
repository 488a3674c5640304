import { expect } from "chai";
import { createLanes, type Place } from "../../../../src/identity/throttle/lanes.ts";
import { networksOf } from "../../../../src/identity/throttle/network.ts";

const stranger = (address: string): Place => ({ known: false, names: networksOf(address) });
const known = (account: string): Place => ({ known: true, names: [account] });

/** Lanes one wide, and what has been asked of them. */
function setUp() {
  const lanes = createLanes({ atOnce: 1, known: { total: 3, each: 2 }, strangers: { total: 20, each: 2 } });
  const began: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (name: string, place: Place) =>
    lanes(place, () => {
      began.push(name);
      return new Promise<void>((resolve) => ends.push(resolve));
    }).then(
      () => "done",
      ({ code }: { code: string }) => code,
    );
  const finish = async () => {
    for (let at = 0; at < ends.length; at += 1) {
      ends[at]?.();
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  };
  return { ask, began, finish };
}

describe("identity/lanes", () => {
  it("lets whoever is known go before strangers that came first, and keeps room for them", async () => {
    const { ask, began, finish } = setUp();
    const all = Array.from({ length: 60 }, (_, at) => ask(`s${at}`, stranger(`192.0.2.${at}`)));
    all.push(ask("anna", known("anna")));
    await finish();
    const results = await Promise.all(all);
    expect(began.slice(0, 3)).to.deep.equal(["s0", "anna", "s1"]);
    expect(results.filter((result) => result === "done")).to.have.length(22);
    expect(results.slice(21, 60)).to.deep.equal(Array.from({ length: 39 }, () => "too-many-requests"));
  });

  it("lets two of one network wait, and no more of one account either", async () => {
    const { ask, finish } = setUp();
    const all = [1, 2, 3, 4].map((at) => ask(`s${at}`, stranger("192.0.2.1")));
    all.push(...[1, 2, 3].map((at) => ask(`k${at}`, known("anna"))), ask("k4", known("berta")));
    await finish();
    const [no, yes] = ["too-many-requests", "done"];
    expect(await Promise.all(all)).to.deep.equal([yes, yes, yes, no, yes, yes, no, yes]);
  });

  it("counts an IPv6 address with its /64, and more generously with the /56 and the /48 around it", async () => {
    const countOf = async (address: (at: number) => string) => {
      const { ask, finish } = setUp();
      const all = Array.from({ length: 30 }, (_, at) => ask(`s${at}`, stranger(address(at))));
      await finish();
      return (await Promise.all(all)).filter((result) => result === "done").length - 1; // the first does not wait
    };
    expect(await countOf((at) => `2001:db8:0:1::${at}`)).to.equal(2);
    expect(await countOf((at) => `2001:db8:0:${at.toString(16)}::1`)).to.equal(4);
    expect(await countOf((at) => `2001:db8:0:${at.toString(16)}00::1`)).to.equal(8);
    expect(await countOf((at) => `2001:db8:${at}::1`)).to.equal(20);
  });

  it("gives the room back", async () => {
    const { ask, finish } = setUp();
    for (let round = 0; round < 3; round += 1) {
      const all = [1, 2, 3].map((at) => ask(`s${at}`, stranger("192.0.2.1")));
      await finish();
      expect(await Promise.all(all)).to.deep.equal(["done", "done", "done"]);
    }
  });
});
