// Setting two-factor up because an administrator requires it: nothing else is allowed before.
import { html, type TemplateResult } from "lit";
import { AppElement, pageReady } from "../../page.ts";

/** `<borgdeck-two-factor-page>` */
export class TwoFactorPage extends AppElement {
  protected override firstUpdated(): void {
    document.title = "Set up two-factor · Borgdeck";
    this.dispatchEvent(new CustomEvent(pageReady, { bubbles: true }));
  }

  protected override render(): TemplateResult {
    return html`<div class="form stack">
      <h1 tabindex="-1">Set up two-factor</h1>
      <p>
        Somebody with your role has to prove more than a password here. You need an authenticator app, on your phone or in your
        password manager; then go on.
      </p>
      <section class="card">
        <borgdeck-two-factor-setup .app=${this.app} .canCancel=${false}></borgdeck-two-factor-setup>
      </section>
      <p><button type="button" class="button" @click=${() => this.app.signOut()}>Sign out</button></p>
    </div>`;
  }
}
