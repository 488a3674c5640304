// The settings of MQTT.
import { MqttSettingsReply, MqttSettingsRequest, MqttTestReply } from "../../../schemas/mqtt.ts";
import { defineRoute } from "../route.ts";

export const mqttSettingsRoutes = [
  defineRoute({
    method: "GET",
    path: "/api/settings/mqtt",
    action: "settings.manage",
    summary: "MQTT: the settings, and how the connection to the broker stands",
    reply: MqttSettingsReply,
    handler: (_request, { mqttSettings }) => mqttSettings.read(),
  }),
  defineRoute({
    method: "PUT",
    path: "/api/settings/mqtt",
    action: "settings.manage",
    stepUp: true,
    summary: "Set them; a password that is left out stays, but has to be sent again where the address changes",
    body: MqttSettingsRequest,
    reply: MqttSettingsReply,
    handler: ({ body, ifRevision, actor }, { mqttSettings }) => mqttSettings.write(body, { ifRevision }, actor),
  }),
  defineRoute({
    method: "POST",
    path: "/api/settings/mqtt/test",
    action: "settings.manage",
    stepUp: true,
    summary: "Try settings without saving them: connect, write and listen, and say what is right and wrong",
    body: MqttSettingsRequest,
    reply: MqttTestReply,
    handler: ({ body }, { mqttSettings }) => mqttSettings.test(body),
  }),
] as const;
