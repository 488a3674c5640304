import { expect } from "chai";
import { waitsForLock } from "../../../schemas/jobs.ts";
import { briefProgress } from "../../../src/http/present/brief.ts";

const progress = {
  phase: "Checking segments of /srv/a",
  files: 1,
  originalSizeBytes: 2,
  deduplicatedSizeBytes: 3,
  path: "/home/boss/a",
  percent: 4,
  bytesPerSecond: 5,
  etaMs: 6,
  updatedAt: "2026-11-22T10:00:00.000Z",
};

describe("http/present/brief", () => {
  it("leaves figures, and of phases the one in words of ours: that a job waits for a lock", () => {
    expect(briefProgress(progress)).to.deep.equal({ ...progress, phase: null, path: null });
    expect(briefProgress({ ...progress, phase: waitsForLock }).phase).to.equal(waitsForLock);
  });
});
