import { expect } from "chai";
import type { RepositoryStatus, Status } from "../../../schemas/status.ts";
import { discoveryOf, slugOf } from "../../../src/mqtt/discovery.ts";
import { repositoryState } from "../../../src/mqtt/repository-state.ts";
import { availabilityTopic, birthTopic, discoveryTopic, stateTopic } from "../../../src/mqtt/topics.ts";
import type { EntityState } from "../../../widgets/home-assistant/hass.ts";
import { rolesOfDevice } from "../../../widgets/home-assistant/roles.ts";
import { planStatus } from "../../support/plan-status.ts";

const settings = { topicPrefix: "borgdeck", discoveryPrefix: "homeassistant" };
const at = "2026-11-22T02:00:00.000Z";

const repository = (change: Partial<RepositoryStatus> = {}): RepositoryStatus => ({
  id: "repohome",
  name: "NAS",
  location: "/srv/secret place",
  encryption: "repokey-blake2",
  mode: "full",
  state: "ok",
  message: null,
  archivesCount: 7,
  sizeBytes: 3000,
  lastBackupAt: at,
  lastCheckAt: null,
  lastVerifyAt: null,
  lastCheck: null,
  lastDrill: null,
  keyExportedAt: null,
  allowed: [],
  ...change,
});

const statusOf = (change: Partial<Status> = {}): Status => ({
  verdict: "ok",
  counts: { ok: 1, running: 0, warning: 0, failed: 0, late: 0, suspicious: 0, never: 0, paused: 0 },
  lastSuccessAt: at,
  oldestSuccessAt: at,
  nextRunAt: null,
  fault: null,
  version: "1.2.3",
  repositories: [repository()],
  plans: [],
  running: [],
  ...change,
});

const runOf = (startedAt: string, finishedAt: string | null) =>
  ({ id: "r", state: "ok", startedAt, finishedAt, jobId: null }) as const;

const running = (percent: number | null): Status["running"][number] => ({
  id: "jobaaaaa",
  kind: "backup",
  state: "running",
  planId: "planhome",
  runId: null,
  repositoryId: "repohome",
  startedAt: at,
  cancelRequested: false,
  progress: {
    phase: null,
    files: 1,
    originalSizeBytes: 1,
    deduplicatedSizeBytes: 1,
    path: "/home/me/private",
    percent,
    bytesPerSecond: null,
    etaMs: null,
    updatedAt: at,
  },
  allowed: [],
});

