// From entities to a status, and what is in the way of it.
import type { HealthState, Status } from "../../schemas/status.ts";
import { type Backup, statusOfBackups } from "./backup.ts";
import type { Source } from "./config.ts";
import { type EntityState, type Hass, hasValue, nameOf } from "./hass.ts";
import { type Role, type Roles, rolesOfDevice } from "./roles.ts";
import { isSummary, statusOfSummary } from "./summary.ts";
import { bytes, count, healthState, jobKind, number, text, timestamp } from "./values.ts";

/** Why something cannot be told. `no-state`: the entity is there, and is none of a backup's. */
export interface Trouble {
  readonly kind: "not-found" | "unavailable" | "no-state" | "no-device" | "no-entities";
  /** Id of the entity or device. */
  readonly subject: string;
}

export interface Mapped {
  /** Null where nothing can be told. */
  readonly status: Status | null;
  readonly troubles: readonly Trouble[];
  /** The entity that more is to be seen of. */
  readonly main: string | null;
  /** The entities that it depends on, also those that are not there. */
  readonly used: readonly string[];
}

/** What the entities of a source tell now. Never throws: what is missing is in `troubles`. */
export function mapEntities(hass: Hass, source: Exclude<Source, { kind: "server" }>): Mapped {
  if (source.kind === "entity") return mapEntity(hass, source.entity);
  if (source.kind === "entities") return joined([mapRoles(hass, source.entities, "entities", null)]);
  return joined(source.devices.map((id) => mapDevice(hass, hass.entities?.[id]?.device_id ?? id)));
}

interface Part {
  readonly backup: Backup | null;
  readonly troubles: readonly Trouble[];
  readonly main: string | null;
  readonly used: readonly string[];
}

function joined(parts: readonly Part[]): Mapped {
  const backups = parts.flatMap(({ backup }) => backup ?? []);
  return {
    status: backups.length > 0 ? statusOfBackups(backups) : null,
    troubles: parts.flatMap(({ troubles }) => troubles),
    main: parts.find(({ main }) => main !== null)?.main ?? null,
    used: parts.flatMap(({ used }) => used),
  };
}

function mapEntity(hass: Hass, id: string): Mapped {
  const state = hass.states[id];
  const device = hass.entities?.[id]?.device_id;
  if (hasValue(state) && isSummary(state))
    return { status: statusOfSummary(state), troubles: [], main: id, used: [id] };
  const roles = device ? rolesOfDevice(hass, device) : {};
  if (device && Object.values(roles).includes(id)) return { ...joined([mapDevice(hass, device)]), main: id };
  if (id.startsWith("binary_sensor.") && state?.attributes["device_class"] !== "running")
    return joined([mapRoles(hass, { problem: id }, id, null)]);
  const kind = !state ? "not-found" : hasValue(state) ? "no-state" : "unavailable";
  return { status: null, troubles: [{ kind, subject: id }], main: state ? id : null, used: [id] };
}

function mapDevice(hass: Hass, device: string): Part {
  const used = Object.keys(hass.entities ?? {}).filter((id) => hass.entities?.[id]?.device_id === device);
  const roles = rolesOfDevice(hass, device);
  const entry = hass.devices?.[device];
  const name = entry?.name_by_user ?? entry?.name ?? null;
  const part = mapRoles(hass, roles, device, name);
  if (roles.problem || roles.status) return { ...part, used };
  const missing = device.includes(".") ? "not-found" : "no-device"; // an entity's id stands for its device
  const kind = used.length === 0 ? missing : "no-entities";
  return { backup: null, troubles: [{ kind, subject: name ?? device }], main: used[0] ?? null, used };
}

function mapRoles(hass: Hass, roles: Roles, id: string, name: string | null): Part {
  const used = Object.values(roles);
  const troubles = used.flatMap((entity) => troubleOf(entity, hass.states[entity]) ?? []);
  const main = roles.problem ?? roles.status ?? null;
  const told = (role: Role): EntityState | null => {
    const entity = roles[role];
    const state = entity === undefined ? undefined : hass.states[entity];
    return hasValue(state) ? state : null;
  };
  const state = stateOf(told);
  if (!state) {
    const subject = main ?? id;
    const kind = hasValue(hass.states[subject]) ? "no-state" : "unavailable";
    // Where the one that tells the state is away, so is all of it: once is enough.
    const worst = troubles.find((trouble) => trouble.subject === main) ?? troubles[0] ?? { kind, subject };
    return { backup: null, troubles: [worst], main, used };
  }
  const problem = told("problem") ?? told("status");
  const at = (role: Role) => timestamp(told(role)?.state);
  const size = told("size");
  const backup: Backup = {
    id,
    name: name ?? (problem ? nameOf(problem) : id),
    state,
    since: timestamp(problem?.last_changed),
    message: text(problem?.attributes["message"]) ?? text(problem?.attributes["problem"]),
    lastSuccessAt: at("last_success"),
    nextRunAt: at("next_run"),
    lastCheckAt: at("last_check"),
    lastVerifyAt: at("last_verify"),
    sizeBytes: size && bytes(size.state, size.attributes["unit_of_measurement"]),
    archivesCount: count(told("archives")?.state),
    run: runOf(state, told),
  };
  return { backup, troubles, main, used };
}

/** The worst that is said; null where nothing says how the backup stands. */
function stateOf(told: (role: Role) => EntityState | null): HealthState | null {
  const status = healthState(told("status")?.state);
  if (status) return status;
  const problem = told("problem");
  if (!problem) return null;
  if (told("late")?.state === "on") return "late";
  if (problem.state === "on") return "failed";
  return told("running")?.state === "on" ? "running" : "ok";
}

function runOf(state: HealthState, told: (role: Role) => EntityState | null): Backup["run"] {
  const running = told("running");
  if (running ? running.state !== "on" : state !== "running") return null;
  const progress = told("progress");
  const percent = number(progress?.state);
  return {
    kind: jobKind(running?.attributes["job"]),
    startedAt: timestamp(running?.last_changed),
    percent: percent === null ? null : Math.min(100, Math.max(0, percent)),
    updatedAt: timestamp(progress?.last_updated) ?? timestamp(running?.last_updated) ?? "",
  };
}

function troubleOf(subject: string, state: EntityState | undefined): Trouble | null {
  if (!state) return { kind: "not-found", subject };
  // A time or a size that nobody knows yet is no trouble; that nobody is there to tell is.
  if (state.state === "unavailable") return { kind: "unavailable", subject };
  const tellsState = subject.startsWith("binary_sensor.");
  return state.state === "unknown" && tellsState ? { kind: "unavailable", subject } : null;
}
