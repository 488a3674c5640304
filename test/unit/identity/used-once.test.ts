import { expect } from "chai";
import { createUsedOnce } from "../../../src/identity/used-once.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

describe("identity/used-once", () => {
  it("is good once", () => {
    const clock = createFakeClock();
    const used = createUsedOnce({ clock, keepMs: 1000 });
    expect([used.isFresh("a", clock.now()), used.use("a", clock.now())]).to.deep.equal([true, true]);
    expect([used.isFresh("a", clock.now()), used.use("a", clock.now())]).to.deep.equal([false, false]);
    expect(used.use("b", clock.now())).to.equal(true);
  });

  it("remembers a bounded number, and under a flood shortens the time rather than take something twice", () => {
    const clock = createFakeClock();
    const used = createUsedOnce({ clock, keepMs: 60_000, max: 10 });
    const shown: [string, number][] = [];
    const waiting = clock.now();
    for (let count = 0; count < 100; count += 1) {
      clock.advance(10);
      shown.push([`thing ${count}`, clock.now()]);
      expect(used.use(`thing ${count}`, clock.now())).to.equal(true);
    }
    expect(shown.filter(([id, beganAt]) => used.use(id, beganAt))).to.deep.equal([]);
    expect(used.isFresh("older than all", waiting)).to.equal(false);
    expect(used.isFresh("new", clock.now())).to.equal(true);
  });

  it("forgets first what can be shown no more", () => {
    const clock = createFakeClock();
    const used = createUsedOnce({ clock, keepMs: 1000, max: 10 });
    for (let count = 0; count < 10; count += 1) used.use(`old ${count}`, clock.now());
    clock.advance(1000);
    const waiting = clock.now();
    used.use("new", clock.now());
    expect(used.isFresh("begun beside it", waiting)).to.equal(true);
  });
});
