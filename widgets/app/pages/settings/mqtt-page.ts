// MQTT: the broker that is told how backups are, and how the connection to it stands.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { MqttConnection, MqttSettingsReply, MqttTestReply } from "../../../../schemas/mqtt.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { checkField } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { counted, when } from "../../figures.ts";
import { Page } from "../../page.ts";
import { mark } from "../../ui/state-mark.ts";
import { section } from "../plan-form/section.ts";
import { draftOfMqtt, type MqttDraft, mqttErrors, mqttPlaces, mqttRequest } from "./mqtt-draft.ts";
import { brokerFields, contentFields, type MqttForm } from "./mqtt-fields.ts";
import { settingsNav } from "./settings-nav.ts";

interface Loaded {
  readonly settings: MqttSettingsReply;
  readonly repositories: readonly RepositoryReply[];
}

const path = "/api/settings/mqtt";
/** While it is not connected, how it stands is asked again this often. */
const askAgainMs = { connecting: 1000, waiting: 3000 } as const;

/** `<borgdeck-mqtt-page>` */
export class MqttPage extends Page<Loaded> {
  @state() private draft: MqttDraft | null = null;
  @state() private tried: MqttTestReply | null = null;
  private readonly form = createSubmission(this);
  private timer: ReturnType<typeof setTimeout> | undefined;

  protected heading(): string {
    return "MQTT";
  }

  protected key(): string {
    return "mqtt";
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [settings, { items }] = await Promise.all([
      api.get<MqttSettingsReply>(path),
      api.get<{ items: RepositoryReply[] }>("/api/repositories"),
    ]);
    this.draft ??= draftOfMqtt(settings);
    this.lookAgain(settings.connection);
    return { settings, repositories: items };
  }

  protected override renderTrail(): TemplateResult | typeof nothing {
    return settingsNav(this.app, "/settings/mqtt");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
    this.app.guard(null);
  }

  /** Asks how the connection stands until it does. */
  private lookAgain({ state }: MqttConnection): void {
    clearTimeout(this.timer);
    if (state !== "connecting" && state !== "waiting") return;
    this.timer = setTimeout(() => void this.look(), askAgainMs[state]);
  }

  private async look(): Promise<void> {
    if (!this.isConnected) return;
    const settings = document.hidden ? null : await this.app.api.get<MqttSettingsReply>(path).catch(() => null);
    if (!this.isConnected || !this.data) return;
    const { connection } = settings ?? this.data.settings;
    this.data = { ...this.data, settings: { ...this.data.settings, connection } };
    this.lookAgain(connection);
  }

  private readonly change = (change: Partial<MqttDraft>): void => {
    if (!this.draft) return;
    this.draft = { ...this.draft, ...change };
    this.tried = null; // it was about what stood here before
    this.app.guard(() =>
      this.app.confirm({
        title: "Leave without saving?",
        text: "What you changed on this page is not saved yet.",
        confirm: "Leave",
        danger: true,
      }),
    );
  };

  /** What is typed as a request, or null where something in it is wrong: then that is shown. */
  private request() {
    const { draft, form, data } = this;
    if (!draft || !data) return null;
    const errors = mqttErrors(draft);
    if (Object.keys(errors).length > 0) {
      form.refuse(errors);
      return null;
    }
    return mqttRequest(
      draft,
      data.repositories.map(({ id }) => id),
    );
  }

  private readonly save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const request = this.request();
    if (!request || !this.data) return;
    this.tried = null;
    const { revision } = this.data.settings;
    const done = await this.form.run(() =>
      this.app.api.send<MqttSettingsReply>("PUT", path, request, { ifRevision: revision }),
    );
    if (!done) return;
    this.app.guard(null);
    this.draft = draftOfMqtt(done.reply);
    this.data = { ...this.data, settings: done.reply };
    this.lookAgain(done.reply.connection);
    this.app.say("Saved.");
  };

  private readonly test = async (): Promise<void> => {
    const request = this.request();
    if (!request) return;
    this.tried = null;
    const done = await this.form.run(() => this.app.api.send<MqttTestReply>("POST", `${path}/test`, request));
    if (done) this.tried = done.reply;
  };

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
      <section class="card" aria-label="Save and try">
        ${checkField({
          id: "mqtt-enabled",
          label: "MQTT is switched on",
          hint: "Switched off, everything that was told is taken back.",
          checked: draft.enabled,
          onChange: (enabled) => change({ enabled }),
        })}
        ${form.render(mqttPlaces, () => this.reload())}
        <div class="actions">
          <button type="submit" class="button primary" ?disabled=${form.busy}>Save</button>
          <button type="button" class="button" ?disabled=${form.busy} @click=${this.test}>Test what is typed</button>
        </div>
        <div role="status">${this.tried ? renderTest(this.tried) : nothing}</div>
      </section>
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

function renderTest({ ok, steps }: MqttTestReply): TemplateResult {
  return html`<div class="stack-small">
    <p class="verdict">${ok ? mark("ok", "The broker answers as it should.") : mark("failed", "Something is not right yet.")}</p>
    <ol class="steps">
      ${steps.map((step) => html`<li>${mark(step.ok ? "ok" : "failed", step.name)}<span class="small">${step.detail}</span></li>`)}
    </ol>
  </div>`;
}
