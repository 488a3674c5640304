import { expect } from "chai";
import type { ThrottleRecord } from "../../../../schemas/throttle.ts";
import { createBuckets } from "../../../../src/identity/throttle/buckets.ts";
import { networkOf, networksOf } from "../../../../src/identity/throttle/network.ts";
import { createThrottle, type Origin } from "../../../../src/identity/throttle/throttle.ts";
import { createThrottleKeeper } from "../../../../src/identity/throttle/throttle-keeper.ts";
import { silentLog } from "../../../../src/ports/log.ts";
import { systemPorts } from "../../../../src/ports/ports.ts";
import { openStore } from "../../../../src/store/open.ts";
import { createFakeClock, type FakeClock } from "../../../support/fake-ports.ts";
import { createMemoryCollection } from "../../../support/memory-collection.ts";
import { temporaryFolders } from "../../../support/temporary-folder.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const key = Buffer.alloc(32, 7);
const throttleOf = (clock: FakeClock = createFakeClock()) => createThrottle({ clock, key });
const at = (address: string, device: string | null = null) => ({ address, device });
const attacker = at("192.0.2.1");
const home = at("198.51.100.7");

/** How many of so many attempts were looked at. */
const tries = (
  throttle: ReturnType<typeof throttleOf>,
  count: number,
  account: string | ((index: number) => string),
  origin = attacker,
) =>
  Array.from({ length: count }, (_, index) =>
    throttle.attempt(origin, typeof account === "string" ? account : account(index)),
  ).filter((attempt) => attempt !== null).length;

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

  it("goes on where another left off, whatever the clocks say", () => {
    const clock = createFakeClock();
    const first = createBuckets({ clock, capacity: 3, refillMs: 1000 });
    for (let count = 0; count < 3; count += 1) first.take("a");
    for (const startAt of [clock.now(), clock.now() - day]) {
      const second = createBuckets({ clock: createFakeClock(startAt), capacity: 3, refillMs: 1000 });
      second.restore(first.mostUsed(10));
      expect(second.take("a")).to.equal(false);
    }
    const later = createBuckets({ clock: createFakeClock(clock.now() + 2000), capacity: 3, refillMs: 1000 });
    later.restore(first.mostUsed(10));
    expect([1, 2, 3].map(() => later.take("a"))).to.deep.equal([true, true, false]);
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

  it("knows the /56 and the /48 around an IPv6 address", () => {
    expect(networksOf("2001:db8:1:2ff::1")).to.deep.equal([
      "2001:db8:1:2ff::/64",
      "2001:db8:1:200::/56",
      "2001:db8:1:0::/48",
    ]);
    expect(networksOf("192.0.2.1")).to.deep.equal(["192.0.2.1"]);
    expect(networksOf(null)).to.deep.equal(["unknown"]);
  });
});

