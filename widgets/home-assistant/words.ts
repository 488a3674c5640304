// What a card says where there is nothing to show: in Home Assistant's own words where it has some.
import type { Hass } from "./hass.ts";
import type { Trouble } from "./status-of.ts";

export interface Sentence {
  readonly title: string;
  /** What to do. */
  readonly hint: string;
}

/** A trouble in words. */
export function sentenceOf({ kind, subject }: Trouble, hass: Hass): Sentence {
  if (hass.config?.state && hass.config.state !== "RUNNING")
    return { title: own(hass, "starting", {}) ?? "Home Assistant is starting.", hint: subject };
  switch (kind) {
    case "not-found":
      return {
        title: own(hass, "entity_not_found", { entity: subject }) ?? `Entity not found: ${subject}`,
        hint: "Write the id of an entity that exists, or set up the one that is missing.",
      };
    case "unavailable":
      return {
        title: own(hass, "entity_unavailable", { entity: subject }) ?? `Entity unavailable: ${subject}`,
        hint: "Home Assistant cannot reach Borgdeck, or its token was revoked. See Settings, System, Logs.",
      };
    case "no-state":
      return {
        title: `${subject} does not tell how a backup stands`,
        hint: "Choose the sensor whose state is the summary's status, or a binary sensor of the class problem.",
      };
    case "no-device":
      return {
        title: `Device not found: ${subject}`,
        hint: "Choose the device in the card's editor.",
      };
    case "no-entities":
      return {
        title: `${subject} has no entity that tells how a backup stands`,
        hint: "It needs a binary sensor of the class problem. Or write under entities which entity tells what.",
      };
  }
}

function own(hass: Hass, key: string, values: Readonly<Record<string, string>>): string | null {
  return hass.localize?.(`ui.panel.lovelace.warning.${key}`, values) || null;
}
