// The settings of MQTT as a form holds them: all text, and what they mean.
import type { MqttSettings, MqttSettingsReply, MqttSettingsRequest } from "../../../../schemas/mqtt.ts";
import type { FieldErrors } from "../../errors.ts";
import type { Places } from "../../fields/form-errors.ts";

/** `password` empty: the stored one stays. */
export interface MqttDraft extends Omit<MqttSettings, "username" | "caCertificate" | "repositoryIds"> {
  readonly username: string;
  readonly password: string;
  readonly removePassword: boolean;
  readonly caCertificate: string;
  readonly which: "all" | "chosen";
  readonly repositoryIds: readonly string[];
}

export const mqttPlaces: Places = [
  ["/url", "Broker"],
  ["/username", "User name"],
  ["/password", "Password"],
  ["/caCertificate", "CA certificate"],
  ["/repositoryIds", "Repositories"],
  ["/clientId", "Client id"],
  ["/topicPrefix", "Topic prefix"],
  ["/discoveryPrefix", "Discovery prefix"],
];

export function draftOfMqtt(settings: MqttSettingsReply): MqttDraft {
  const { enabled, clientId, topicPrefix, discoveryPrefix } = settings;
  return {
    enabled,
    clientId,
    topicPrefix,
    discoveryPrefix,
    // Before anything was saved the service sends an example, which is not to be taken for an address.
    url: settings.revision === 0 ? "" : settings.url,
    username: settings.username ?? "",
    password: "",
    removePassword: false,
    caCertificate: settings.caCertificate ?? "",
    which: settings.repositoryIds === null ? "all" : "chosen",
    repositoryIds: settings.repositoryIds ?? [],
  };
}

/** `existing`: ids of the repositories that there are; what was chosen and is forgotten is left out. */
export function mqttRequest(draft: MqttDraft, existing: readonly string[]): MqttSettingsRequest {
  const { enabled, which, repositoryIds, password, removePassword } = draft;
  const secret = password !== "" ? { password } : removePassword ? { password: null } : {};
  return {
    enabled,
    url: draft.url.trim(),
    username: draft.username.trim() || null,
    caCertificate: draft.caCertificate.trim() || null,
    clientId: draft.clientId.trim(),
    topicPrefix: draft.topicPrefix.trim(),
    discoveryPrefix: draft.discoveryPrefix.trim(),
    repositoryIds: which === "all" ? null : repositoryIds.filter((id) => existing.includes(id)),
    ...secret,
  };
}

/** What the form can tell without asking. */
export function mqttErrors(draft: MqttDraft): FieldErrors {
  const errors: Record<string, string> = {};
  if (!/^(mqtts?|wss?):\/\/[^\s/]/.test(draft.url.trim()))
    errors["/url"] = "Type an address such as mqtts://broker.example.com:8883.";
  if (draft.which === "chosen" && draft.repositoryIds.length === 0) errors["/repositoryIds"] = "Choose one at least.";
  for (const name of ["clientId", "topicPrefix", "discoveryPrefix"] as const) {
    if (draft[name].trim() === "") errors[`/${name}`] = "Type a name; letters, digits, - and _ are safe.";
  }
  return errors;
}
