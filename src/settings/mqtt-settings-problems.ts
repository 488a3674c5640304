// What has to hold of the settings of MQTT, and what is said although it may be so.
import { X509Certificate } from "node:crypto";
import { BlockList, isIP } from "node:net";
import type { MqttSettings } from "../../schemas/mqtt.ts";

export interface MqttSettingsRules {
  readonly repositoryExists: (id: string) => boolean;
}

const protocols = ["mqtt:", "mqtts:", "ws:", "wss:"];
const secureProtocols = ["mqtts:", "wss:"];

/** What is wrong, by the field's JSON pointer. */
export function mqttSettingsProblems(rules: MqttSettingsRules, value: MqttSettings): Record<string, string> {
  const problems: Record<string, string> = {};
  const url = urlProblem(value.url);
  if (url !== null) problems["/url"] = url;
  const certificate = value.caCertificate === null ? null : certificateProblem(value.caCertificate);
  if (certificate !== null) problems["/caCertificate"] = certificate;
  // Its usual prefix stays its own where another is set for discovery: `homeassistant/status` says whether it runs.
  if ([value.discoveryPrefix, "homeassistant"].includes(value.topicPrefix))
    problems["/topicPrefix"] =
      "must be another than the discovery prefix and homeassistant, where Home Assistant has topics of its own";
  value.repositoryIds?.forEach((id, at) => {
    if (!rules.repositoryExists(id)) problems[`/repositoryIds/${at}`] = "does not exist";
  });
  return problems;
}

/** What is wrong with a broker's URL; null when nothing is. */
function urlProblem(text: string): string | null {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !protocols.includes(url.protocol) || url.hostname === "") {
    return "must be an address such as mqtts://broker.example.com:8883; mqtt, mqtts, ws and wss are understood";
  }
  if (url.username !== "" || url.password !== "" || text.includes("@")) {
    return "must not hold a user name or password: put them into their own fields, where the password is encrypted";
  }
  if (url.search !== "" || url.hash !== "" || /[?#\s]/.test(text))
    return "must have nothing behind ? or #, and no spaces";
  const isWeb = url.protocol.startsWith("ws");
  if (!isWeb && url.pathname !== "" && url.pathname !== "/")
    return "must end with host and port; only ws and wss have a path";
  return null;
}

function certificateProblem(text: string): string | null {
  if (/PRIVATE KEY-----/.test(text))
    return "holds a private key: paste the certificate alone, and keep the key where it is";
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const isRead = (pem: string) => {
    try {
      return new X509Certificate(pem) !== null;
    } catch {
      return false;
    }
  };
  if (blocks.length > 0 && blocks.every(isRead)) return null;
  return "must be a certificate in PEM form: it begins with -----BEGIN CERTIFICATE-----";
}

/** What whoever saves them should know. */
export function mqttWarnings({ url }: Pick<MqttSettings, "url">): string[] {
  if (urlProblem(url) !== null) return [];
  const { protocol, hostname } = new URL(url);
  if (secureProtocols.includes(protocol) || isNear(hostname)) return [];
  return [
    `The way to ${hostname} is not encrypted: whoever is on it reads the password and how your backups are. Use mqtts:// or wss://.`,
  ];
}

const privateAddresses = new BlockList();
for (const [net, bits] of [
  ["127.0.0.0", 8],
  ["10.0.0.0", 8],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
  ["169.254.0.0", 16],
  ["100.64.0.0", 10],
] as const)
  privateAddresses.addSubnet(net, bits, "ipv4");
for (const [net, bits] of [
  ["::1", 128],
  ["fc00::", 7],
  ["fe80::", 10],
] as const)
  privateAddresses.addSubnet(net, bits, "ipv6");

/** Whether an address is of this host or of a network that is one's own: by the address, or by a name of such networks. */
function isNear(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, "").toLowerCase();
  const version = isIP(host);
  if (version !== 0) return privateAddresses.check(host, version === 4 ? "ipv4" : "ipv6");
  return !host.includes(".") || /\.(local|lan|home|internal|localhost|home\.arpa)$/.test(host);
}

/** Whether a password that was typed for one address may be sent to the other without being typed again. */
export function sameBroker(before: string, after: string): boolean {
  if (!URL.canParse(before) || !URL.canParse(after)) return false;
  const [a, b] = [new URL(before), new URL(after)];
  return a.protocol === b.protocol && a.host === b.host;
}
