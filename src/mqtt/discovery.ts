// What Home Assistant is told of a repository: one device, and an entity for each thing that its state tells. Pure.
import type { MqttSettings } from "../../schemas/mqtt.ts";
import { healthStates, type RepositoryStatus } from "../../schemas/status.ts";
import type { RepositoryState } from "./repository-state.ts";
import { availabilityTopic, stateTopic } from "./topics.ts";

export interface DiscoveryContext {
  readonly settings: Pick<MqttSettings, "topicPrefix" | "discoveryPrefix">;
  readonly version: string;
  /** Null where nobody has said at which address people find Borgdeck. */
  readonly publicBaseUrl: string | null;
}

/** The others are attributes of these. */
type Role = Exclude<keyof RepositoryState, "message" | "job">;

interface Entity {
  readonly platform: "binary_sensor" | "sensor";
  readonly name: string;
  readonly [option: string]: unknown;
}

const binary = (role: Role, name: string, more: object): Entity => ({
  platform: "binary_sensor",
  name,
  value_template: `{{ 'ON' if value_json.${role} else 'OFF' }}`,
  ...more,
});
/** A null comes out as `None`, which Home Assistant shows as unknown. */
const sensor = (role: Role, name: string, more: object): Entity => ({
  platform: "sensor",
  name,
  value_template: `{{ value_json.${role} }}`,
  ...more,
});

const entities: Readonly<Record<Role, Entity>> = {
  problem: binary("problem", "Problem", {
    device_class: "problem",
    json_attributes_template: "{{ {'borgdeck_role': 'problem', 'message': value_json.message} | tojson }}",
  }),
  running: binary("running", "Running", {
    device_class: "running",
    json_attributes_template: "{{ {'borgdeck_role': 'running', 'job': value_json.job} | tojson }}",
  }),
  late: binary("late", "Late", { icon: "mdi:clock-alert-outline" }),
  state: sensor("state", "State", {
    device_class: "enum",
    options: [...healthStates, "unknown"],
    value_template: "{{ value_json.state | default('unknown', true) }}",
  }),
  last_success: sensor("last_success", "Last success", { device_class: "timestamp" }),
  next_run: sensor("next_run", "Next run", { device_class: "timestamp" }),
  size: sensor("size", "Size", { device_class: "data_size", unit_of_measurement: "B", state_class: "measurement" }),
  archives: sensor("archives", "Archives", { icon: "mdi:archive-outline", state_class: "measurement" }),
  duration: sensor("duration", "Duration", {
    device_class: "duration",
    unit_of_measurement: "s",
    state_class: "measurement",
  }),
  progress: sensor("progress", "Progress", { icon: "mdi:progress-upload", unit_of_measurement: "%" }),
};

/** The discovery message of a repository. */
export function discoveryOf(
  { id, name }: Pick<RepositoryStatus, "id" | "name">,
  { settings, version, publicBaseUrl }: DiscoveryContext,
): object {
  const topic = stateTopic(settings, id);
  const components = Object.entries(entities).map(([role, entity]) => [
    role,
    {
      // By this the cards know it, whatever it is called there.
      json_attributes_template: `{{ {'borgdeck_role': '${role}'} | tojson }}`,
      json_attributes_topic: topic,
      ...entity,
      unique_id: `borgdeck_${id}_${role}`,
      default_entity_id: `${entity.platform}.${slugOf(name, id)}_${role}`,
    },
  ]);
  return {
    device: {
      identifiers: [`borgdeck_${id}`],
      name,
      manufacturer: "Borgdeck",
      model: "Borg repository",
      sw_version: version,
      ...(publicBaseUrl === null ? {} : { configuration_url: `${publicBaseUrl}/repositories/${id}` }),
    },
    origin: { name: "Borgdeck", sw_version: version },
    availability_topic: availabilityTopic(settings),
    state_topic: topic,
    qos: 1,
    components: Object.fromEntries(components),
  };
}

/** A name as it stands in ids of entities: a to z, digits and underscores. Where nothing is left of it, the repository's id. */
export function slugOf(name: string, id: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "") || id;
}
