import { expect } from "chai";
import { createBuckets } from "../../../src/identity/buckets.ts";
import { networkOf } from "../../../src/identity/network.ts";
import { createThrottle } from "../../../src/identity/throttle.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

describe("identity/buckets", () => {
  it("gives tokens until it is empty, and one back each while", () => {
    const clock = createFakeClock();
    const buckets = createBuckets({ clock, capacity: 3, refillMs: 1000 });
    expect([1, 2, 3, 4].map(() => buckets.take("a"))).to.deep.equal([true, true, true, false]);
    expect(buckets.take("b")).to.equal(true);
    clock.advance(1000);
    expect([1, 2].map(() => buckets.take("a"))).to.deep.equal([true, false]);
    clock.advance(1_000_000);
    expect([1, 2, 3, 4].map(() => buckets.take("a"))).to.deep.equal([true, true, true, false]);
  });

  it("never holds more than it may, and forgets the longest unused first", () => {
    const buckets = createBuckets({ clock: createFakeClock(), capacity: 1, refillMs: 1e9, maxKeys: 100 });
    expect(buckets.take("first")).to.equal(true);
    for (let count = 0; count < 99; count += 1) buckets.take(`k${count}`);
    expect(buckets.take("first")).to.equal(false);
    buckets.take("one more");
    expect(buckets.take("first"), "forgotten").to.equal(true);
    expect(buckets.take("k98"), "still known").to.equal(false);
  });
});

describe("identity/network", () => {
  it("takes an IPv4 address for itself and an IPv6 one for its /64", () => {
    expect(networkOf("192.0.2.1")).to.equal("192.0.2.1");
    expect(networkOf("2001:db8:1:2:3:4:5:6")).to.equal(networkOf("2001:0DB8:1:2::1"));
    expect(networkOf("2001:db8:1:2::")).not.to.equal(networkOf("2001:db8:1:3::"));
    expect(networkOf("unix")).to.equal("unix");
    expect(networkOf(null)).to.equal("unknown");
  });
});

describe("identity/throttle", () => {
  it("bounds an address over all accounts, and an account from one address", () => {
    const throttle = createThrottle(createFakeClock());
    const tries = (count: number, account: (index: number) => string) =>
      Array.from({ length: count }, (_, index) => throttle.attempt("192.0.2.1", account(index))).filter(Boolean).length;
    expect(tries(50, () => "admin")).to.equal(10);
    expect(tries(50, (index) => `user${index}`)).to.equal(10);
    expect(throttle.attempt("192.0.2.2", "admin")).to.equal(true);
  });

  it("delays an account that is tried from everywhere, by five seconds at most, and forgets in time", () => {
    const clock = createFakeClock();
    const throttle = createThrottle(clock);
    expect(throttle.delayMs("admin")).to.equal(0);
    let longest = 0;
    for (let count = 0; count < 1000; count += 1) {
      expect(
        throttle.attempt(`10.0.${count >> 8}.${count & 255}`, "admin"),
        "never refused for the account alone",
      ).to.equal(true);
      longest = Math.max(longest, throttle.delayMs("admin"));
    }
    expect(longest).to.equal(5000);
    clock.advance(2 * 60 * 60_000);
    expect(throttle.delayMs("admin")).to.equal(0);
  });
});
