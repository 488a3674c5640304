// The settings of MQTT: what has to hold before they are saved, and the password, which is only ever written.
import type { Actor } from "../../schemas/audit.ts";
import {
  type MqttConnection,
  MqttLedger,
  MqttSettings,
  type MqttSettingsReply,
  type MqttSettingsRequest,
  type MqttTestReply,
} from "../../schemas/mqtt.ts";
import { Fault } from "../fault.ts";
import { createOneAtATime } from "../one-at-a-time.ts";
import { mqttSettingsProblems, mqttWarnings, sameBroker } from "./mqtt-settings-problems.ts";
import { createSettingsGroup, type SettingsCollection, type SettingsGroup } from "./settings-group.ts";

/** Where the password is in the vault, together with the address that it was typed for: it goes nowhere else. */
const mqttPassword = { id: "mqtt/password", purpose: "mqtt.password" } as const;

interface Vault {
  has(id: string): boolean;
  get(id: string, purpose: string): string;
  put(id: string, purpose: string, secret: string): Promise<void>;
  remove(id: string): Promise<void>;
}

/** Reads the password for the broker that is set; null where none is stored for it. */
export function mqttPasswordIn(
  vault: Pick<Vault, "has" | "get">,
  settings: Pick<SettingsGroup<MqttSettings>, "read">,
): () => string | null {
  return () => {
    const { url } = settings.read().value;
    return keptIn(vault).find((kept) => sameBroker(kept.url, url))?.password ?? null;
  };
}

interface Kept {
  readonly url: string;
  readonly password: string;
}

/**
 * One; two while settings are saved, or where that was cut short: that of before is first. A password without its address, as it was
 * kept at first, counts as none: it is typed again.
 */
function keptIn(vault: Pick<Vault, "has" | "get">): readonly Kept[] {
  const { id, purpose } = mqttPassword;
  const text = vault.has(id) ? vault.get(id, purpose) : "";
  if (text.startsWith("[")) return JSON.parse(text) as Kept[];
  return text.startsWith('{"url":') ? [JSON.parse(text) as Kept] : [];
}

function keepIn(vault: Vault, kept: readonly Kept[]): Promise<void> {
  const { id, purpose } = mqttPassword;
  return kept.length === 0 ? vault.remove(id) : vault.put(id, purpose, JSON.stringify(kept));
}

/** MQTT, switched off. */
export const mqttDefaults: MqttSettings = {
  enabled: false,
  url: "mqtt://localhost",
  username: null,
  caCertificate: null,
  clientId: "borgdeck",
  topicPrefix: "borgdeck",
  discoveryPrefix: "homeassistant",
  repositoryIds: null,
};

/** Opens what is set, and what is written down of what a broker keeps. */
export function openMqttGroups(collection: SettingsCollection): {
  readonly settings: SettingsGroup<MqttSettings>;
  readonly ledger: SettingsGroup<MqttLedger>;
} {
  return {
    settings: createSettingsGroup(collection, "mqtt", MqttSettings, mqttDefaults),
    ledger: createSettingsGroup(collection, "mqtt-ledger", MqttLedger, { broker: "", topics: [] }),
  };
}

export interface MqttSettingsAdministration {
  read(): MqttSettingsReply;
  /** Throws Fault `invalid-input` naming every field that is wrong, or `stale-revision`. */
  write(
    request: MqttSettingsRequest,
    options: { readonly ifRevision?: number | undefined },
    actor: Actor,
  ): Promise<MqttSettingsReply>;
  /** Tries a request that is not saved, with the stored password where it brings none. Throws Fault `invalid-input`. */
  test(request: MqttSettingsRequest): Promise<MqttTestReply>;
}

