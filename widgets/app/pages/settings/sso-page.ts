// Single sign-on: where the provider is, what its claims mean, and a try of it.
import { html, nothing, type TemplateResult } from "lit";
import type { OidcSettingsReply } from "../../../../schemas/sign-in-settings.ts";
import type { UserReply } from "../../../../schemas/users.ts";
import { section } from "../plan-form/section.ts";
import { draftOfSettings, type SsoDraft, settingsRequest, ssoErrors, ssoPlaces } from "./sso-draft.ts";
import { claimFields, localSignInField, newUserFields, providerFields, type SsoForm } from "./sso-fields.ts";
import { TriedSettingsPage } from "./tried-settings-page.ts";

interface Loaded {
  readonly settings: OidcSettingsReply;
  readonly users: readonly UserReply[];
}

/** `<borgdeck-sso-page>` */
export class SsoPage extends TriedSettingsPage<OidcSettingsReply, SsoDraft, Loaded> {
  protected readonly path = "/settings/sso";
  protected readonly apiPath = "/api/settings/oidc";
  protected readonly places = ssoPlaces;
  protected readonly draftOf = draftOfSettings;
  protected readonly errorsOf = ssoErrors;
  protected readonly requestOf = settingsRequest;

  protected heading(): string {
    return "Single sign-on";
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [settings, { items }] = await Promise.all([
      api.get<OidcSettingsReply>(this.apiPath),
      api.get<{ items: UserReply[] }>("/api/users", { query: { limit: 500 } }),
    ]);
    this.draft ??= draftOfSettings(settings);
    return { settings, users: items };
  }

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
      ${this.renderSaveAndTry(
        {
          id: "sso-enabled",
          label: "Single sign-on is switched on",
          hint: "Then its button stands on the sign-in page.",
          works: "The provider answers as it should.",
        },
        draft,
      )}
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
