// What people write for a card, and what is said where it is not right.
import { type Role, type Roles, roles } from "./roles.ts";

/** Where a card's data is from. */
export type Source =
  | { readonly kind: "entity"; readonly entity: string }
  | { readonly kind: "entities"; readonly entities: Roles }
  /** Ids of devices, or each of one of its entities. */
  | { readonly kind: "devices"; readonly devices: readonly string[] }
  | { readonly kind: "server"; readonly server: string };

export interface CardConfig {
  readonly source: Source;
  /** Attributes for the element: name → value. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** As it stands in YAML, with whatever Home Assistant and other cards put beside it. */
export type WrittenConfig = Readonly<Record<string, unknown>>;

/** Options of every card → attribute of the element. */
const commonOptions: Readonly<Record<string, string>> = {
  name: "heading",
  repo: "repo",
  size: "size",
  density: "density",
  hide_when: "hide-when",
};

const sources = ["entity", "entities", "device", "server"] as const;
const entityPattern = /^[a-z0-9_]+\.[a-z0-9_]+$/;
/** Rows of the grid in which only the compact form has room. */
const compactRows = 2;

/** Reads a configuration. Throws an Error that says what to write; Home Assistant shows its message in the card's place. */
export function readConfig(written: unknown, ownOptions: readonly string[]): CardConfig {
  if (!isRecord(written)) throw new Error("The configuration is empty. Write: entity: sensor.borgdeck");
  const options = {
    ...commonOptions,
    ...Object.fromEntries(ownOptions.map((name) => [name, name.replaceAll("_", "-")])),
  };
  const attributes: Record<string, string> = {};
  for (const [option, attribute] of Object.entries(options)) {
    const value = written[option];
    if (value === undefined || value === null) continue;
    attributes[attribute] = Array.isArray(value)
      ? value.map((each) => scalar(option, each)).join(",")
      : scalar(option, value);
  }
  const grid = written["grid_options"];
  const rows = isRecord(grid) ? grid["rows"] : null;
  if (typeof rows === "number" && rows <= compactRows) attributes["size"] ??= "compact";
  return { source: readSource(written), attributes };
}

function readSource(written: WrittenConfig): Source {
  const given = sources.filter((name) => !isEmpty(written[name]));
  const [name, another] = given;
  if (!name)
    throw new Error(
      "Nothing says where the data is. Write one of: entity: sensor.borgdeck, device: <a device's id>, entities: …",
    );
  if (another) throw new Error(`Write either ${name} or ${another}, not both: clear one of them.`);
  const value = written[name];
  if (name === "entity" && Array.isArray(value))
    return { kind: "devices", devices: value.map((id) => entityId("entity", id)) };
  if (name === "entity") return { kind: "entity", entity: entityId("entity", value) };
  if (name === "device") return { kind: "devices", devices: readDevices(value) };
  if (name === "server") return { kind: "server", server: readServer(value) };
  return { kind: "entities", entities: readEntities(value) };
}

function readEntities(value: unknown): Roles {
  if (!isRecord(value))
    throw new Error(
      "entities says which entity tells what. Write: entities: { problem: binary_sensor.borg_problem, last_success: sensor.borg_last_success }",
    );
  const entities: Partial<Record<Role, string>> = {};
  for (const [role, id] of Object.entries(value)) {
    if (isEmpty(id)) continue;
    if (!isRole(role)) throw new Error(`entities has no "${role}". It takes: ${roles.join(", ")}.`);
    entities[role] = entityId(`entities: ${role}`, id);
  }
  if (!entities.problem && !entities.status)
    throw new Error("entities does not say how the backup stands. Add problem: binary_sensor.… or status: sensor.…");
  return entities;
}

function readDevices(value: unknown): readonly string[] {
  const devices: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (!devices.every((id) => typeof id === "string" && id !== ""))
    throw new Error(
      "device is not the id of a device. Choose the device in the card's editor, or write its id, or a list of ids.",
    );
  return devices as readonly string[];
}

function readServer(value: unknown): string {
  const url = typeof value === "string" && URL.canParse(value) ? new URL(value) : null;
  if (!url || !/^https?:$/.test(url.protocol))
    throw new Error("server is not an address. Write: server: https://borg.example.com");
  return url.href;
}

function entityId(where: string, value: unknown): string {
  if (typeof value === "string" && entityPattern.test(value)) return value;
  throw new Error(`${where} is not the id of an entity. Write it as in: ${where}: sensor.borgdeck`);
}

function scalar(option: string, value: unknown): string {
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return String(value);
  throw new Error(`${option} takes a text or a number, or a list of them.`);
}

/** As the editor leaves a field that somebody cleared. */
function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "") return true;
  return Array.isArray(value) ? value.length === 0 : isRecord(value) && Object.values(value).every(isEmpty);
}

const isRole = (name: string): name is Role => (roles as readonly string[]).includes(name);

function isRecord(value: unknown): value is WrittenConfig {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