export interface MqttSettingsDependencies {
  readonly settings: SettingsGroup<MqttSettings>;
  readonly vault: Vault;
  readonly repositories: { get(id: string): unknown };
  readonly mqtt: {
    changed(): void;
    connection(): MqttConnection;
    tryOut(what: { readonly settings: MqttSettings; readonly password: string | null }): Promise<MqttTestReply>;
  };
  readonly audit: {
    record(entry: {
      event: "settings.change";
      outcome: "ok";
      actor: Actor;
      target: string;
      detail: string;
    }): Promise<void>;
  };
}

/** Creates it. */
export function createMqttSettings(deps: MqttSettingsDependencies): MqttSettingsAdministration {
  const { settings: group, vault, mqtt, audit } = deps;
  const rules = { repositoryExists: (id: string) => deps.repositories.get(id) !== undefined };
  const stored = mqttPasswordIn(vault, group);
  const read = (): MqttSettingsReply => {
    const { value, revision } = group.read();
    const warnings = value.enabled ? mqttWarnings(value) : [];
    return { ...value, revision, passwordSet: stored() !== null, connection: mqtt.connection(), warnings };
  };

  /** The stored password goes nowhere but to where it was typed for. */
  const passwordProblem = ({ url, password }: MqttSettingsRequest): Record<string, string> =>
    password === undefined && stored() !== null && !sameBroker(group.read().value.url, url)
      ? { "/password": "has to be typed again, since it was for another address; or remove it" }
      : {};
  const checked = (request: MqttSettingsRequest): MqttSettings => {
    const { password: _, ...value } = request;
    refuse({ ...mqttSettingsProblems(rules, value), ...passwordProblem(request) });
    return value;
  };

  /**
   * Address and password are in two files: until both are written, what held before holds. Resolves to what is left to write when
   * the settings are: without it a new password for the same broker, or that there is none, does not hold yet.
   */
  const save = async (value: MqttSettings, password: string | null | undefined): Promise<() => Promise<void>> => {
    const { value: held, revision } = group.read();
    if (password === undefined) {
      await group.write(value, { ifRevision: revision });
      return async () => {};
    }
    const before = keptIn(vault).filter(({ url }) => sameBroker(url, held.url));
    const typed = password === null ? [] : [{ url: value.url, password }];
    if (typed.length > 0) await keepIn(vault, [...before.slice(0, 1), ...typed]);
    await group.write(value, { ifRevision: revision }).catch(async (error: unknown) => {
      await keepIn(vault, before).catch(() => {}); // then it waits for the address that it was typed for, and goes with the next one
      throw error;
    });
    return () => keepIn(vault, typed);
  };
  const alone = createOneAtATime();

  return {
    read,
    write: (request, { ifRevision }, actor) =>
      alone(async () => {
        const value = checked(request);
        const { password } = request;
        const before = group.read();
        if (ifRevision !== undefined && ifRevision !== before.revision) {
          throw new Fault("stale-revision", "The settings have changed meanwhile. Load them again.");
        }
        const finish = await save(value, password);
        try {
          const detail = changesOf(before.value, value, password);
          await audit.record({ event: "settings.change", outcome: "ok", actor, target: "mqtt", detail });
          await finish();
        } finally {
          mqtt.changed(); // the settings are saved in any case
        }
        return read();
      }),
    async test(request) {
      const settings = checked(request);
      return mqtt.tryOut({ settings, password: request.password === undefined ? stored() : request.password });
    },
  };
}

function refuse(fields: Record<string, string>): void {
  const all = Object.entries(fields);
  if (all.length === 0) return;
  const detail = all.map(([at, why]) => `${at} ${why}`).join("; ");
  throw new Fault("invalid-input", detail.slice(0, 1000), { fields });
}

/** Names of what changed; who may read the audit knows the values from the page. */
function changesOf(before: MqttSettings, after: MqttSettings, password: string | null | undefined): string {
  const names = Object.keys(after) as (keyof MqttSettings)[];
  const changed: string[] = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  if (password !== undefined) changed.push(password === null ? "password (removed)" : "password");
  return changed.join(", ") || "nothing changed";
}
