// Single sign-on of one's account: linking it to the provider's, and undoing that.
import { html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { AccountReply } from "../../../../schemas/account.ts";
import type { OidcStartReply } from "../../../../schemas/oidc.ts";
import { AppElement } from "../../page.ts";
import { mark } from "../../ui/state-mark.ts";

type SignOn = NonNullable<AccountReply["oidc"]>;

/** `<borgdeck-linked-sign-on>`: fires `borgdeck-changed` after unlinking. */
export class LinkedSignOn extends AppElement {
  @property({ attribute: false }) signOn!: SignOn;
  @state() private busy = false;

  private async link(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const { url } = await this.app.api.send<OidcStartReply>("POST", "/api/account/oidc");
      location.assign(url);
    } catch (error) {
      this.app.report(error);
      this.busy = false;
    }
  }

  private async unlink(): Promise<void> {
    const { providerName } = this.signOn;
    const sure = await this.app.confirm({
      title: `Unlink ${providerName}?`,
      text: `${providerName} does not sign you in to this account any more. Your password stays, and everything that is yours.`,
      confirm: "Unlink",
      danger: true,
    });
    if (!sure) return;
    try {
      await this.app.api.send("DELETE", "/api/account/oidc");
      this.app.say(`${providerName} is unlinked.`);
      await this.app.reloadSession();
      this.dispatchEvent(new CustomEvent("borgdeck-changed"));
    } catch (error) {
      this.app.report(error);
    }
  }

  protected override render(): TemplateResult {
    const { providerName, linked } = this.signOn;
    return html`<section class="card" aria-labelledby="sign-on">
      <div class="page-head">
        <h2 id="sign-on">Single sign-on</h2>
        ${linked ? mark("ok", "Linked") : mark("paused", "Not linked")}
      </div>
      ${linked ? this.renderLinked(providerName) : this.renderUnlinked(providerName)}
    </section>`;
  }

  private renderLinked(provider: string): TemplateResult {
    return html`<p>${provider} signs you in to this account.</p>
      ${
        this.signOn.canUnlink
          ? html`<p><button type="button" class="button danger" @click=${() => this.unlink()}>Unlink</button></p>`
          : html`<p class="muted small">It cannot be unlinked: it is the only way in to this account. Unlinking needs a password here, and local sign-in switched on.</p>`
      }`;
  }

  private renderUnlinked(provider: string): TemplateResult {
    return this.signOn.canLink
      ? html`<p>Link this account to yours at ${provider}, and either signs you in.</p>
          <p><button type="button" class="button" ?disabled=${this.busy} @click=${() => this.link()}>Link with ${provider}</button></p>`
      : html`<p class="muted">This account cannot be linked to one at ${provider}.</p>`;
  }
}
