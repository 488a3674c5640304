// What Home Assistant's card picker and visual editor ask of a card.

import { type CardKind, cardKinds, tagOf } from "./cards.ts";
import type { WrittenConfig } from "./config.ts";
import { type Hass, nameOf } from "./hass.ts";
import { rolesOfDevice } from "./roles.ts";
import { isSummary } from "./summary.ts";

/** Home Assistant draws the form from this; it has no code of ours in it. */
export function formOf(kind: CardKind): object {
  const text = (name: string) => ({ name, selector: { text: {} } });
  const choice = (name: string, options: readonly string[]) => ({
    name,
    selector: { select: { mode: "dropdown", options } },
  });
  return {
    schema: [
      { name: "entity", selector: { entity: { domain: ["sensor", "binary_sensor"] } } },
      { name: "device", selector: { device: { multiple: true } } },
      text("name"),
      text("repo"),
      {
        type: "grid",
        name: "",
        schema: [
          choice("size", ["auto", "compact", "regular", "large"]),
          choice("density", ["comfortable", "compact"]),
        ],
      },
      ...kind.options.map(text),
    ],
    computeHelper: ({ name }: { name: string }) => helpers[name],
  };
}

const helpers: Readonly<Record<string, string>> = {
  entity:
    "The REST sensor that holds Borgdeck's summary, or a binary sensor of the class problem. Instead of a device.",
  device: "Devices of backups, as MQTT discovers them. Instead of an entity.",
  repo: "Ids of the repositories to show, comma-separated. All where it is empty.",
};

/** What a new card starts with: the first entity that tells how backups stand. */
export function stubOf(hass: Hass | undefined, entities: readonly string[] = []): WrittenConfig {
  const all = Object.keys(hass?.states ?? {});
  const tells = (id: string) => hass !== undefined && tellsOfBackups(hass, id);
  return { entity: entities.find(tells) ?? all.find(tells) ?? "sensor.borgdeck" };
}

/** The cards for an entity that somebody picked; null where it tells nothing of backups. */
export function suggestionFor(kind: CardKind, hass: Hass, entityId: string): object | null {
  if (!kind.suggested || !tellsOfBackups(hass, entityId)) return null;
  return { config: { type: `custom:${tagOf(kind)}`, entity: entityId } };
}

/** Nothing but what names borg, or is its summary: any device has a binary sensor of the class problem. */
function tellsOfBackups(hass: Hass, id: string): boolean {
  const state = hass.states[id];
  if (!state) return false;
  if (Array.isArray(state.attributes["repos"]) && isSummary(state)) return true;
  const named = /borg/i.test(`${id} ${nameOf(state)}`);
  if (!named) return false;
  const device = hass.entities?.[id]?.device_id;
  const roles = device ? rolesOfDevice(hass, device) : {};
  return roles.problem === id || roles.status === id || (isSummary(state) && "last_success" in state.attributes);
}

/** Lists the cards in the picker; once, however often the script is loaded. */
export function listCards(page: { customCards?: { type: string }[] }): void {
  page.customCards ??= [];
  for (const kind of cardKinds) {
    const type = tagOf(kind);
    if (page.customCards.some((card) => card.type === type)) continue;
    const card = {
      type,
      name: kind.name,
      description: kind.description,
      preview: true,
      getEntitySuggestion: (hass: Hass, entityId: string) => suggestionFor(kind, hass, entityId),
    };
    page.customCards.push(card);
  }
}
