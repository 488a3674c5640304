// What Home Assistant's pickers and its visual editor ask of a card or badge.

import { type CardKind, cardKinds } from "./cards.ts";
import type { WrittenConfig } from "./config.ts";
import { formOf } from "./form.ts";
import { type Hass, nameOf } from "./hass.ts";
import { rolesOfDevice } from "./roles.ts";
import { isSummary } from "./summary.ts";

export { formOf };

/** What a new card starts with: the first entity that tells how backups stand, or else the devices of all backups. */
export function stubOf(kind: CardKind, hass: Hass | undefined, entities: readonly string[] = []): WrittenConfig {
  if (!hass) return { entity: usual };
  const all = Object.keys(hass.states);
  const summary = all.find((id) => isSummaryOf(hass, id));
  if (summary) return { entity: summary, ...(kind.single ? firstRepository(hass, summary) : {}) };
  const tells = (id: string) => tellsOfBackups(hass, id);
  const devices = [...new Set(all.filter(tells).flatMap((id) => hass.entities?.[id]?.device_id ?? []))];
  if (devices.length > 1 && !kind.single) return { device: devices };
  return { entity: entities.find(tells) ?? all.find(tells) ?? usual };
}

/** The id that the REST sensor of the example has. */
const usual = "sensor.borgdeck";

/** The card for an entity that somebody picked; null where it tells nothing of backups. */
export function suggestionFor(kind: CardKind, hass: Hass, entityId: string): object | null {
  if (!kind.suggested || kind.badge || !tellsOfBackups(hass, entityId)) return null;
  const repository = kind.single && isSummaryOf(hass, entityId) ? firstRepository(hass, entityId) : {};
  return { config: { type: `custom:${kind.type}`, entity: entityId, ...repository } };
}

function firstRepository(hass: Hass, summary: string): WrittenConfig {
  const repositories = hass.states[summary]?.attributes["repos"] as readonly { readonly id?: unknown }[];
  const id = repositories[0]?.id;
  return typeof id === "string" ? { repo: id } : {};
}

function isSummaryOf(hass: Hass, id: string): boolean {
  const state = hass.states[id];
  return state !== undefined && Array.isArray(state.attributes["repos"]) && isSummary(state);
}

/** Nothing but what names borg, or is its summary: any device has a binary sensor of the class problem. */
function tellsOfBackups(hass: Hass, id: string): boolean {
  const state = hass.states[id];
  if (!state) return false;
  if (isSummaryOf(hass, id)) return true;
  const device = hass.entities?.[id]?.device_id;
  const { manufacturer = "", model = "" } = (device && hass.devices?.[device]) || {};
  if (!/borg/i.test(`${id} ${nameOf(state)} ${manufacturer} ${model}`)) return false;
  const roles = device ? rolesOfDevice(hass, device) : {};
  return roles.problem === id || roles.status === id || (isSummary(state) && "last_success" in state.attributes);
}

/** The lists that the pickers read. */
export interface Picker {
  customCards?: Listed[];
  customBadges?: Listed[];
}

interface Listed {
  readonly type: string;
}

/** Lists cards and badges in the pickers; once, however often the script is loaded. */
export function list(page: Picker): void {
  page.customCards ??= [];
  page.customBadges ??= [];
  for (const kind of cardKinds) {
    const { type, name, description } = kind;
    const listed = kind.badge ? page.customBadges : page.customCards;
    if (listed.some((each) => each.type === type)) continue;
    const getEntitySuggestion = (hass: Hass, entityId: string) => suggestionFor(kind, hass, entityId);
    listed.push(Object.assign({ type, name, description, preview: true }, kind.badge ? {} : { getEntitySuggestion }));
  }
}
