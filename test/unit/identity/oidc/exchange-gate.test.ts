import { expect } from "chai";
import { createExchangeGate } from "../../../../src/identity/oidc/exchange-gate.ts";
import { TripFailure } from "../../../../src/identity/oidc/oidc-trip.ts";
import { createFakeClock } from "../../../support/fake-ports.ts";
import { clientAt } from "../../../support/identity.ts";

const nobody = { userId: null };
const home = clientAt("192.0.2.1");

function setUp() {
  const clock = createFakeClock();
  const gate = createExchangeGate(clock);
  let asked = 0;
  const wrong = async () => {
    asked += 1;
    throw new Error("wrong code");
  };
  const pass = async (who: { userId: string | null }, client = home, work: () => Promise<unknown> = wrong) => {
    const outcome = await gate.pass(who, client, work).catch((error: unknown) => error);
    return outcome instanceof TripFailure ? outcome.problem : outcome instanceof Error ? outcome.message : outcome;
  };
  return { clock, pass, asked: () => asked };
}

describe("identity/oidc/exchange-gate", () => {
  it("lets twenty wrong codes of a network reach the provider, then one each ten seconds", async () => {
    const { clock, pass, asked } = setUp();
    for (let count = 0; count < 100; count += 1) await pass(nobody);
    expect(asked()).to.equal(20);
    expect(await pass(nobody)).to.equal("oidc-failed");
    expect(await pass(nobody, clientAt("192.0.2.2")), "another network").to.equal("wrong code");
    clock.advance(10_000);
    expect([await pass(nobody), await pass(nobody)]).to.deep.equal(["wrong code", "oidc-failed"]);
  });

  it("counts no right ones", async () => {
    const { pass } = setUp();
    for (let count = 0; count < 100; count += 1) expect(await pass(nobody, home, async () => "in")).to.equal("in");
  });

  it("asks for four of a network at once, and twenty in all; who is signed in has room of its own", async () => {
    const { pass } = setUp();
    let finish = () => {};
    const done = new Promise<string>((resolve) => {
      finish = () => resolve("in");
    });
    const held = Array.from({ length: 30 }, (_, at) =>
      Promise.all([1, 2, 3, 4, 5].map(() => pass(nobody, clientAt(`198.51.100.${at}`), () => done))),
    );
    const other = pass({ userId: "anna" }, home, () => done);
    expect(await pass(nobody), "of a network that did nothing").to.equal("oidc-failed");
    finish();
    const outcomes = (await Promise.all(held)).map((each) => each.filter((outcome) => outcome === "in").length);
    expect(outcomes.slice(0, 6)).to.deep.equal([4, 4, 4, 4, 4, 0]);
    expect(await other).to.equal("in");
    expect(await pass(nobody, home, async () => "in"), "afterwards").to.equal("in");
  });

  it("does not let strangers use up the failures of who is signed in, in the same network", async () => {
    const { pass } = setUp();
    for (let count = 0; count < 30; count += 1) await pass(nobody);
    expect(await pass({ userId: "anna" })).to.equal("wrong code");
  });
});
