import { expect } from "chai";
import type { MaintenanceRequest } from "../../../schemas/jobs.ts";
import type { RepositoryMode } from "../../../schemas/repositories.ts";
import { maintenanceOptions } from "../../../src/jobs/maintenance.ts";
import { faultOf } from "../../support/rejection.ts";

const ask = (request: MaintenanceRequest, mode: RepositoryMode = "full") =>
  maintenanceOptions("repohome", request, {
    planUses: (planId) => planId === "planhome",
    modeOf: () => mode,
    archiveId: async (_id, name) => (name === "known" ? "f00" : undefined),
  });
const fieldsOf = async (request: MaintenanceRequest, mode?: RepositoryMode) => {
  const fault = await faultOf(ask(request, mode), "invalid-input");
  return Object.keys(fault.fields ?? {});
};
const check = (change: Partial<NonNullable<MaintenanceRequest["check"]>>): MaintenanceRequest => ({
  kind: "check",
  check: { scope: "all", verifyData: false, maxDurationMs: null, ...change },
});

describe("jobs/maintenance", () => {
  it("passes on what a check, a drill and an index are to do", async () => {
    expect(await ask(check({ verifyData: true }))).to.deep.equal({
      check: { scope: "all", verifyData: true, maxDurationMs: null },
    });
    const drill = { sampleFiles: 3, canaries: ["/srv/canary"] };
    expect(await ask({ kind: "drill", planId: "planhome", drill })).to.deep.equal({ drill });
    expect(await ask({ kind: "index", archiveName: "known" })).to.deep.equal({ archiveId: "f00" });
    expect(await ask({ kind: "compact" })).to.equal(undefined);
  });

  it("names every field that is wrong", async () => {
    expect(await fieldsOf({ kind: "prune" })).to.deep.equal(["/planId"]);
    expect(await fieldsOf({ kind: "prune", planId: "planelse" })).to.deep.equal(["/planId"]);
    expect(await fieldsOf({ kind: "drill" })).to.deep.equal(["/archiveName"]);
    expect(await fieldsOf({ kind: "index" })).to.deep.equal(["/archiveName"]);
    expect(await fieldsOf({ kind: "index", archiveName: "gone" })).to.deep.equal(["/archiveName"]);
    expect(await fieldsOf(check({ maxDurationMs: 60_000 }))).to.deep.equal(["/check/maxDurationMs"]);
    expect(await fieldsOf(check({ scope: "repository", verifyData: true }))).to.deep.equal(["/check/verifyData"]);
  });

  it("takes nothing out of a repository that only grows or is another's", async () => {
    for (const mode of ["append-only", "observe"] as const) {
      for (const request of [{ kind: "compact" }, { kind: "prune", planId: "planhome" }] as const) {
        await faultOf(ask(request, mode), "conflict");
      }
      expect(await ask(check({}), mode)).to.have.property("check");
    }
    const limited = check({ scope: "repository", maxDurationMs: 60_000 });
    expect(await fieldsOf(limited, "observe")).to.deep.equal(["/check/maxDurationMs"]);
  });
});
