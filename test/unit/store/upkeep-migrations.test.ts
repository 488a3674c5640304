import { expect } from "chai";
import { emptyPlanHealth, emptyRepositoryHealth } from "../../../src/health/fold.ts";
import { decodeCollection } from "../../../src/store/collection-file.ts";
import { collectionSpecs } from "../../../src/store/collection-specs.ts";
import { plan, repository } from "../../support/records.ts";

const stored = (schemaVersion: number, record: object) => JSON.stringify({ schemaVersion, records: [record] });

describe("store/plan-migrations", () => {
  it("gives the plans of before a check and a drill each month", () => {
    const { check: _check, drill: _drill, ...old } = plan("planhome", ["repohome"]);
    const { records, problem } = decodeCollection(collectionSpecs.plans, stored(1, old));
    expect(problem).to.equal(null);
    expect(records).to.deep.equal([
      {
        ...old,
        check: { every: "month", scope: "all" },
        drill: { every: "month", sampleFiles: 10, canaries: [] },
      },
    ]);
  });
});

describe("store/repository-migrations", () => {
  it("has no id of borg's for the repositories of before", () => {
    const { borgId: _borgId, ...old } = repository("repohome");
    const { records, problem } = decodeCollection(collectionSpecs.repositories, stored(2, old));
    expect([problem, records]).to.deep.equal([null, [{ ...old, borgId: null }]]);
  });
});

describe("store/health-migrations, of checks and drills", () => {
  it("takes the checks of before for whole ones", () => {
    const lastCheckAt = "2026-11-01T10:00:00.000Z";
    const {
      lastCheck: _lastCheck,
      checkedAt: _checkedAt,
      lastDrill: _lastDrill,
      ...old
    } = emptyRepositoryHealth("repohome");
    const { records, problem } = decodeCollection(
      collectionSpecs.repositoryHealth,
      stored(2, { ...old, lastCheckAt, revision: 3 }),
    );
    expect(problem).to.equal(null);
    expect(records).to.deep.equal([
      {
        ...emptyRepositoryHealth("repohome"),
        revision: 3,
        lastCheckAt,
        checkedAt: { repository: lastCheckAt, archives: lastCheckAt },
      },
    ]);
  });

  it("knows of no drill in what was stored of plans", () => {
    const { drills: _drills, archives: _archives, usualSince: _since, ...rest } = emptyPlanHealth("planhome");
    const old = { ...rest, lastArchive: null };
    const { records, problem } = decodeCollection(collectionSpecs.planHealth, stored(2, { ...old, revision: 1 }));
    expect([problem, records]).to.deep.equal([null, [{ ...emptyPlanHealth("planhome"), revision: 1 }]]);
  });
});
