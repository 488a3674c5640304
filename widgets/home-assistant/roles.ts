// Which entity of a device tells what: by what it says itself, by its kind, and where that is not enough by its id.
import type { EntityState, Hass } from "./hass.ts";

/** What an entity can tell about a backup. */
export const roles = [
  "status",
  "problem",
  "late",
  "running",
  "progress",
  "last_success",
  "next_run",
  "last_check",
  "last_verify",
  "size",
  "archives",
] as const;
export type Role = (typeof roles)[number];

/** Role → entity id. */
export type Roles = Readonly<Partial<Record<Role, string>>>;

interface Look {
  readonly domain: string;
  /** The class that Home Assistant knows its kind by. */
  readonly kind: unknown;
  readonly unit: unknown;
  /** What it says itself, so that it can be renamed: Borgdeck's own entities have this attribute. */
  readonly role: unknown;
  /** The values that it can have, where these are known. */
  readonly options: unknown;
  /** What the id says after the domain. */
  readonly id: string;
}

type Rule = readonly [Role, (look: Look) => boolean];

const sensor = (look: Look) => look.domain === "sensor";
const binary = (look: Look) => look.domain === "binary_sensor";
const says = (look: Look, words: RegExp) => words.test(look.id);
const isTime = (look: Look) => sensor(look) && look.kind === "timestamp";

/** The first that holds; for a role that several entities could have, the first of them by their order here, then by id. */
const rules: readonly Rule[] = [
  ...roles.map((role): Rule => [role, (look) => look.role === (role === "status" ? "state" : role)]),
  ["late", (look) => binary(look) && says(look, /(^|_)(late|stale|overdue|missed)($|_)/)],
  ["problem", (look) => binary(look) && look.kind === "problem"],
  ["running", (look) => binary(look) && look.kind === "running"],
  ["next_run", (look) => isTime(look) && says(look, /(^|_)next/)],
  ["last_check", (look) => isTime(look) && says(look, /check/)],
  ["last_verify", (look) => isTime(look) && says(look, /verif/)],
  ["last_success", (look) => isTime(look) && says(look, /success|backup/)],
  ["size", (look) => look.kind === "data_size" && says(look, /dedup|stored/)],
  ["size", (look) => look.kind === "data_size" && !says(look, /original|compressed|free|quota|total/)],
  ["progress", (look) => sensor(look) && look.unit === "%" && says(look, /progress|percent/)],
  ["archives", (look) => sensor(look) && says(look, /archives/)],
  ["status", (look) => Array.isArray(look.options) && look.options.includes("failed") && look.options.includes("late")],
  ["status", (look) => sensor(look) && says(look, /(^|_)(status|state)$/)],
];

/** What the entities of a device tell. */
export function rolesOfDevice(hass: Hass, device: string): Roles {
  const looks = Object.entries(hass.entities ?? {})
    .filter(([, entry]) => entry?.device_id === device)
    .map(([id]) => id)
    .sort()
    .flatMap((id) => {
      const state = hass.states[id];
      return state ? [lookOf(id, state)] : [];
    });
  const found: Partial<Record<Role, string>> = {};
  const taken = new Set<string>();
  for (const [role, fits] of rules) {
    const look = looks.find((each) => !taken.has(idOf(each)) && fits(each));
    if (!look) continue;
    for (const each of looks) if (fits(each)) taken.add(idOf(each)); // a second of its kind is nothing else
    found[role] ??= idOf(look);
  }
  return found;
}

function lookOf(entityId: string, { attributes }: EntityState): Look {
  const [domain = "", id = ""] = entityId.split(".");
  return {
    domain,
    id,
    role: attributes["borgdeck_role"],
    options: attributes["options"],
    kind: attributes["device_class"],
    unit: attributes["unit_of_measurement"],
  };
}

const idOf = ({ domain, id }: Look) => `${domain}.${id}`;
