// MQTT: the broker that is told how backups are, and how the connection to it stands.
import { html, nothing, type TemplateResult } from "lit";
import type { MqttConnection, MqttSettingsReply } from "../../../../schemas/mqtt.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { counted, when } from "../../figures.ts";
import { mark } from "../../ui/state-mark.ts";
import { section } from "../plan-form/section.ts";
import { draftOfMqtt, type MqttDraft, mqttErrors, mqttPlaces, mqttRequest } from "./mqtt-draft.ts";
import { brokerFields, contentFields, type MqttForm } from "./mqtt-fields.ts";
import { TriedSettingsPage } from "./tried-settings-page.ts";

interface Loaded {
  readonly settings: MqttSettingsReply;
  readonly repositories: readonly RepositoryReply[];
}

/** While it is not connected, how it stands is asked again this often. */
const askAgainMs = { connecting: 1000, waiting: 3000 } as const;

/** `<borgdeck-mqtt-page>` */
export class MqttPage extends TriedSettingsPage<MqttSettingsReply, MqttDraft, Loaded> {
  protected readonly path = "/settings/mqtt";
  protected readonly apiPath = "/api/settings/mqtt";
  protected readonly places = mqttPlaces;
  protected readonly draftOf = draftOfMqtt;
  protected readonly errorsOf = mqttErrors;
  private timer: ReturnType<typeof setTimeout> | undefined;

  protected heading(): string {
    return "MQTT";
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [settings, { items }] = await Promise.all([
      api.get<MqttSettingsReply>(this.apiPath),
      api.get<{ items: RepositoryReply[] }>("/api/repositories"),
    ]);
    this.draft ??= draftOfMqtt(settings);
    this.lookAgain(settings.connection);
    return { settings, repositories: items };
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected requestOf(draft: MqttDraft, { repositories }: Loaded) {
    return mqttRequest(
      draft,
      repositories.map(({ id }) => id),
    );
  }

  protected override saved({ connection }: MqttSettingsReply): void {
    this.lookAgain(connection);
  }

  /** Asks how the connection stands until it does. */
  private lookAgain({ state }: MqttConnection): void {
    clearTimeout(this.timer);
    if (state !== "connecting" && state !== "waiting") return;
    this.timer = setTimeout(() => void this.look(), askAgainMs[state]);
  }

  private async look(): Promise<void> {
    if (!this.isConnected) return;
    const settings = document.hidden ? null : await this.app.api.get<MqttSettingsReply>(this.apiPath).catch(() => null);
    if (!this.isConnected || !this.data) return;
    const { connection } = settings ?? this.data.settings;
    this.data = { ...this.data, settings: { ...this.data.settings, connection } };
    this.lookAgain(connection);
  }

  protected renderPage({ settings, repositories }: Loaded): TemplateResult | typeof nothing {
    const { draft, form, change } = this;
    if (!draft) return nothing;
    const mqtt: MqttForm = { draft, settings, repositories, form, change };
    return html`<form class="stack form" novalidate @submit=${this.save}>
      <p>Borgdeck tells a broker how each repository is, and Home Assistant makes a device of each by itself. Whoever reads the
        broker reads the names of repositories and how they are; no paths, and nobody can start anything from there.</p>
      ${section(null, "Connection", renderConnection(settings))}
      ${section(null, "The broker", brokerFields(mqtt))}
      ${section(null, "What it is told", contentFields(mqtt))}
      ${this.renderSaveAndTry(
        {
          id: "mqtt-enabled",
          label: "MQTT is switched on",
          hint: "Switched off, everything that was told is taken back.",
          works: "The broker answers as it should.",
        },
        draft,
      )}
    </form>`;
  }
}

const words: Record<MqttConnection["state"], TemplateResult> = {
  off: mark("paused", "Switched off"),
  connecting: mark("running", "Connecting"),
  online: mark("ok", "Connected"),
  waiting: mark("failed", "Not connected; it is tried again by itself"),
};

function renderConnection({ connection, warnings }: MqttSettingsReply): TemplateResult {
  const { state, since, problem, leftCount } = connection;
  return html`<div class="stack-small" role="status">
    <p>${problem && state === "online" ? mark("warning", "Connected, but not allowed everything") : words[state]}
      ${since === null ? nothing : html`<span class="small">since ${when(since)}</span>`}</p>
    ${problem === null ? nothing : html`<p>${problem.message} ${problem.nextStep}</p>`}
    ${leftCount === 0 ? nothing : html`<p>${counted(leftCount, "topic")} could not be taken back, since the broker was out of reach: it is tried again for a day. Or clear them there.</p>`}
    ${warnings.map((warning) => html`<p class="warning-text">${warning}</p>`)}
  </div>`;
}
