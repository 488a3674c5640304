import { expect } from "chai";
import {
  formatBytes,
  formatClock,
  formatCount,
  formatDuration,
  formatPercent,
  formatRelative,
  roundEstimate,
  safeText,
} from "../../../widgets/shared/client/format.ts";

const plain = (text: string) => text.replaceAll("\u00a0", " ").replaceAll("\u202f", " ");

describe("figures", () => {
  it("write sizes in powers of 1000 with three digits", () => {
    const written = [0, 1, 999, 1000, 1234, 999_499, 999_500, 120_300_000, 4_210_000_000, 1.5e12, 2e18].map((bytes) =>
      plain(formatBytes(bytes, "en")),
    );
    expect(written).to.deep.equal([
      "0 byte",
      "1 byte",
      "999 byte",
      "1 kB",
      "1.23 kB",
      "999 kB",
      "1 MB",
      "120 MB",
      "4.21 GB",
      "1.5 TB",
      "2,000 PB",
    ]);
  });

  it("follow the locale", () => {
    expect(plain(formatBytes(1_234_000, "de"))).to.equal("1,23 MB");
    expect(plain(formatCount(1_234_567, "de"))).to.equal("1.234.567");
    expect(plain(formatPercent(43.4, "de"))).to.equal("43 %");
  });

  it("write durations in two units at most", () => {
    const written = [0, 400, 59_000, 60_000, 61_000, 3_600_000, 4_320_000, 90_000_000].map((ms) =>
      plain(formatDuration(ms, "en")),
    );
    expect(written).to.deep.equal([
      "0 sec",
      "0 sec",
      "59 sec",
      "1 min",
      "1 min 1 sec",
      "1 hr",
      "1 hr 12 min",
      "1 day 1 hr",
    ]);
  });

  it("never let an estimate pretend to be exact", () => {
    expect([0, 9_000, 61_000, 725_000, 1_500_000].map(roundEstimate)).to.deep.equal([
      10_000, 10_000, 70_000, 720_000, 1_500_000,
    ]);
  });

  it("tell the past from the future", () => {
    const now = Date.parse("2026-11-22T12:00:00Z");
    const told = (minutes: number) => formatRelative(now + minutes * 60_000, now, "en");
    expect([-0.5, -1, -12, -60, -60 * 23, -60 * 24, -60 * 24 * 3].map(told)).to.deep.equal([
      "now",
      "1 minute ago",
      "12 minutes ago",
      "1 hour ago",
      "23 hours ago",
      "yesterday",
      "3 days ago",
    ]);
    expect([0.5, 5, 60 * 5, 60 * 24].map(told)).to.deep.equal(["now", "in 5 minutes", "in 5 hours", "tomorrow"]);
  });

  it("tell the time of day where the browser is now", () => {
    const at = Date.parse("2026-11-22T12:00:00Z");
    const zone = process.env["TZ"];
    const told = ["Europe/Berlin", "Asia/Tokyo"].map((name) => {
      process.env["TZ"] = name;
      return formatClock(at, at, "en-GB");
    });
    if (zone === undefined) delete process.env["TZ"];
    else process.env["TZ"] = zone;
    expect(told).to.deep.equal(["13:00", "21:00"]);
  });

  it("tell a day that is still to come by the nearest", () => {
    const told = (minutes: number) => formatRelative(minutes * 60_000, 0, "en");
    expect([60 * 24 * 7 - 1, 60 * 24 * 6.4, 60 * 35, -60 * 24 * 6.9].map(told)).to.deep.equal([
      "in 7 days",
      "in 6 days",
      "tomorrow",
      "6 days ago",
    ]);
  });
});

describe("text from outside", () => {
  it("cannot turn its direction or break its line", () => {
    expect(safeText("photo\u202egnp.exe\n\u0007")).to.equal("photo\ufffdgnp.exe\ufffd\ufffd");
    expect(safeText("żółć 日本 🗄️")).to.equal("żółć 日本 🗄️");
  });
});
