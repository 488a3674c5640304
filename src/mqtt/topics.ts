// Which topics there are. Pure.
import type { MqttSettings } from "../../schemas/mqtt.ts";

type Prefixes = Pick<MqttSettings, "topicPrefix" | "discoveryPrefix">;

/** Whether Borgdeck is there: `online`, or `offline`, which the broker says in its place when the connection is lost. */
export const availabilityTopic = ({ topicPrefix }: Prefixes): string => `${topicPrefix}/status`;

/** How a repository stands, as one JSON object. */
export const stateTopic = ({ topicPrefix }: Prefixes, repositoryId: string): string =>
  `${topicPrefix}/repository/${repositoryId}`;

/** What Home Assistant is to make of it: one message for the device and all its entities. */
export const discoveryTopic = ({ discoveryPrefix }: Prefixes, repositoryId: string): string =>
  `${discoveryPrefix}/device/borgdeck_${repositoryId}/config`;

/** Where Home Assistant says `online` when it has started. */
export const birthTopic = ({ discoveryPrefix }: Prefixes): string => `${discoveryPrefix}/status`;
