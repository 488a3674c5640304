// Single sign-on: where the provider is, what its claims mean, and a try of it.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { OidcSettingsReply, OidcTestReply } from "../../../../schemas/sign-in-settings.ts";
import type { UserReply } from "../../../../schemas/users.ts";
import { checkField } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { Page } from "../../page.ts";
import { mark } from "../../ui/state-mark.ts";
import { section } from "../plan-form/section.ts";
import { settingsNav } from "./settings-nav.ts";
import { draftOfSettings, type SsoDraft, settingsRequest, ssoErrors, ssoPlaces } from "./sso-draft.ts";
import { claimFields, localSignInField, newUserFields, providerFields, type SsoForm } from "./sso-fields.ts";

interface Loaded {
  readonly settings: OidcSettingsReply;
  readonly users: readonly UserReply[];
}

/** `<borgdeck-sso-page>` */
export class SsoPage extends Page<Loaded> {
  @state() private draft: SsoDraft | null = null;
  @state() private tried: OidcTestReply | null = null;
  private readonly form = createSubmission(this);

  protected heading(): string {
    return "Single sign-on";
  }

  protected key(): string {
    return "sso";
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [settings, { items }] = await Promise.all([
      api.get<OidcSettingsReply>("/api/settings/oidc"),
      api.get<{ items: UserReply[] }>("/api/users", { query: { limit: 500 } }),
    ]);
    this.draft ??= draftOfSettings(settings);
    return { settings, users: items };
  }

  protected override renderTrail(): TemplateResult | typeof nothing {
    return settingsNav(this.app, "/settings/sso");
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.app.guard(null);
  }

  private readonly change = (change: Partial<SsoDraft>): void => {
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

  /** What is typed, or null where something in it is wrong: then that is shown. */
  private checked(): SsoDraft | null {
    const { draft, form } = this;
    if (!draft) return null;
    const errors = ssoErrors(draft);
    if (Object.keys(errors).length === 0) return draft;
    form.refuse(errors);
    return null;
  }

  private readonly save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const draft = this.checked();
    if (!draft || !this.data) return;
    this.tried = null;
    const { revision } = this.data.settings;
    const done = await this.form.run(() =>
      this.app.api.send<OidcSettingsReply>("PUT", "/api/settings/oidc", settingsRequest(draft), {
        ifRevision: revision,
      }),
    );
    if (!done) return;
    this.app.guard(null);
    this.draft = draftOfSettings(done.reply);
    this.data = { ...this.data, settings: done.reply };
    this.app.say("Saved.");
  };

  private readonly test = async (): Promise<void> => {
    const draft = this.checked();
    if (!draft) return;
    this.tried = null;
    const done = await this.form.run(() =>
      this.app.api.send<OidcTestReply>("POST", "/api/settings/oidc/test", settingsRequest(draft)),
    );
    if (done) this.tried = done.reply;
  };

  protected renderPage({ settings, users }: Loaded): TemplateResult | typeof nothing {
    const { draft, form, change } = this;
    if (!draft) return nothing;
    const sso: SsoForm = { draft, settings, users, form, change };
    return html`<form class="stack form" novalidate @submit=${this.save}>
      ${settings.blockers.length > 0 ? this.renderBlockers(settings.blockers) : nothing}
      ${section(null, "For the provider", this.renderAddresses(settings))}
      ${section(null, "The provider", providerFields(sso))}
      ${section(null, "Claims", claimFields(sso))}
      ${section(null, "Users and roles", newUserFields(sso))}
      ${section(null, "Local sign-in", localSignInField(sso))}
      <section class="card" aria-label="Save and try">
        ${checkField({
          id: "sso-enabled",
          label: "Single sign-on is switched on",
          hint: "Then its button stands on the sign-in page.",
          checked: draft.enabled,
          onChange: (enabled) => change({ enabled }),
        })}
        ${form.at("/enabled") ? html`<p class="error" id="sso-enabled-error">${form.at("/enabled")}</p>` : nothing}
        ${form.render(ssoPlaces, () => this.reload())}
        <div class="actions">
          <button type="submit" class="button primary" ?disabled=${form.busy}>Save</button>
          <button type="button" class="button" ?disabled=${form.busy} @click=${this.test}>Test what is typed</button>
        </div>
        <div role="status">${this.tried ? renderTest(this.tried) : nothing}</div>
      </section>
    </form>`;
  }

  private renderBlockers(blockers: readonly string[]): TemplateResult {
    return html`<div class="notice notice-warn">
      <p>Single sign-on cannot be switched on yet:</p>
      <ul class="stack-tight">${blockers.map((blocker) => html`<li>${blocker}</li>`)}</ul>
    </div>`;
  }

  private renderAddresses({ callbackUrl, signOutReturnUrl, backchannelLogoutUrl }: OidcSettingsReply): TemplateResult {
    if (callbackUrl === null) {
      return html`<p>The callback URL is known once <code>PUBLIC_BASE_URL</code> is set to the address people use. It is never made of what a request says.</p>`;
    }
    return html`<p class="muted small">Register these at the provider, letter by letter.</p>
      ${address("Callback URL (redirect URI)", callbackUrl)}
      ${signOutReturnUrl === null ? nothing : address("Post-logout redirect URI", signOutReturnUrl)}
      ${backchannelLogoutUrl === null ? nothing : address("Back-channel logout URL", backchannelLogoutUrl)}`;
  }
}

function address(label: string, url: string): TemplateResult {
  return html`<div class="stack-tight">
    <div class="page-head">
      <h3>${label}</h3>
      <borgdeck-copy .text=${url} .label=${label}></borgdeck-copy>
    </div>
    <pre class="secret" tabindex="0" aria-label=${label}>${url}</pre>
  </div>`;
}

function renderTest({ ok, steps }: OidcTestReply): TemplateResult {
  return html`<div class="stack-small">
    <p class="verdict">${ok ? mark("ok", "The provider answers as it should.") : mark("failed", "Something is not right yet.")}</p>
    <ol class="steps">
      ${steps.map((step) => html`<li>${mark(step.ok ? "ok" : "failed", step.name)}<span class="small">${step.detail}</span></li>`)}
    </ol>
  </div>`;
}
