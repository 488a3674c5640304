import { expect } from "chai";
import { linePoints, storageOf } from "../../../widgets/shared/model/storage.ts";
import { historyOf, repositoryDays } from "../../widgets/history-fixtures.ts";
import { repository } from "../../widgets/status-fixtures.ts";

const gigabyte = 1_000_000_000;
const growing = (count: number, perDay: number) =>
  Array.from({ length: count }, (_, day) => 100 * gigabyte + day * perDay);

/** What is told of one repository of 100 GB with this history. */
function told(past: Parameters<typeof repositoryDays>[0], warnAt = 90) {
  const history = historyOf({ repositories: [repositoryDays({ quotaBytes: null, ...past })] });
  return storageOf([repository({ sizeBytes: 100 * gigabyte })], history, warnAt)[0]!;
}

describe("the room of repositories", () => {
  it("lasts as many days as the growth allows", () => {
    const { bytesPerDay, daysToFull, usedPercent, fullness } = told({ sizeBytes: growing(30, gigabyte) });
    expect(bytesPerDay).to.be.closeTo(gigabyte, 1);
    expect(daysToFull).to.be.within(399, 400);
    expect(usedPercent).to.equal(60);
    expect(fullness).to.equal("ok");
  });

  it("ends at the quota or with the medium, whichever is first", () => {
    expect(told({ quotaBytes: 120 * gigabyte })).to.include({
      bound: "quota",
      freeBytes: 20 * gigabyte,
      fullness: "ok",
    });
    expect(told({ quotaBytes: 900 * gigabyte })).to.include({ bound: "medium", freeBytes: 400 * gigabyte });
    expect(told({ freeBytes: null, totalBytes: null, quotaBytes: 200 * gigabyte })).to.include({ usedPercent: 50 });
  });

  it("is nearly used up from the percentage told, and used up at all of it", () => {
    const quota = (size: number) => ({ freeBytes: null, totalBytes: null, quotaBytes: size * gigabyte });
    expect(told(quota(112)).fullness).to.equal("ok");
    expect(told(quota(111)).fullness).to.equal("warning");
    expect(told(quota(200), 50).fullness).to.equal("warning");
    expect(told(quota(80))).to.include({ fullness: "failed", freeBytes: 0, usedPercent: 100, daysToFull: null });
  });

  it("has no end where it does not grow, is not bounded, or would last beyond ten years", () => {
    for (const sizeBytes of [growing(30, 0), growing(30, -gigabyte), growing(30, 1000)])
      expect(told({ sizeBytes }).daysToFull).to.equal(null);
    expect(told({ freeBytes: null, totalBytes: null })).to.include({
      daysToFull: null,
      usedPercent: null,
      fullness: null,
    });
  });

  it("is not estimated from less than a week, nor across days that are not known", () => {
    expect(told({ sizeBytes: growing(6, gigabyte) }).bytesPerDay).to.equal(null);
    expect(told({ sizeBytes: [null, ...growing(6, gigabyte)] }).bytesPerDay).to.equal(null);
    const known = told({ sizeBytes: [1, null, ...growing(7, gigabyte)] });
    expect(known.sizes).to.have.length(7);
    expect(known.bytesPerDay).to.be.closeTo(gigabyte, 1);
  });

  it("is not what a compaction in between makes of it", () => {
    const sizeBytes = growing(30, gigabyte).map((size, day) => size - (day === 29 ? 10 * gigabyte : 0));
    expect(told({ sizeBytes }).bytesPerDay).to.be.within(0.7 * gigabyte, gigabyte);
  });

  it("is told of the fullest first, and without a history too", () => {
    const two = [repository({ name: "empty" }), repository({ id: "ffffffff", name: "full" })];
    const history = historyOf({ repositories: [repositoryDays(), repositoryDays({ id: "ffffffff", freeBytes: 1 })] });
    expect(storageOf(two, history, 90).map((each) => each.repository.name)).to.deep.equal(["full", "empty"]);
    expect(storageOf([repository()], null, 90)[0]).to.include({
      sizeBytes: 123_456_789_012,
      fullness: null,
      bound: null,
    });
  });

  it("is drawn as a line within its box", () => {
    expect(linePoints([1, 3, 2], 120, 24)).to.equal("0,24 60,0 120,12");
    expect(linePoints([5, 5], 120, 24)).to.equal("0,12 120,12");
    expect(linePoints([5], 120, 24)).to.equal("0,12");
  });
});
