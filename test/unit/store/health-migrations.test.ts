import { expect } from "chai";
import { emptyPlanHealth, emptyRepositoryHealth } from "../../../src/health/fold.ts";
import { decodeCollection } from "../../../src/store/collection-file.ts";
import { collectionSpecs } from "../../../src/store/collection-specs.ts";

const at = "2026-11-01T10:00:00.000Z";
const message = "backup: borg reported an error. borg said: /home/boss/secret.ods: I/O error";
const lastRun = { id: "runhomea", state: "failed", startedAt: at, finishedAt: at, jobId: "jobhomea", message };
const failure = { at, jobId: "jobhomea", kind: "check", message, nextStep: null };

describe("store/health-migrations", () => {
  it("lets no path of an old message reach those who may not read details", () => {
    const old = (record: object) => JSON.stringify({ schemaVersion: 1, records: [{ ...record, revision: 1 }] });
    const plans = decodeCollection(
      collectionSpecs.planHealth,
      old({ ...emptyPlanHealth("planhome"), lastRun: { ...lastRun, nextStep: null } }),
    );
    const repositories = decodeCollection(
      collectionSpecs.repositoryHealth,
      old({ ...emptyRepositoryHealth("repohome"), failure }),
    );
    expect([plans.problem, repositories.problem]).to.deep.equal([null, null]);
    const [plan] = plans.records as unknown as { lastRun: { brief: string; message: string } }[];
    const [repository] = repositories.records as unknown as { failure: { brief: string } }[];
    expect(plan?.lastRun.message).to.equal(message);
    for (const brief of [plan?.lastRun.brief, repository?.failure.brief]) {
      expect(brief).to.be.a("string").that.does.not.contain("/home");
    }
  });

  it("leaves alone what has no message", () => {
    const record = { ...emptyPlanHealth("planhome"), lastArchive: null, revision: 1 };
    const old = JSON.stringify({ schemaVersion: 1, records: [record] });
    expect(decodeCollection(collectionSpecs.planHealth, old).records).to.deep.equal([
      { ...emptyPlanHealth("planhome"), revision: 1 },
    ]);
  });

  it("compares archives from the last run on: before, other folders may have been backed up", () => {
    const lastArchive = { files: 5, originalSizeBytes: 10, durationMs: 1 };
    const record = {
      ...emptyPlanHealth("planhome"),
      lastRun: { ...lastRun, nextStep: null },
      lastArchive,
      revision: 1,
    };
    const old = JSON.stringify({ schemaVersion: 3, records: [record] });
    const { records, problem } = decodeCollection(collectionSpecs.planHealth, old);
    expect(problem).to.equal(null);
    const { lastArchive: _, ...kept } = record;
    expect(records).to.deep.equal([{ ...kept, archives: [], usualSince: at }]);
  });
});
