// A Home Assistant that is well: the REST sensor with the summary, and a repository as MQTT discovers it.
import { readConfig } from "../../../../widgets/home-assistant/config.ts";
import type { EntityState, Hass } from "../../../../widgets/home-assistant/hass.ts";
import { type Mapped, mapEntities } from "../../../../widgets/home-assistant/status-of.ts";

export const at = "2026-11-22T02:00:00.000Z";
export const later = "2026-11-23T02:00:00.000Z";
export const device = "0123456789abcdef0123456789abcdef";

export function entity(id: string, state: string, attributes: Record<string, unknown> = {}): EntityState {
  return { entity_id: id, state, attributes, last_changed: at, last_updated: at };
}

export function hassOf(states: readonly EntityState[], more: Partial<Hass> = {}): Hass {
  return { states: Object.fromEntries(states.map((state) => [state.entity_id, state])), ...more };
}

export const summaryAttributes = {
  friendly_name: "Borgdeck",
  problem: null,
  last_success: at,
  oldest_success: at,
  next_run: later,
  plans: 3,
  ok: 2,
  running: 1,
  warning: 0,
  failed: 0,
  late: 0,
  never: 0,
  paused: 0,
  failed_24h: 0,
  size_bytes: 3000,
  archives: 7,
  repos: [
    {
      id: "aaaaaaaa",
      name: "NAS",
      status: "ok",
      problem: null,
      last_backup: at,
      next_run: later,
      size_bytes: 2000,
      archives: 5,
      last_check: at,
    },
    {
      id: "bbbbbbbb",
      name: "Offsite",
      status: "ok",
      problem: null,
      last_backup: at,
      next_run: null,
      size_bytes: 1000,
      archives: 2,
    },
  ],
};

export const summary = (state = "ok", attributes: Record<string, unknown> = {}) =>
  entity("sensor.borgdeck", state, { ...summaryAttributes, ...attributes });

/** The entities of one repository's device. */
export const discovered = (change: Record<string, string> = {}): EntityState[] =>
  [
    entity("binary_sensor.borg_nas_problem", "off", { device_class: "problem", friendly_name: "Borg NAS Problem" }),
    entity("binary_sensor.borg_nas_stale", "off", { device_class: "problem" }),
    entity("binary_sensor.borg_nas_running", "off", { device_class: "running" }),
    entity("sensor.borg_nas_last_success", "2026-11-22T03:00:00+01:00", { device_class: "timestamp" }),
    entity("sensor.borg_nas_next_run", later, { device_class: "timestamp" }),
    entity("sensor.borg_nas_original_size", "900", { device_class: "data_size", unit_of_measurement: "GB" }),
    entity("sensor.borg_nas_deduplicated_size", "1.5", { device_class: "data_size", unit_of_measurement: "GiB" }),
    entity("sensor.borg_nas_archives", "42"),
    entity("sensor.borg_nas_progress", "43.5", { unit_of_measurement: "%" }),
    entity("sensor.borg_nas_duration", "120", { device_class: "duration", unit_of_measurement: "s" }),
  ].map((each) => ({ ...each, state: change[each.entity_id] ?? each.state }));

export function hassWithDevice(states: readonly EntityState[] = discovered()): Hass {
  return hassOf(states, {
    entities: Object.fromEntries(states.map(({ entity_id }) => [entity_id, { device_id: device }])),
    devices: { [device]: { name: "Borg NAS", name_by_user: null } },
  });
}

export const published = "fedcba9876543210fedcba9876543210";

/** The entities that Borgdeck itself makes of a repository by MQTT, with the ids that it proposes. */
export function publishedEntities(name = "NAS", change: Record<string, string> = {}): EntityState[] {
  const slug = name.toLowerCase();
  const told = (domain: string, role: string, state: string, attributes: Record<string, unknown> = {}) =>
    entity(`${domain}.${slug}_${role}`, change[role] ?? state, { friendly_name: `${name} ${role}`, ...attributes });
  return [
    told("binary_sensor", "problem", "off", { device_class: "problem" }),
    told("binary_sensor", "running", "off", { device_class: "running" }),
    told("binary_sensor", "late", "off"),
    told("sensor", "state", "ok", {
      device_class: "enum",
      options: ["ok", "running", "warning", "failed", "late", "suspicious", "never", "paused", "unknown"],
    }),
    told("sensor", "last_success", at, { device_class: "timestamp" }),
    told("sensor", "next_run", later, { device_class: "timestamp" }),
    told("sensor", "size", "3000", { device_class: "data_size", unit_of_measurement: "B" }),
    told("sensor", "archives", "42", { state_class: "measurement" }),
    told("sensor", "duration", "120", { device_class: "duration", unit_of_measurement: "s" }),
    told("sensor", "progress", "unknown", { unit_of_measurement: "%" }),
  ];
}

/** Devices of Borgdeck's own, each with its entities: name → those that are not as usual. */
export function hassWithPublished(repositories: Record<string, Record<string, string>> = { NAS: {} }): Hass {
  const devices = Object.entries(repositories).map(([name, change], index) => {
    const id = index === 0 ? published : `${index}${published.slice(1)}`;
    return { id, name, states: publishedEntities(name, change) };
  });
  const entries = devices.flatMap(({ id, states }) => states.map(({ entity_id }) => [entity_id, { device_id: id }]));
  return hassOf(
    devices.flatMap(({ states }) => states),
    {
      entities: Object.fromEntries(entries),
      devices: Object.fromEntries(
        devices.map(({ id, name }) => [
          id,
          { name, name_by_user: null, manufacturer: "Borgdeck", model: "Borg repository" },
        ]),
      ),
    },
  );
}

/** What a card with this configuration draws. */
export function map(hass: Hass, written: Record<string, unknown>): Mapped {
  const { source } = readConfig(written, []);
  if (source.kind === "server") throw new Error("not from entities");
  return mapEntities(hass, source);
}
