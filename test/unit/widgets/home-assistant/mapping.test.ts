import { expect } from "chai";
import fc from "fast-check";
import { Status } from "../../../../schemas/status.ts";
import { check } from "../../../../src/validate.ts";
import { rolesOfDevice } from "../../../../widgets/home-assistant/roles.ts";
import { at, device, discovered, entity, hassOf, hassWithDevice, later, map, summary } from "./fixtures.ts";

const fromSummary = (...args: Parameters<typeof summary>) =>
  map(hassOf([summary(...args)]), { entity: "sensor.borgdeck" });

describe("a REST sensor with the summary", () => {
  it("is told with its repositories, counts and times", () => {
    const { status, troubles, main } = fromSummary();
    expect(troubles).to.deep.equal([]);
    expect(main).to.equal("sensor.borgdeck");
    expect(status).to.include({ verdict: "ok", lastSuccessAt: at, oldestSuccessAt: at, nextRunAt: later, fault: null });
    expect(status!.counts).to.include({ ok: 2, running: 1, failed: 0 });
    expect(
      status!.repositories.map(({ name, sizeBytes, archivesCount }) => [name, sizeBytes, archivesCount]),
    ).to.deep.equal([
      ["NAS", 2000, 5],
      ["Offsite", 1000, 2],
    ]);
    expect(status!.plans.map(({ id, nextRunAt }) => [id, nextRunAt])).to.deep.equal([
      ["aaaaaaaa", later],
      ["bbbbbbbb", null],
    ]);
  });

  it("says what is wrong where it is wrong", () => {
    const repos = [
      { id: "aaaaaaaa", name: "NAS", status: "failed", problem: "The repository is locked." },
      { id: "bbbbbbbb", name: "Offsite", status: "running" },
    ];
    const { status } = fromSummary("failed", { repos, problem: "The repository is locked." });
    expect(status!.plans[0]).to.include({ name: "NAS", state: "failed", message: "The repository is locked." });
    expect(status!.running.map(({ repositoryId }) => repositoryId)).to.deep.equal(["bbbbbbbb"]);
    expect(status!.fault).to.equal(null);
  });

  it("says what runs: a check is no backup, and leaves the verdict to the backups", () => {
    const repos = (job?: string) => [{ id: "aaaaaaaa", name: "NAS", status: "running", job, last_backup: at }];
    const told = (job?: string) => {
      const { running, plans, repositories } = fromSummary("ok", { repos: repos(job) }).status!;
      return [running[0]!.kind, plans[0]!.state, repositories[0]!.state];
    };
    expect(told("check")).to.deep.equal(["check", "ok", "running"]);
    expect(told("backup")).to.deep.equal(["backup", "running", "running"]);
    for (const unknown of [undefined, "mow-the-lawn", "toString"])
      expect(told(unknown), unknown).to.deep.equal(["backup", "running", "running"]);
  });

  it("says it under its own name where no repository is at fault, and as a fault where no plan is", () => {
    const late = fromSummary("late", { problem: "The run of 02:00 did not happen." }).status!;
    expect(late.plans.at(-1)).to.include({
      name: "Borgdeck",
      state: "late",
      message: "The run of 02:00 did not happen.",
    });
    expect(late.repositories).to.have.length(2);
    const fault = fromSummary("ok", { problem: "plans.json is damaged" }).status!;
    expect(fault).to.include({ verdict: "ok" }).and.to.have.nested.property("fault.detail", "plans.json is damaged");
  });

  it("is told as one where nobody listed its repositories", () => {
    const { status } = map(hassOf([entity("sensor.borgdeck", "late", { last_success: at })]), {
      entity: "sensor.borgdeck",
    });
    expect(status!.counts).to.include({ late: 1, ok: 0 });
    expect(status).to.include({ verdict: "late", lastSuccessAt: at });
    expect(fromSummary("empty", { repos: [], plans: 0, ok: 0 }).status!.verdict).to.equal("empty");
  });

  it("is no status while it has none, and what is none of Borgdeck's never is", () => {
    const entityOf = (state: string) => map(hassOf([entity("sensor.borgdeck", state)]), { entity: "sensor.borgdeck" });
    for (const state of ["unavailable", "unknown"])
      expect(entityOf(state)).to.deep.include({
        status: null,
        troubles: [{ kind: "unavailable", subject: "sensor.borgdeck" }],
      });
    expect(entityOf("21.5").troubles[0]!.kind).to.equal("no-state");
    expect(map(hassOf([]), { entity: "sensor.borgdeck" })).to.deep.include({
      main: null,
      troubles: [{ kind: "not-found", subject: "sensor.borgdeck" }],
    });
  });
});

