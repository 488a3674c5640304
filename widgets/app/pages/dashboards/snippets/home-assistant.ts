import { languageCodes } from "../../../../shared/client/languages.ts";
import type { Dashboard, Part, Wish } from "./snippet.ts";

const cardsNote =
  "The cards need only be copied once, and again after an update of Borgdeck, with the number after ?v= raised. Without them Home Assistant's own cards show the same entities.";

/** Home Assistant: https://www.home-assistant.io */
export const homeAssistant: Dashboard = {
  id: "home-assistant",
  name: "Home Assistant",
  ways: [
    {
      id: "sensors",
      title: "Sensors that ask (REST)",
      about: "Home Assistant asks, and has entities for cards, automations and notifications, also in its apps.",
      asks: "server",
      elements: false,
      repositories: true,
      parts: (wish) => [
        { file: "secrets.yaml", where: "secrets.yaml", text: `borgdeck_authorization: "Bearer ${wish.token}"\n` },
        { file: "borgdeck.yaml", where: "packages/borgdeck.yaml, beside configuration.yaml", text: sensors(wish) },
        {
          file: "configuration.yaml",
          where: "configuration.yaml, where it names no packages yet",
          text: "homeassistant:\n  packages: !include_dir_named packages\n",
        },
        ...cardFiles(wish.inside),
        { ...view, text: restView(wish) },
      ],
      notes: ["Restart Home Assistant once these are saved.", cardsNote],
    },
    {
      id: "mqtt",
      title: "Devices that are told (MQTT)",
      about:
        "Borgdeck tells the broker of Home Assistant's MQTT integration, which you name under Settings, MQTT; each repository is a device there at once. Nothing asks, and no token is needed.",
      asks: "nobody",
      elements: false,
      repositories: true,
      parts: (wish) => [...cardFiles(wish.server), { ...view, text: mqttView(wish) }],
      notes: [
        "An entity that was renamed in Home Assistant stands here by its new id. In the cards' own form devices are chosen by name.",
        cardsNote,
      ],
    },
  ],
};

/** Where the cards are copied to: with these folders they find their languages (widgets/shared/element/server.ts). */
const folder = "borgdeck/widgets";

/** Both ways end in the same cards, and the cards are in a file of ours. */
function cardFiles(from: string): readonly Part[] {
  const copy = `mkdir -p /config/www/${folder}/languages
cd /config/www/${folder}
curl -fsS -o borg-home-assistant.js ${from}/widgets/borg-home-assistant.js
# Every language but English, which the cards bring with them; or those that are named behind the script: sh copy-cards.sh de fr
for language in \${*:-${languageCodes.join(" ")}}; do
  curl -fsS -o "languages/$language.js" "${from}/widgets/languages/$language.js"
done
`;
  return [
    { file: "copy-cards.sh", where: "a terminal of Home Assistant", text: copy },
    {
      file: "resource.txt",
      where: "Settings, Dashboards, Resources, as a JavaScript module",
      text: `/local/${folder}/borg-home-assistant.js?v=1\n`,
    },
  ];
}

const view: Omit<Part, "text"> = { file: "cards.yaml", where: "a new view of a dashboard, edited as YAML" };

/** A timestamp that is not known yet would be logged as an error. */
const time = (name: string, field: string) => `      - name: ${name}
        unique_id: borgdeck_${field}
        device_class: timestamp
        availability: "{{ value_json.${field} is not none }}"
        value_template: "{{ value_json.${field} }}"
`;

/** What our cards, and automations, read of the one sensor. */
const attributes = [
  "problem",
  "last_success",
  "oldest_success",
  "next_run",
  "plans",
  "ok",
  "running",
  "warning",
  "failed",
  "late",
  "suspicious",
  "never",
  "paused",
  "failed_24h",
  "size_bytes",
  "archives",
  "repos",
];

function sensors({ inside }: Wish): string {
  return `# One question a minute, and everything that it answers. Cards read sensor.borgdeck; the others are for automations.
rest:
  - resource: "${inside}/api/widgets/summary"
    headers:
      Authorization: !secret borgdeck_authorization
      Accept: application/json
    scan_interval: 60
    binary_sensor:
      - name: Borgdeck problem
        unique_id: borgdeck_problem
        device_class: problem
        value_template: "{{ value_json.status in ['warning', 'failed', 'late', 'suspicious'] }}"
      - name: Borgdeck running
        unique_id: borgdeck_running
        device_class: running
        value_template: "{{ value_json.running > 0 }}"
    sensor:
      - name: Borgdeck
        unique_id: borgdeck_summary
        icon: mdi:archive-lock-outline
        value_template: "{{ value_json.status }}"
        json_attributes:
${attributes.map((name) => `          - ${name}`).join("\n")}
${time("Borgdeck last backup", "last_success")}${time("Borgdeck next run", "next_run")}      - name: Borgdeck size
        unique_id: borgdeck_size
        device_class: data_size
        unit_of_measurement: B
        state_class: measurement
        availability: "{{ value_json.size_bytes is not none }}"
        value_template: "{{ value_json.size_bytes }}"

automation:
  - id: borgdeck_problem
    alias: Tell when a backup needs someone
    triggers:
      - trigger: state
        entity_id: binary_sensor.borgdeck_problem
        to: "on"
        for: "00:05:00"
    actions:
      - action: persistent_notification.create
        data:
          notification_id: borgdeck_problem
          title: Backup
          message: "{{ state_attr('sensor.borgdeck', 'problem') or states('sensor.borgdeck') }}"
`;
}

function restView({ repositoryIds }: Wish): string {
  const source = "entity: sensor.borgdeck";
  return viewOf(
    source,
    repositoryIds.map((id) => `${source}\n        repo: ${id}`),
  );
}

function mqttView({ shown }: Wish): string {
  const entities = shown.map(({ name, id }) => `binary_sensor.${slugOf(name, id)}_problem`);
  if (entities.length === 0) return "# There are no repositories yet.\n";
  return viewOf(
    `entity: [${entities.join(", ")}]`,
    entities.map((id) => `entity: ${id}`),
  );
}

/** A view of everything, and a card for each repository. */
function viewOf(all: string, each: readonly string[]): string {
  const card = (type: string, source: string) => `      - type: custom:${type}\n        ${source}\n`;
  return `title: Backups
path: backups
type: sections
badges:
  - type: custom:borg-status-badge
    ${all}
sections:
  - cards:
${card("borg-status-card", all)}${card("borg-activity-card", all)}        idle: hide
${card("borg-repositories-card", all)}${card("borg-schedule-card", all)}${each.length > 0 ? `  - cards:\n${each.map((source) => card("borg-repository-card", source)).join("")}` : ""}`;
}

/** A name as it stands in the ids of entities that Borgdeck proposes (src/mqtt/discovery.ts). */
export function slugOf(name: string, id: string): string {
  const plain = name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return plain.replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "") || id;
}