describe("identity/throttle", () => {
  it("bounds an address over all accounts, and an account from one address", () => {
    const throttle = throttleOf();
    expect(tries(throttle, 50, "admin")).to.equal(10);
    expect(tries(throttle, 50, (index) => `user${index}`)).to.equal(10);
    expect(throttle.attempt(at("192.0.2.2"), "admin")).not.to.equal(null);
  });

  it("delays an account that is tried from everywhere, by five seconds at most, and forgets in time", () => {
    const clock = createFakeClock();
    const throttle = throttleOf(clock);
    expect(throttle.delayMs("admin")).to.equal(0);
    let longest = 0;
    for (let count = 0; count < 1000; count += 1) {
      const attempt = throttle.attempt(at(`10.0.${count >> 8}.${count & 255}`), "admin");
      expect(attempt, "never refused for the account alone").not.to.equal(null);
      longest = Math.max(longest, throttle.delayMs("admin"));
    }
    expect(longest).to.equal(5000);
    clock.advance(2 * 60 * minute);
    expect(throttle.delayMs("admin")).to.equal(0);
  });

  it("lets a known device in at once, though its own network is used up and the account is under attack", () => {
    const throttle = throttleOf();
    for (let count = 0; count < 300; count += 1) throttle.attempt(at(`10.0.${count >> 8}.${count & 255}`), "admin");
    tries(throttle, 50, (index) => `user${index}`, home);
    expect(throttle.attempt(home, "admin")).to.equal(null);
    expect(throttle.attempt(at("198.51.100.7", "laptop"), "admin")).to.include({ known: true });
  });

  it("bounds a known device, too: with its cookie stolen, an attacker has ten more", () => {
    const throttle = throttleOf();
    expect(tries(throttle, 50, "admin", at("192.0.2.1", "laptop"))).to.equal(20);
    expect(tries(throttle, 50, "admin", at("192.0.2.1", "phone")), "and only by a device that is known").to.equal(10);
  });

  it("gives an attempt back to whoever paid for it, a device that used up its own as well", () => {
    const throttle = throttleOf();
    const laptop = at("192.0.2.1", "laptop");
    expect(tries(throttle, 10, "admin", laptop)).to.equal(10);
    const attempt = throttle.attempt(laptop, "admin");
    expect(attempt).to.include({ known: false });
    attempt?.giveBack();
    expect(
      tries(throttle, 50, "admin", at("192.0.2.1", "phone")),
      "ten of its own, and all ten of the network",
    ).to.equal(20);
    expect(throttle.attempt(laptop, "admin"), "not to the device").to.equal(null);
  });

  it("bounds who has many networks: a /56 to four times as many attempts as a /64, a /48 to sixteen times", () => {
    for (const [most, address] of [
      [80, (n: number) => `2001:db8:0:${n.toString(16)}::1`],
      [320, (n: number) => `2001:db8:0:${(n % 0x10000).toString(16)}::1`],
    ] as const) {
      const throttle = throttleOf();
      const count = most === 80 ? 256 : 0x10000;
      const step = most === 80 ? 1 : 64;
      let taken = 0;
      for (let n = 0; n < count; n += step) if (throttle.attempt(at(address(n)), `name${n}`)) taken += 1;
      expect(taken).to.equal(most);
    }
    const throttle = throttleOf();
    let taken = 0;
    for (let n = 0; n < 256; n += 1) if (throttle.attempt(at(`2001:db8:0:${n.toString(16)}::1`), "admin")) taken += 1;
    expect(taken, "on one account half as many").to.equal(40);
    throttle.forget("admin");
    expect(throttle.attempt(at("2001:db8:0:1::1"), "admin")).not.to.equal(null);
  });

  it("gives fifty codes to all strangers together and to each known device, then one each quarter of an hour", () => {
    const clock = createFakeClock();
    const throttle = throttleOf(clock);
    const codes = (count: number, origin: (index: number) => Origin) =>
      Array.from({ length: count }, (_, index) => throttle.attempt(origin(index), "admin", "code")).filter(
        (attempt) => attempt !== null,
      ).length;
    const strangers = (index: number) => at(`10.1.${index >> 8}.${index & 255}`);
    expect(codes(300, strangers)).to.equal(50);
    expect(throttle.attempt(strangers(900), "admin"), "passwords are another matter").not.to.equal(null);
    const first = throttle.attempt(at("192.0.2.1", "laptop"), "admin", "code");
    expect(codes(20, () => at("192.0.2.1", "laptop"))).to.equal(9);
    first?.giveBack();
    expect(codes(20, () => at("192.0.2.1", "laptop"))).to.equal(1);
    clock.advance(15 * minute);
    expect(codes(20, (index) => strangers(1000 + index))).to.equal(1);
    throttle.forget("admin");
    expect(codes(300, (index) => strangers(2000 + index))).to.equal(50);
  });

  it("tells once a day of an account on which a hundred attempts fail, not of one that is used a lot", () => {
    const clock = createFakeClock();
    const throttle = throttleOf(clock);
    for (let count = 0; count < 500; count += 1) {
      throttle.attempt(home, "busy")?.giveBack();
    }
    expect(throttle.alarm("busy")).to.equal(null);
    const told: (number | null)[] = [];
    for (let count = 0; count < 300; count += 1) {
      throttle.attempt(at(`10.0.${count >> 8}.${count & 255}`), "admin");
      told.push(throttle.alarm("admin"));
    }
    expect(told.filter((count) => count !== null)).to.deep.equal([100]);
    clock.advance(day);
    expect(throttle.alarm("admin")).to.be.above(100);
  });

  it("forgets an account when told, and the networks that tried it; nothing else", () => {
    const throttle = throttleOf();
    tries(throttle, 50, "admin", home);
    tries(throttle, 50, (index) => `user${index}`, home);
    tries(throttle, 50, "other", at("203.0.113.9"));
    throttle.forget("admin");
    expect(throttle.attempt(home, "admin")).not.to.equal(null);
    expect(throttle.delayMs("admin")).to.equal(0);
    expect(tries(throttle, 50, "other", at("203.0.113.9"))).to.equal(0);
  });
});

