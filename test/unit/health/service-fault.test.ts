import { expect } from "chai";
import { Fault } from "../../../src/fault.ts";
import { createServiceFault } from "../../../src/health/service-fault.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

describe("health/service-fault", () => {
  it("names the store's fault first, then a scheduler that has not looked for two minutes", () => {
    const clock = createFakeClock();
    let storeFault: Fault | null = null;
    const lastTickAt = clock.now();
    const fault = createServiceFault({ storeFault: () => storeFault, lastTickAt: () => lastTickAt, clock });
    clock.advance(119_999);
    expect(fault()).to.equal(null);
    clock.advance(1);
    expect(fault()?.code).to.equal("scheduler-stalled");
    storeFault = new Fault("store-damaged", "store/users.json is damaged");
    expect(fault()).to.deep.equal({ code: "store-damaged", detail: "store/users.json is damaged" });
  });
});
