// What administrators set about MQTT, and how the connection to the broker stands.
import Type from "typebox";
import { closed, Id, Nullable, Timestamp } from "./common.ts";

/** A topic or the beginning of one: levels of plain characters, none of them a wildcard. */
const Topic = Type.String({
  minLength: 1,
  maxLength: 100,
  pattern: "^[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_.-]+)*$",
});

/** The settings. The password is in the vault. */
export const MqttSettings = Type.Object(
  {
    enabled: Type.Boolean(),
    url: Type.String({ minLength: 1, maxLength: 1024 }),
    username: Nullable(Type.String({ minLength: 1, maxLength: 256, pattern: "^[^\\u0000-\\u001f\\u007f]+$" })),
    caCertificate: Nullable(
      Type.String({
        minLength: 1,
        maxLength: 65_536,
        description: "PEM; then only what it has signed is trusted, else what the system trusts",
      }),
    ),
    clientId: Type.String({ minLength: 1, maxLength: 100, pattern: "^[A-Za-z0-9_.-]+$" }),
    topicPrefix: Topic,
    discoveryPrefix: Topic,
    repositoryIds: Nullable(
      Type.Array(Id, { maxItems: 1000, uniqueItems: true, description: "Null: every repository" }),
    ),
  },
  closed,
);
export type MqttSettings = Type.Static<typeof MqttSettings>;

/** PUT /api/settings/mqtt. `password`: left out it stays, null removes it. */
export const MqttSettingsRequest = Type.Object(
  {
    ...MqttSettings.properties,
    password: Type.Optional(Nullable(Type.String({ minLength: 1, maxLength: 1024 }))),
  },
  closed,
);
export type MqttSettingsRequest = Type.Static<typeof MqttSettingsRequest>;

/** How the connection stands. `waiting`: the last attempt failed, the next one comes by itself. */
export const MqttConnection = Type.Object({
  state: Type.Enum(["off", "connecting", "online", "waiting"]),
  since: Nullable(Timestamp),
  problem: Nullable(Type.Object({ message: Type.String(), nextStep: Type.String() })),
  /** Topics that a broker still keeps although nothing is told there any more: it was out of reach. */
  leftCount: Type.Integer(),
});
export type MqttConnection = Type.Static<typeof MqttConnection>;

/** GET /api/settings/mqtt. */
export const MqttSettingsReply = Type.Object({
  ...MqttSettings.properties,
  revision: Type.Integer(),
  passwordSet: Type.Boolean(),
  connection: MqttConnection,
  warnings: Type.Array(Type.String()),
});
export type MqttSettingsReply = Type.Static<typeof MqttSettingsReply>;

/** POST /api/settings/mqtt/test, with the body of PUT: what would be saved is tried, nothing is. */
export const MqttTestReply = Type.Object({
  ok: Type.Boolean(),
  steps: Type.Array(Type.Object({ name: Type.String(), ok: Type.Boolean(), detail: Type.String() })),
});
export type MqttTestReply = Type.Static<typeof MqttTestReply>;

/** What a broker keeps for us (retained), so that it can be cleared later, also after a restart. */
export const MqttLedger = Type.Object(
  {
    /** Where: scheme, host and port. Empty while nothing was told to anybody. */
    broker: Type.String({ maxLength: 1024 }),
    topics: Type.Array(Type.String({ maxLength: 300 }), { maxItems: 5000 }),
  },
  closed,
);
export type MqttLedger = Type.Static<typeof MqttLedger>;
