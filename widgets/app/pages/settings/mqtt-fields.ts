// The parts of the form of MQTT.
import { html, nothing, type TemplateResult } from "lit";
import type { MqttSettingsReply } from "../../../../schemas/mqtt.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { checkField, choiceField, textArea, textField } from "../../fields/fields.ts";
import type { Submission } from "../../fields/submission.ts";
import type { MqttDraft } from "./mqtt-draft.ts";

/** What the parts share. */
export interface MqttForm {
  readonly draft: MqttDraft;
  readonly settings: MqttSettingsReply;
  readonly repositories: readonly Pick<RepositoryReply, "id" | "name">[];
  readonly form: Submission;
  change(change: Partial<MqttDraft>): void;
}

type TextName = "url" | "username" | "clientId" | "topicPrefix" | "discoveryPrefix";

function text({ draft, form, change }: MqttForm, name: TextName, label: string, hint?: string): TemplateResult {
  return textField({
    id: `mqtt-${name}`,
    label,
    hint,
    mono: name !== "username",
    placeholder: name === "url" ? "mqtts://broker.example.com:8883" : undefined,
    value: draft[name],
    required: name !== "username",
    error: form.at(`/${name}`),
    onInput: (value) => change({ [name]: value }),
  });
}

/** Address, user and what its certificate is checked against. */
export function brokerFields(mqtt: MqttForm): TemplateResult {
  const { draft, settings, form, change } = mqtt;
  return html`
    ${text(mqtt, "url", "Broker", "mqtts:// and wss:// are encrypted; mqtt:// and ws:// only for a network of your own.")}
    <div class="pair">
      ${text(mqtt, "username", "User name (optional)")}
      ${textField({
        id: "mqtt-password",
        label: "Password (optional)",
        type: "password",
        autocomplete: "new-password",
        hint: settings.passwordSet
          ? "One is stored; it is never shown. Leave this empty to keep it, but where the broker changes."
          : undefined,
        value: draft.password,
        error: form.at("/password"),
        onInput: (password) => change({ password }),
      })}
    </div>
    ${
      settings.passwordSet
        ? checkField({
            id: "mqtt-remove-password",
            label: "Remove the stored password",
            checked: draft.removePassword,
            disabled: draft.password !== "",
            onChange: (removePassword) => change({ removePassword }),
          })
        : nothing
    }
    ${textArea({
      id: "mqtt-caCertificate",
      label: "CA certificate (optional)",
      hint: "PEM, of the authority that signed the broker’s certificate, where this host does not know it. Certificates are always checked.",
      value: draft.caCertificate,
      error: form.at("/caCertificate"),
      onInput: (caCertificate) => change({ caCertificate }),
    })}
  `;
}

/** Of which repositories it is told, and under which names. */
export function contentFields(mqtt: MqttForm): TemplateResult {
  const { draft, form, change } = mqtt;
  const isUsual = draft.topicPrefix === "borgdeck" && draft.discoveryPrefix === "homeassistant";
  const isWrong = ["/topicPrefix", "/discoveryPrefix", "/clientId"].some((at) => form.at(at) !== undefined);
  return html`
    ${choiceField<MqttDraft["which"]>({
      name: "mqtt-which",
      legend: "Repositories",
      value: draft.which,
      choices: [
        { value: "all", label: "All, also those to come" },
        { value: "chosen", label: "These only", more: repositoryChoices(mqtt) },
      ],
      error: form.at("/repositoryIds"),
      onChange: (which) => change({ which }),
    })}
    <details ?open=${!isUsual || isWrong}>
      <summary>Names at the broker</summary>
      <div class="stack">
        ${text(mqtt, "topicPrefix", "Topic prefix", "Each Borgdeck at one broker needs its own.")}
        ${text(mqtt, "discoveryPrefix", "Discovery prefix", "As in Home Assistant’s MQTT integration.")}
        ${text(mqtt, "clientId", "Client id", "Each Borgdeck at one broker needs its own.")}
      </div>
    </details>
  `;
}

function repositoryChoices({ draft, repositories, change }: MqttForm): TemplateResult {
  const { repositoryIds } = draft;
  if (repositories.length === 0) return html`<p class="muted">There is no repository yet.</p>`;
  return html`${repositories.map(({ id, name }) =>
    checkField({
      id: `mqtt-repository-${id}`,
      label: name,
      checked: repositoryIds.includes(id),
      onChange: (checked) => {
        const rest = repositoryIds.filter((other) => other !== id);
        change({ repositoryIds: checked ? [...rest, id] : rest });
      },
    }),
  )}`;
}
