// Turning two-factor on: the password, then the app and the recovery codes, then a first code that proves both.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { TotpSetup } from "../../../../schemas/account.ts";
import { codeField } from "../../fields/code-field.ts";
import { currentPasswordField } from "../../fields/current-password-field.ts";
import { checkField } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { AppElement } from "../../page.ts";

/** `<borgdeck-two-factor-setup>`: fires `borgdeck-done` once it is on, `borgdeck-cancel` where it is given up. */
export class TwoFactorSetup extends AppElement {
  @property({ attribute: false }) hasPassword = true;
  @property({ attribute: false }) canCancel = true;
  @state() private password = "";
  @state() private setup: TotpSetup | null = null;
  @state() private kept = false;
  @state() private code = "";
  private readonly submission = createSubmission(this);

  protected override firstUpdated(): void {
    if (this.canCancel) this.querySelector<HTMLElement>("input, .primary")?.focus(); // else it is a page, which has a heading
  }

  private readonly begin = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.hasPassword && this.password === "") return this.submission.refuse({ "/password": "Type your password." });
    const done = await this.submission.run(() =>
      this.app.api.send<TotpSetup>("POST", "/api/account/totp", this.hasPassword ? { password: this.password } : {}),
    );
    if (!done) return;
    this.password = "";
    this.setup = done.reply;
    await this.updateComplete;
    this.querySelector<HTMLElement>("h2[tabindex]")?.focus();
  };

  private readonly confirm = async (event: Event): Promise<void> => {
    event.preventDefault();
    const code = this.code.replaceAll(/\s/g, "");
    if (!this.kept)
      return this.submission.refuse({
        "/kept": "Keep the recovery codes first: without them a lost device locks you out.",
      });
    if (!/^[0-9]{6}$/.test(code)) return this.submission.refuse({ "/code": "Type the six digits that the app shows." });
    if (!(await this.submission.run(() => this.app.api.send("POST", "/api/account/totp/confirm", { code })))) return;
    this.app.say("Two-factor is on.");
    await this.app.reloadSession();
    this.dispatchEvent(new CustomEvent("borgdeck-done"));
  };

  protected override render(): TemplateResult {
    return this.setup ? this.renderSetup(this.setup) : this.renderBegin();
  }

  private renderCancel(): TemplateResult | typeof nothing {
    if (!this.canCancel) return nothing;
    return html`<button type="button" class="button" @click=${() => this.dispatchEvent(new CustomEvent("borgdeck-cancel"))}>Cancel</button>`;
  }

  private renderBegin(): TemplateResult {
    return html`<form class="stack-small" novalidate @submit=${this.begin}>
      ${
        this.hasPassword
          ? currentPasswordField({
              id: "totp-password",
              value: this.password,
              error: this.submission.at("/password"),
              onInput: (value) => {
                this.password = value;
              },
            })
          : nothing
      }
      ${this.submission.render([["/password", "password"]])}
      <div class="actions">
        <button type="submit" class="button primary" ?disabled=${this.submission.busy}>Begin</button>
        ${this.renderCancel()}
      </div>
    </form>`;
  }

  private renderSetup({ secret, otpauthUri, qrSvg, recoveryCodes }: TotpSetup): TemplateResult {
    const grouped = secret.replaceAll(/(.{4})(?=.)/g, "$1 ");
    return html`<div class="stack">
      <section class="stack-small" aria-labelledby="totp-app">
        <h2 id="totp-app" tabindex="-1">Authenticator app</h2>
        <div class="two-factor-setup">
          <img class="qr" alt="QR code for the authenticator app; the secret beside it says the same" src="data:image/svg+xml,${encodeURIComponent(qrSvg)}" />
          <div class="stack-small">
            <p>Scan the code with the app. On this device, <a href=${otpauthUri}>open it in the app</a>, or type the secret there:</p>
            <p class="labelled"><code>${grouped}</code> <borgdeck-copy .text=${secret} .label=${"secret"}></borgdeck-copy></p>
            <p class="small muted">Time-based, six digits, 30 seconds.</p>
          </div>
        </div>
      </section>
      <borgdeck-recovery-codes .app=${this.app} .codes=${recoveryCodes} .forSignIn=${this.hasPassword}></borgdeck-recovery-codes>
      <form class="stack-small" novalidate @submit=${this.confirm}>
        ${checkField({
          id: "totp-kept",
          label: "I have kept the recovery codes",
          checked: this.kept,
          onChange: (kept) => {
            this.kept = kept;
          },
        })}
        ${this.submission.at("/kept") ? html`<p class="error" id="totp-kept-error">${this.submission.at("/kept")}</p>` : nothing}
        ${codeField({
          id: "totp-code",
          kind: "totp",
          label: "Code that the app shows now",
          value: this.code,
          error: this.submission.at("/code"),
          onInput: (value) => {
            this.code = value;
          },
        })}
        ${this.submission.render([
          ["/kept", "recovery codes"],
          ["/code", "code"],
        ])}
        <div class="actions">
          <button type="submit" class="button primary" ?disabled=${this.submission.busy}>Turn two-factor on</button>
          ${this.renderCancel()}
        </div>
      </form>
    </div>`;
  }
}
