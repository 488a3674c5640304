import { expect } from "chai";
import { Fault } from "../../../src/fault.ts";
import { createOpenings } from "../../../src/repositories/openings.ts";
import { createFakeClock } from "../../support/fake-ports.ts";
import { faultOf } from "../../support/rejection.ts";

const wrong = async () => {
  throw new Fault("invalid-input", "The repository was not opened", { fields: { "/passphrase": "does not open it" } });
};

describe("repositories/openings", () => {
  it("are two at once, and one of each user", async () => {
    const openings = createOpenings(createFakeClock());
    const ends: (() => void)[] = [];
    const hold = () => new Promise<void>((resolve) => ends.push(resolve));
    const begun = ["ada", "bob", "eve"].map((user) => openings(user, `/${user}`, hold));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).to.have.length(2);
    await faultOf(openings("ada", "/other", hold), "too-many-requests");
    ends[0]?.();
    ends[1]?.();
    await Promise.all(begun.slice(0, 2));
    await new Promise((resolve) => setImmediate(resolve));
    expect(ends).to.have.length(3);
    ends[2]?.();
    await begun[2];
    await openings("ada", "/other", async () => {});
  });

  it("wait ever longer after wrong passphrases, by the place and by the user", async () => {
    const clock = createFakeClock();
    const openings = createOpenings(clock);
    for (let time = 0; time < 4; time += 1) await faultOf(openings("eve", "/repo", wrong), "invalid-input");
    const first = await faultOf(openings("eve", "/repo", wrong), "too-many-requests");
    await faultOf(openings("ada", "/repo", wrong), "too-many-requests");
    await faultOf(openings("eve", "/elsewhere", wrong), "too-many-requests");
    clock.advance(first.retryAfterMs ?? 0);
    await faultOf(openings("eve", "/repo", wrong), "invalid-input");
    const second = await faultOf(openings("eve", "/repo", wrong), "too-many-requests");
    expect(second.retryAfterMs).to.be.greaterThan(first.retryAfterMs ?? 0);
    clock.advance(second.retryAfterMs ?? 0);
    await openings("eve", "/repo", async () => {});
    await faultOf(openings("eve", "/repo", wrong), "invalid-input");
    await faultOf(openings("eve", "/repo", wrong), "invalid-input");
  });
});