describe("what MQTT tells of a repository", () => {
  it("is its state, and what its plans add", () => {
    const status = statusOf({
      plans: [
        planStatus("planhome", {
          repositoryIds: ["repohome"],
          nextRunAt: "2026-11-23T02:00:00.000Z",
          lastRun: runOf("2026-11-22T01:58:30.000Z", at),
        }),
        planStatus("planwork", {
          repositoryIds: ["repohome"],
          nextRunAt: "2026-11-22T12:00:00.000Z",
          lastRun: runOf("2026-11-22T03:00:00.000Z", null),
        }),
        planStatus("planelse", { repositoryIds: ["repoelse"], nextRunAt: at, state: "late" }),
      ],
    });
    expect(repositoryState(status, repository())).to.deep.equal({
      state: "ok",
      problem: false,
      running: false,
      job: null,
      late: false,
      last_success: at,
      next_run: "2026-11-22T12:00:00.000Z",
      size: 3000,
      archives: 7,
      duration: 90,
      progress: null,
      message: null,
    });
  });

  it("is a problem where somebody is needed, and late where only a plan of several is", () => {
    const plans = [planStatus("planhome", { repositoryIds: ["repohome"], state: "late" })];
    const told = repositoryState(statusOf({ plans }), repository({ state: "failed", message: "x".repeat(2000) }));
    expect(told).to.include({ state: "failed", problem: true, late: true });
    expect(told.message).to.have.length(500);
    for (const state of ["warning", "late"] as const)
      expect(repositoryState(statusOf(), repository({ state })).problem).to.equal(true);
    for (const state of ["never", "paused", "running"] as const)
      expect(repositoryState(statusOf(), repository({ state })).problem).to.equal(false);
  });

  it("is the progress of the job that runs, without its path", () => {
    const told = repositoryState(statusOf({ running: [running(42.5)] }), repository({ state: "running" }));
    expect(told).to.include({ running: true, job: "backup", progress: 42.5 });
    expect(JSON.stringify(told)).to.not.include("private").and.not.include("secret place");
  });

  it("says what the job does, of one that runs", () => {
    const check = { ...running(null), kind: "check" } as const;
    const waits = { ...running(null), kind: "prune", state: "queued" } as const;
    const told = (job: Status["running"][number]) => repositoryState(statusOf({ running: [job] }), repository()).job;
    expect([told(check), told(waits)]).to.deep.equal(["check", null]);
  });

  it("is one device with its entities, under ids that stay", () => {
    const context = { settings, version: "1.2.3", publicBaseUrl: "https://borg.example.com/deck" };
    const told = discoveryOf({ id: "repohome", name: "NAS (Büro)" }, context) as unknown as Discovery;
    expect(told.device).to.deep.equal({
      identifiers: ["borgdeck_repohome"],
      name: "NAS (Büro)",
      manufacturer: "Borgdeck",
      model: "Borg repository",
      sw_version: "1.2.3",
      configuration_url: "https://borg.example.com/deck/repositories/repohome",
    });
    expect(told.origin).to.deep.equal({ name: "Borgdeck", sw_version: "1.2.3" });
    expect(told.availability_topic).to.equal("borgdeck/status");
    expect(told.state_topic).to.equal("borgdeck/repository/repohome");
    expect(Object.values(told.components).map(({ default_entity_id }) => default_entity_id)).to.deep.equal([
      "binary_sensor.nas_buro_problem",
      "binary_sensor.nas_buro_running",
      "binary_sensor.nas_buro_late",
      "sensor.nas_buro_state",
      "sensor.nas_buro_last_success",
      "sensor.nas_buro_next_run",
      "sensor.nas_buro_size",
      "sensor.nas_buro_archives",
      "sensor.nas_buro_duration",
      "sensor.nas_buro_progress",
    ]);
    for (const [role, component] of Object.entries(told.components)) {
      expect(component.unique_id).to.equal(`borgdeck_repohome_${role}`);
      expect(component.value_template).to.include(`value_json.${role}`);
    }
    expect(JSON.stringify(told)).to.have.length.below(8000);
    expect(
      discoveryOf({ id: "repohome", name: "NAS" }, { ...context, publicBaseUrl: null }),
    ).to.not.have.nested.property("device.configuration_url");
  });

  it("is what the cards for Home Assistant look for", () => {
    const context = { settings, version: "1.2.3", publicBaseUrl: null };
    const { components } = discoveryOf({ id: "repohome", name: "NAS" }, context) as unknown as Discovery;
    const states: EntityState[] = Object.values(components).map((component) => ({
      entity_id: component.default_entity_id,
      state: "",
      attributes: { device_class: component.device_class, unit_of_measurement: component.unit_of_measurement },
      last_changed: at,
      last_updated: at,
    }));
    const roles = rolesOfDevice(
      {
        states: Object.fromEntries(states.map((state) => [state.entity_id, state])),
        entities: Object.fromEntries(states.map(({ entity_id }) => [entity_id, { device_id: "d" }])),
      },
      "d",
    );
    expect(roles).to.deep.equal({
      late: "binary_sensor.nas_late",
      problem: "binary_sensor.nas_problem",
      running: "binary_sensor.nas_running",
      next_run: "sensor.nas_next_run",
      last_success: "sensor.nas_last_success",
      size: "sensor.nas_size",
      progress: "sensor.nas_progress",
      archives: "sensor.nas_archives",
      status: "sensor.nas_state",
    });
  });

  it("has topics that Home Assistant accepts, and slugs of any name", () => {
    expect([availabilityTopic(settings), birthTopic(settings)]).to.deep.equal([
      "borgdeck/status",
      "homeassistant/status",
    ]);
    expect(stateTopic(settings, "repohome")).to.equal("borgdeck/repository/repohome");
    expect(discoveryTopic(settings, "repohome")).to.match(/^homeassistant\/device\/[a-zA-Z0-9_-]+\/config$/);
    expect(["Ärger & Söhne", " NAS-2 ", "備份", "__"].map((name) => slugOf(name, "repohome"))).to.deep.equal([
      "arger_sohne",
      "nas_2",
      "repohome",
      "repohome",
    ]);
  });
});

interface Discovery {
  readonly device: object;
  readonly origin: object;
  readonly availability_topic: string;
  readonly state_topic: string;
  readonly components: Readonly<
    Record<
      string,
      {
        readonly unique_id: string;
        readonly default_entity_id: string;
        readonly value_template: string;
        readonly device_class?: string;
        readonly unit_of_measurement?: string;
      }
    >
  >;
}
