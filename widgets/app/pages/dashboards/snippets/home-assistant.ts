import type { Dashboard, Wish } from "./snippet.ts";

/** Home Assistant: https://www.home-assistant.io */
export const homeAssistant: Dashboard = {
  id: "home-assistant",
  name: "Home Assistant",
  ways: [
    {
      id: "sensors",
      title: "Sensors",
      about: "Home Assistant asks, and has entities for cards, automations and notifications, also in its apps.",
      asks: "server",
      elements: false,
      repositories: true,
      parts: (wish) => [
        { file: "secrets.yaml", where: "secrets.yaml", text: `borgdeck_authorization: "Bearer ${wish.token}"\n` },
        { file: "configuration.yaml", where: "configuration.yaml", text: sensors(wish) },
        { file: "card.yaml", where: "a new card of a dashboard (Manual)", text: card },
      ],
      notes: [
        "Restart Home Assistant, or reload its REST entities, once both files are saved.",
        "Scripts from another address do not load there behind a sign-on proxy: what a card needs has to lie in /local.",
      ],
    },
  ],
};

/** A timestamp that is not known yet would be logged as an error. */
const time = (name: string, field: string) => `      - name: ${name}
        unique_id: borgdeck_${field}
        device_class: timestamp
        availability: "{{ value_json.${field} is not none }}"
        value_template: "{{ value_json.${field} }}"
`;

/** What our cards, and automations, read of the one sensor. */
const attributes =
  "problem, last_success, oldest_success, next_run, plans, ok, running, warning, failed, late, never, paused, failed_24h, size_bytes, archives, repos";

function sensors({ inside }: Wish): string {
  return `rest:
  - resource: "${inside}/api/widgets/summary"
    headers:
      Authorization: !secret borgdeck_authorization
    scan_interval: 60
    binary_sensor:
      - name: Borgdeck problem
        unique_id: borgdeck_problem
        device_class: problem
        value_template: "{{ value_json.status in ['warning', 'failed', 'late'] }}"
      - name: Borgdeck running
        unique_id: borgdeck_running
        device_class: running
        value_template: "{{ value_json.running > 0 }}"
    sensor:
      - name: Borgdeck
        unique_id: borgdeck_summary
        value_template: "{{ value_json.status }}"
        json_attributes: [${attributes}]
${time("Borgdeck last backup", "last_success")}${time("Borgdeck next run", "next_run")}      - name: Borgdeck size
        unique_id: borgdeck_size
        device_class: data_size
        unit_of_measurement: B
        availability: "{{ value_json.size_bytes is not none }}"
        value_template: "{{ value_json.size_bytes }}"
`;
}

const card = `type: entities
title: Backups
entities:
  - binary_sensor.borgdeck_problem
  - sensor.borgdeck
  - sensor.borgdeck_last_backup
  - sensor.borgdeck_next_run
  - sensor.borgdeck_size
`;
