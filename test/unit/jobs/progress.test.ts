import { expect } from "chai";
import { createProgressMeter } from "../../../src/jobs/progress.ts";
import { createFakeClock } from "../../support/fake-ports.ts";

describe("jobs/progress", () => {
  it("makes no estimate without an earlier archive", () => {
    const clock = createFakeClock();
    const meter = createProgressMeter(clock.now, null);
    meter.report({ files: 1, originalSizeBytes: 0 });
    clock.advance(1000);
    expect(meter.report({ files: 10, originalSizeBytes: 5000 })).include({
      bytesPerSecond: 5000,
      percent: null,
      etaMs: null,
    });
  });

  it("estimates percent and end from the archive before", () => {
    const clock = createFakeClock();
    const meter = createProgressMeter(clock.now, { files: 100, originalSizeBytes: 10_000 });
    meter.report({ files: 0, originalSizeBytes: 0 });
    clock.advance(1000);
    expect(meter.report({ files: 20, originalSizeBytes: 2000 })).include({ percent: 20, etaMs: 4000 });
  });

  it("never says that it is done while it goes on, and never counts backwards", () => {
    const clock = createFakeClock();
    const meter = createProgressMeter(clock.now, { files: 10, originalSizeBytes: 1000 });
    meter.report({ files: 0, originalSizeBytes: 0 });
    clock.advance(1000);
    expect(meter.report({ files: 50, originalSizeBytes: 9000 })).include({ percent: 99, etaMs: null });
  });

  it("measures the rate over the last seconds, not since the start", () => {
    const clock = createFakeClock();
    const meter = createProgressMeter(clock.now, null);
    for (let second = 0, bytes = 0; second < 60; second += 1) {
      bytes += second < 40 ? 1_000_000 : 1000;
      meter.report({ originalSizeBytes: bytes });
      clock.advance(1000);
    }
    expect(meter.current()?.bytesPerSecond).equal(1000);
  });
});
