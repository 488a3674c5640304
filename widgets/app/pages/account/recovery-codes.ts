// Recovery codes, shown once: to be copied, downloaded or printed.
import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { AppElement } from "../../page.ts";
import { saveText } from "../../ui/save-text.ts";

/** `<borgdeck-recovery-codes>` */
export class RecoveryCodes extends AppElement {
  @property({ attribute: false }) codes: readonly string[] = [];
  /** Whether the app is asked for at sign-in; of who has no password here it proves presence alone. */
  @property({ attribute: false }) forSignIn = true;

  private get asText(): string {
    const { username } = this.app.session.user;
    return [
      `Recovery codes of ${username} for Borgdeck at ${this.app.server}`,
      "Each works once, in place of the authenticator app's code.",
      "",
      ...this.codes,
      "",
    ].join("\n");
  }

  protected override render(): TemplateResult {
    return html`<section class="stack-small to-print" aria-labelledby="recovery-codes">
      <h2 id="recovery-codes">Recovery codes</h2>
      <p class="only-printed">${this.app.session.user.username}, Borgdeck at ${this.app.server}</p>
      <p>
        ${this.forSignIn ? "Each signs you in once if you lose the app." : "If you lose the app, one of them turns two-factor off, so that you can set it up anew."} They are shown only now: keep them where you would not lose them together
        with the device, in a password manager or on paper.
      </p>
      <ol class="codes">
        ${this.codes.map((code) => html`<li>${code}</li>`)}
      </ol>
      <div class="actions not-printed">
        <borgdeck-copy .text=${this.codes.join("\n")} .label=${"recovery codes"}></borgdeck-copy>
        <button type="button" class="button" @click=${() => saveText("borgdeck-recovery-codes.txt", this.asText)}>Download</button>
        <button type="button" class="button" @click=${() => print()}>Print</button>
      </div>
    </section>`;
  }
}
