import { expect } from "chai";
import { watchLock } from "../../../src/jobs/lock-watch.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

describe("jobs/lock-watch", () => {
  it("says that a job waits where two looks found it so, and that it does not once one has not", async () => {
    const clock = createFakeClock("2026-11-22T10:00:00Z");
    const told: boolean[] = [];
    let held = true;
    const stop = watchLock(
      clock,
      async () => held,
      (waits) => told.push(waits),
    );
    const look = async () => {
      clock.advance(1000);
      await new Promise((resolve) => setImmediate(resolve));
    };
    for (let at = 0; at < 3; at += 1) await look();
    held = false;
    await look();
    held = true;
    await look();
    expect(told).to.deep.equal([false, true, true, false, false]);
    stop();
    await look();
    expect(told).to.have.length(5);
  });

  it("looks once at a time, and tells nothing that it finds after its end", async () => {
    const clock = createFakeClock("2026-11-22T10:00:00Z");
    const told: boolean[] = [];
    let looks = 0;
    let found = (_held: boolean) => {};
    const stop = watchLock(
      clock,
      () => {
        looks += 1;
        return new Promise((resolve) => (found = resolve));
      },
      (waits) => told.push(waits),
    );
    clock.advance(3000);
    expect(looks).to.equal(1);
    stop();
    found(true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(told).to.deep.equal([]);
  });
});