describe("identity/throttle-keeper", () => {
  const newFolder = temporaryFolders();
  const keeperOf = (
    throttle: ReturnType<typeof throttleOf>,
    clock: FakeClock,
    collection = createMemoryCollection<ThrottleRecord>(),
  ) => createThrottleKeeper({ throttle, collection, clock, log: silentLog });

  it("keeps what was counted over a restart, on the disk", async () => {
    const dataDir = newFolder();
    const clock = createFakeClock();
    const ports = { ...systemPorts(silentLog), clock };
    for (const expected of [10, 0]) {
      const store = await openStore({ dataDir, ports });
      const throttle = throttleOf(clock);
      const keeper = keeperOf(throttle, clock, store.throttle as never);
      expect(tries(throttle, 50, "admin")).to.equal(expected);
      await keeper.save();
      await store.close();
    }
  });

  it("writes what people typed as names nowhere, not even as a digest that could be guessed at", async () => {
    const collection = createMemoryCollection<ThrottleRecord>();
    const clock = createFakeClock();
    const throttle = throttleOf(clock);
    throttle.attempt(attacker, "my secret password");
    await keeperOf(throttle, clock, collection).save();
    const kept = JSON.stringify(collection.list());
    expect(kept).to.contain('"missing":1');
    expect(kept).not.to.match(/secret|192\.0/);
    const other = createThrottle({ clock, key: Buffer.alloc(32, 8) });
    other.attempt(attacker, "my secret password");
    for (const name of other.buckets.accounts.keys()) expect(kept).not.to.contain(name);
  });

  it("writes every half minute, only what has changed, and once more at the end", async () => {
    const collection = createMemoryCollection<ThrottleRecord>();
    const clock = createFakeClock();
    const throttle = throttleOf(clock);
    const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
    const revision = () => collection.get("pairs")?.revision ?? 0;
    const stop = keeperOf(throttle, clock, collection).start();
    clock.advance(30_000);
    await settle();
    expect(collection.list(), "nobody has tried anything").to.have.length(0);
    throttle.attempt(attacker, "admin");
    clock.advance(30_000);
    await settle();
    expect(revision()).to.equal(1);
    throttle.attempt(attacker, "admin");
    stop();
    await settle();
    expect(revision()).to.equal(2);
    clock.advance(60_000);
    await settle();
    expect(revision()).to.equal(2);
  });

  it("stays bounded, and keeps the account under attack whatever else is tried", async () => {
    const collection = createMemoryCollection<ThrottleRecord>();
    const clock = createFakeClock();
    const throttle = throttleOf(clock);
    for (let count = 0; count < 100; count += 1) throttle.attempt(at(`10.1.0.${count}`), "admin");
    for (let count = 0; count < 5000; count += 1)
      throttle.attempt(at(`10.2.${count >> 8}.${count & 255}`), `n${count}`);
    await keeperOf(throttle, clock, collection).save();
    for (const { used } of collection.list()) expect(used.length).to.be.at.most(1000);
    const again = throttleOf(clock);
    keeperOf(again, clock, collection);
    expect(again.delayMs("admin")).to.equal(5000);
  });

  it("forgets on the disk, too", async () => {
    const collection = createMemoryCollection<ThrottleRecord>();
    const clock = createFakeClock();
    const throttle = throttleOf(clock);
    const keeper = keeperOf(throttle, clock, collection);
    tries(throttle, 50, "admin");
    await keeper.save();
    throttle.forget("admin");
    await keeper.save();
    expect(collection.list().flatMap(({ used }) => used)).to.deep.equal([]);
  });
});