describe("a device", () => {
  it("has its entities found by what they are", () => {
    expect(rolesOfDevice(hassWithDevice(), device)).to.deep.equal({
      late: "binary_sensor.borg_nas_stale",
      problem: "binary_sensor.borg_nas_problem",
      running: "binary_sensor.borg_nas_running",
      next_run: "sensor.borg_nas_next_run",
      last_success: "sensor.borg_nas_last_success",
      size: "sensor.borg_nas_deduplicated_size",
      progress: "sensor.borg_nas_progress",
      archives: "sensor.borg_nas_archives",
    });
  });

  it("is told as one repository, in the contract's units", () => {
    const { status, troubles, main } = map(hassWithDevice(), { device });
    expect(troubles).to.deep.equal([]);
    expect(main).to.equal("binary_sensor.borg_nas_problem");
    expect(status!.repositories[0]).to.include({
      id: device,
      name: "Borg NAS",
      sizeBytes: 1_610_612_736,
      archivesCount: 42,
      lastBackupAt: at,
    });
    expect(status).to.include({ verdict: "ok", nextRunAt: later });
  });

  for (const [verdict, change] of [
    ["failed", { "binary_sensor.borg_nas_problem": "on" }],
    ["late", { "binary_sensor.borg_nas_problem": "on", "binary_sensor.borg_nas_stale": "on" }],
    ["late", { "binary_sensor.borg_nas_stale": "on" }],
    ["running", { "binary_sensor.borg_nas_running": "on" }],
    ["failed", { "binary_sensor.borg_nas_problem": "on", "binary_sensor.borg_nas_running": "on" }],
  ] as const)
    it(`is ${verdict} with ${Object.keys(change).join(" and ")} on`, () => {
      const { status } = map(hassWithDevice(discovered(change)), { device });
      expect(status!.verdict).to.equal(verdict);
      expect(status!.plans[0]!.since).to.equal(at);
    });

  it("has a running job with its progress", () => {
    const { status } = map(hassWithDevice(discovered({ "binary_sensor.borg_nas_running": "on" })), { device });
    expect(status!.running).to.have.length(1);
    expect(status!.running[0]!.progress).to.include({ percent: 43.5, updatedAt: at });
  });

  it("is found by one of its entities", () => {
    const { status, main } = map(hassWithDevice(), { entity: "sensor.borg_nas_last_success" });
    expect(main).to.equal("sensor.borg_nas_last_success");
    expect(status!.repositories[0]!.name).to.equal("Borg NAS");
  });

  it("that is gone, says nothing of backups or nothing at all is a trouble", () => {
    expect(map(hassWithDevice(), { device: "gone" }).troubles).to.deep.equal([{ kind: "no-device", subject: "gone" }]);
    const other = hassWithDevice([entity("sensor.borg_nas_archives", "3")]);
    expect(map(other, { device })).to.deep.include({
      status: null,
      troubles: [{ kind: "no-entities", subject: "Borg NAS" }],
    });
    const off = hassWithDevice(discovered().map((each) => ({ ...each, state: "unavailable" })));
    expect(map(off, { device }).status).to.equal(null);
    expect(map(off, { device }).troubles.map(({ kind }) => kind)).to.include("unavailable");
  });

  it("stands beside others, of which one may be missing", () => {
    const { status, troubles } = map(hassWithDevice(), { device: [device, "gone"] });
    expect(status!.repositories).to.have.length(1);
    expect(troubles).to.deep.equal([{ kind: "no-device", subject: "gone" }]);
  });
});

describe("entities that somebody named", () => {
  const entities = { problem: "binary_sensor.p", last_success: "sensor.last", size: "sensor.size" };

  it("are told, without those that are missing", () => {
    const hass = hassOf([
      entity("binary_sensor.p", "off"),
      entity("sensor.last", "unknown"),
      entity("sensor.size", "unavailable"),
    ]);
    const { status, troubles } = map(hass, { entities });
    expect(status).to.include({ verdict: "ok", lastSuccessAt: null });
    expect(status!.repositories[0]!.sizeBytes).to.equal(null);
    expect(troubles).to.deep.equal([{ kind: "unavailable", subject: "sensor.size" }]);
  });

  it("say nothing where the one that tells the state does not", () => {
    for (const state of ["unknown", "unavailable"]) {
      const { status, troubles } = map(hassOf([entity("binary_sensor.p", state)]), { entity: "binary_sensor.p" });
      expect(status).to.equal(null);
      expect(troubles).to.deep.equal([{ kind: "unavailable", subject: "binary_sensor.p" }]);
    }
    expect(map(hassOf([entity("sensor.s", "unknown")]), { entities: { status: "sensor.s" } }).troubles).to.have.length(
      1,
    );
  });
});

/** Ids of entities and devices are Home Assistant's, and go nowhere. */
function withContractIds(status: Status): unknown {
  const ids = ["id", "planId", "repositoryId", "repositoryIds"];
  const replaced = (key: string, value: unknown) =>
    !ids.includes(key) ? value : Array.isArray(value) ? value.map(() => "aaaaaaaa") : "aaaaaaaa";
  return JSON.parse(JSON.stringify(status, replaced));
}

describe("whatever Home Assistant holds", () => {
  const ids = ["sensor.borgdeck", ...discovered().map(({ entity_id }) => entity_id)];
  const state = fc.oneof(
    fc.string(),
    fc.constantFrom("ok", "running", "failed", "empty", "on", "off", "unavailable", "unknown", at),
  );
  const value = fc.oneof(
    fc.jsonValue(),
    state,
    fc.constantFrom("timestamp", "data_size", "problem", "running", "%", "GiB"),
  );
  const names = fc.constantFrom(
    "repos",
    "problem",
    "plans",
    "ok",
    "last_success",
    "device_class",
    "unit_of_measurement",
    "friendly_name",
    "message",
  );

  it("makes a status that keeps the contract, or a trouble that says why not", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom(...ids), fc.record({ state, attributes: fc.dictionary(names, value) })),
        (held) => {
          const hass = hassWithDevice(
            Object.entries(held).map(([id, each]) => entity(id, each.state, each.attributes)),
          );
          for (const written of [
            { entity: ids[0] },
            { entity: ids[1] },
            { device },
            { entities: { problem: ids[1], size: ids[7] } },
          ]) {
            const { status, troubles } = map(hass, written);
            if (status) check(Status, withContractIds(status));
            else expect(troubles).to.not.deep.equal([]);
          }
        },
      ),
    );
  });
});
