import { expect } from "chai";
import { discoveryOf } from "../../../../src/mqtt/discovery.ts";
import { rolesOfDevice } from "../../../../widgets/home-assistant/roles.ts";
import {
  at,
  device,
  entity,
  hassWithDevice,
  hassWithPublished,
  later,
  map,
  published,
  publishedEntities,
} from "./fixtures.ts";

describe("a device that Borgdeck publishes", () => {
  const roles = {
    status: "sensor.nas_state",
    problem: "binary_sensor.nas_problem",
    late: "binary_sensor.nas_late",
    running: "binary_sensor.nas_running",
    progress: "sensor.nas_progress",
    last_success: "sensor.nas_last_success",
    next_run: "sensor.nas_next_run",
    size: "sensor.nas_size",
    archives: "sensor.nas_archives",
  };

  it("is what the tests take it for", () => {
    interface Component {
      readonly default_entity_id: string;
      readonly device_class?: string;
      readonly unit_of_measurement?: string;
      readonly options?: readonly string[];
      readonly json_attributes_template: string;
    }
    const context = { settings: { topicPrefix: "b", discoveryPrefix: "h" }, version: "1", publicBaseUrl: null };
    const { components } = discoveryOf({ id: "aaaaaaaa", name: "NAS" }, context) as {
      components: Record<string, Component>;
    };
    const told = Object.values(components).map((each) => [
      each.default_entity_id,
      each.device_class,
      each.unit_of_measurement,
      each.options,
    ]);
    const taken = publishedEntities().map(({ entity_id, attributes }) => [
      entity_id,
      attributes["device_class"],
      attributes["unit_of_measurement"],
      attributes["options"],
    ]);
    expect(told).to.have.deep.members(taken);
    for (const [role, { json_attributes_template }] of Object.entries(components))
      expect(json_attributes_template).to.include(`'borgdeck_role': '${role}'`);
  });

  it("is told whole", () => {
    const hass = hassWithPublished();
    expect(rolesOfDevice(hass, published)).to.deep.equal(roles);
    const { status, troubles } = map(hass, { device: published });
    expect(troubles).to.deep.equal([]);
    expect(status).to.include({ verdict: "ok", lastSuccessAt: at, nextRunAt: later });
    expect(status!.repositories[0]).to.include({ name: "NAS", sizeBytes: 3000, archivesCount: 42 });
    expect(status!.running).to.deep.equal([]);
  });

  for (const state of ["warning", "failed", "late", "suspicious", "never", "paused"])
    it(`is ${state} where its sensor says so, whatever the others can tell`, () => {
      const problem = ["warning", "failed", "late", "suspicious"].includes(state) ? "on" : "off";
      const { status } = map(hassWithPublished({ NAS: { state, problem } }), { device: published });
      expect(status!.verdict).to.equal(state);
    });

  it("says what runs: while it is pruned it is as well as its backups are", () => {
    const told = (job: string, change: Record<string, string> = {}) => {
      const hass = hassWithPublished({ NAS: { running: "on", state: "running", ...change } });
      const { status } = map(
        { ...hass, states: { ...hass.states, [roles.running]: runs(hass, job) } },
        { device: published },
      );
      return [status!.running[0]!.kind, status!.verdict];
    };
    const runs = (hass: ReturnType<typeof hassWithPublished>, job: string) => {
      const entity = hass.states[roles.running]!;
      return { ...entity, attributes: { ...entity.attributes, job } };
    };
    expect(told("prune")).to.deep.equal(["prune", "ok"]);
    expect(told("check", { last_success: "unknown" })).to.deep.equal(["check", "never"]);
    expect(told("drill", { state: "failed" })).to.deep.equal(["drill", "failed"]);
    expect(told("backup")).to.deep.equal(["backup", "running"]);
  });

  it("is known whatever its entities are called", () => {
    const renamed = publishedEntities().map((each, index) => {
      const role = each.entity_id.replace(/^\w+\.nas_/, "");
      return entity(`${each.entity_id.split(".")[0]}.a${index}`, each.state, {
        ...each.attributes,
        borgdeck_role: role,
      });
    });
    const hass = { ...hassWithDevice(renamed) };
    const ids = Object.values(roles).map(
      (id) => renamed[publishedEntities().findIndex((each) => each.entity_id === id)]!.entity_id,
    );
    expect(Object.values(rolesOfDevice(hass, device)).sort()).to.deep.equal(ids.sort());
    expect(map(hass, { device }).status).to.include({ lastSuccessAt: at, nextRunAt: later });
  });

  it("is told as one of several", () => {
    const hass = hassWithPublished({ NAS: {}, Offsite: { state: "failed", problem: "on" } });
    const { status } = map(hass, { device: Object.keys(hass.devices!) });
    const entities = ["binary_sensor.nas_problem", "sensor.offsite_size"];
    expect(map(hass, { entity: entities }).status, "by an entity of each").to.deep.equal(status);
    expect(map(hass, { entity: [...entities, "sensor.gone"] }).troubles).to.deep.equal([
      { kind: "not-found", subject: "sensor.gone" },
    ]);
    expect(status!.repositories.map(({ name, state }) => [name, state])).to.deep.equal([
      ["NAS", "ok"],
      ["Offsite", "failed"],
    ]);
    expect(status!.verdict).to.equal("failed");
  });

  it("says nothing while the service is away", () => {
    const gone = Object.fromEntries(
      publishedEntities().map(({ entity_id }) => [entity_id.replace(/^\w+\.nas_/, ""), "unavailable"]),
    );
    const { status, troubles } = map(hassWithPublished({ NAS: gone }), { device: published });
    expect(status).to.equal(null);
    expect(troubles, "in one line, not in ten").to.deep.equal([{ kind: "unavailable", subject: roles.problem }]);
  });
});
