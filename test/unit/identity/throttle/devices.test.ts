import { expect } from "chai";
import { createDevices, deviceLifetimeMs } from "../../../../src/identity/throttle/devices.ts";
import { createFakeClock, createSeededRandom } from "../../../support/fake-ports.ts";

const key = Buffer.alloc(32, 7);

describe("identity/devices", () => {
  const setUp = () => {
    const clock = createFakeClock();
    return { clock, devices: createDevices({ clock, random: createSeededRandom(), key }) };
  };

  it("knows a device again for its account only, by an id of its own", () => {
    const { devices } = setUp();
    const [first, second] = [devices.issue("anna"), devices.issue("anna")];
    expect(devices.read(first, "anna")).to.be.a("string");
    expect(devices.read(second, "anna")).to.not.equal(devices.read(first, "anna"));
    expect(devices.read(first, "ben")).to.equal(null);
    expect(first).to.not.contain("anna");
  });

  it("takes nothing that it has not signed", () => {
    const { devices, clock } = setUp();
    const note = devices.issue("anna");
    const [id, issuedAt, signature] = note.split(".");
    const foreign = createDevices({ clock, random: createSeededRandom(), key: Buffer.alloc(32, 8) });
    for (const forged of [
      "",
      undefined,
      null,
      "x",
      `${note}x`,
      `${id}.${Number(issuedAt) + 1}.${signature}`,
      `${"A".repeat(22)}.${issuedAt}.${signature}`,
      `${id}.${issuedAt}.${"A".repeat(43)}`,
      foreign.issue("anna"),
    ]) {
      expect(devices.read(forged, "anna"), String(forged)).to.equal(null);
    }
  });

  it("remembers for half a year, and wants a new note after a month", () => {
    const { devices, clock } = setUp();
    const note = devices.issue("anna");
    expect(devices.isAging(note)).to.equal(false);
    clock.advance(31 * 24 * 3_600_000);
    expect(devices.isAging(note)).to.equal(true);
    expect(devices.read(note, "anna")).to.be.a("string");
    clock.advance(deviceLifetimeMs);
    expect(devices.read(note, "anna")).to.equal(null);
  });
});
