// Two-factor of one's account: off, being set up, or on, with what can be done about it.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { AccountReply, RecoveryCodesReply } from "../../../../schemas/account.ts";
import { codeField } from "../../fields/code-field.ts";
import { currentPasswordField } from "../../fields/current-password-field.ts";
import { createSubmission } from "../../fields/submission.ts";
import { counted, when } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import { mark } from "../../ui/state-mark.ts";

type Doing = "nothing" | "setting-up" | "turning-off" | "renewing";

/** `<borgdeck-two-factor-state>`: fires `borgdeck-changed` after each change. */
export class TwoFactorState extends AppElement {
  @property({ attribute: false }) account!: AccountReply;
  @state() private doing: Doing = "nothing";
  @state() private password = "";
  @state() private code = "";
  @state() private renewed: readonly string[] | null = null;
  private readonly submission = createSubmission(this);

  private begin(doing: Doing): void {
    const before = this.doing;
    this.doing = doing;
    this.password = "";
    this.code = "";
    this.renewed = null;
    this.submission.refuse({});
    void this.updateComplete.then(() => {
      const next = doing === "nothing" ? `[data-begins="${before}"]` : "input";
      (this.querySelector<HTMLElement>(next) ?? this.querySelector("h2"))?.focus();
    });
  }

  private settled(): void {
    this.begin("nothing");
    void this.updateComplete.then(() => this.querySelector("h2")?.focus()); // it says how things stand now
    this.dispatchEvent(new CustomEvent("borgdeck-changed"));
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const code = this.code.trim();
    const errors = {
      ...(this.account.hasPassword && this.password === "" ? { "/password": "Type your password." } : {}),
      ...(code === "" ? { "/code": "Type a code." } : {}),
    };
    if (Object.keys(errors).length > 0) return this.submission.refuse(errors);
    const body = { ...(this.account.hasPassword ? { password: this.password } : {}), code };
    if (this.doing === "turning-off") await this.turnOff(body);
    else await this.renew(body);
  };

  private async turnOff(body: object): Promise<void> {
    if (!(await this.submission.run(() => this.app.api.send("DELETE", "/api/account/totp", body)))) return;
    this.app.say("Two-factor is off.");
    await this.app.reloadSession();
    this.settled();
  }

  private async renew(body: object): Promise<void> {
    const done = await this.submission.run(() =>
      this.app.api.send<RecoveryCodesReply>("POST", "/api/account/totp/recovery-codes", body),
    );
    if (!done) return;
    this.settled();
    this.renewed = done.reply.recoveryCodes;
    this.app.say("The recovery codes are new; those before do not work any more.");
  }

  protected override render(): TemplateResult {
    const { totp, totpRequired } = this.account;
    return html`<section class="card" aria-labelledby="two-factor">
      <div class="page-head">
        <h2 id="two-factor" tabindex="-1">Two-factor</h2>
        ${totp ? mark("ok", "On") : mark("paused", "Off")}
      </div>
      ${totp ? this.renderOn(totp) : this.renderOff()}
      ${totpRequired ? html`<p class="muted small">An administrator requires it for your role.</p>` : nothing}
    </section>`;
  }

  /** Who signs in somebody who has no password here. */
  private get signer(): string {
    return this.account.user.door === "proxy" ? "The proxy" : (this.account.oidc?.providerName ?? "Single sign-on");
  }

  private renderOff(): TemplateResult {
    const why = html`<p>${this.account.hasPassword ? "With it, a stolen password alone is not enough: an authenticator app has to show a code as well." : `${this.signer} signs you in; a code of an authenticator app proves that it is you where something needs that.`}</p>`;
    if (this.doing !== "setting-up") {
      return html`${why}
        <p><button type="button" class="button" data-begins="setting-up" @click=${() => this.begin("setting-up")}>Set up two-factor</button></p>`;
    }
    return html`<borgdeck-two-factor-setup
      .app=${this.app}
      .hasPassword=${this.account.hasPassword}
      @borgdeck-done=${() => this.settled()}
      @borgdeck-cancel=${() => this.begin("nothing")}
    ></borgdeck-two-factor-setup>`;
  }

  private renderOn({ enabledAt, recoveryCodesLeft }: NonNullable<AccountReply["totp"]>): TemplateResult {
    return html`<dl class="facts">
        <dt>On since</dt>
        <dd>${when(enabledAt)}</dd>
        <dt>Recovery codes</dt>
        <dd>${recoveryCodesLeft === 0 ? html`<strong class="bad-text">None left</strong>` : `${counted(recoveryCodesLeft, "code")} left`}</dd>
      </dl>
      ${this.renewed ? html`<borgdeck-recovery-codes .app=${this.app} .codes=${this.renewed} .forSignIn=${this.account.hasPassword}></borgdeck-recovery-codes>` : nothing}
      ${this.doing === "nothing" ? this.renderButtons() : this.renderProof()}`;
  }

  private renderButtons(): TemplateResult {
    return html`<div class="actions">
      <button type="button" class="button" data-begins="renewing" @click=${() => this.begin("renewing")}>New recovery codes</button>
      <button type="button" class="button danger" data-begins="turning-off" @click=${() => this.begin("turning-off")}>Turn off</button>
    </div>`;
  }

  private renderProof(): TemplateResult {
    const off = this.doing === "turning-off";
    return html`<form class="stack-small" novalidate @submit=${this.submit}>
      <p>${off ? `${this.account.hasPassword ? "From then on the password alone signs you in" : "From then on no code proves that it is you"}, and the recovery codes are void.` : "Ten new ones are made, and those you have do not work any more."}</p>
      ${
        this.account.hasPassword
          ? currentPasswordField({
              id: "factor-password",
              value: this.password,
              error: this.submission.at("/password"),
              onInput: (value) => {
                this.password = value;
              },
            })
          : nothing
      }
      ${codeField({
        id: "factor-code",
        kind: "either",
        label: "Code",
        hint: "From the authenticator app, or a recovery code.",
        value: this.code,
        error: this.submission.at("/code"),
        onInput: (value) => {
          this.code = value;
        },
      })}
      ${this.submission.render([
        ["/password", "password"],
        ["/code", "code"],
      ])}
      <div class="actions">
        <button type="submit" class="button ${off ? "danger" : "primary"}" ?disabled=${this.submission.busy}>${off ? "Turn two-factor off" : "Make new codes"}</button>
        <button type="button" class="button" @click=${() => this.begin("nothing")}>Cancel</button>
      </div>
    </form>`;
  }
}
