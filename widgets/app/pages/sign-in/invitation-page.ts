// The link of an invitation: setting the first password, or a new one.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { InvitationReply } from "../../../../schemas/sessions.ts";
import { type Api, ApiError } from "../../../shared/client/api.ts";
import { errorAt, errorText, type FieldErrors, fieldErrorsOf, withoutErrors } from "../../errors.ts";
import { newPasswordErrors, newPasswordFields } from "../../fields/new-password.ts";
import { when } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import type { Router } from "../../router.ts";
import type { SessionStore } from "../../session.ts";

/** `<borgdeck-invitation-page>`: the secret stands behind `#`, which browsers send to nobody. */
export class InvitationPage extends AppElement {
  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) store!: SessionStore;
  @property({ attribute: false }) router!: Router;
  @state() private invitation: InvitationReply | null = null;
  @state() private next = "";
  @state() private again = "";
  @state() private errors: FieldErrors = {};
  @state() private problem: string | null = null;
  @state() private phase: "loading" | "open" | "invalid" | "failed" | "done" = "loading";
  @state() private busy = false;
  private readonly token = location.hash.slice(1);

  protected override firstUpdated(): void {
    document.title = "Invitation · Borgdeck";
    void this.look();
  }

  private async look(): Promise<void> {
    this.phase = "loading";
    try {
      this.invitation = await this.api.send<InvitationReply>("POST", "/api/auth/invitation", { token: this.token });
      this.phase = "open";
      await this.updateComplete;
      this.querySelector<HTMLInputElement>("#password-next")?.focus();
    } catch (error) {
      this.fail(error);
    }
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.problem = null;
    this.errors = newPasswordErrors({ next: this.next, again: this.again });
    if (Object.keys(this.errors).length > 0) return this.focusFirstError();
    this.busy = true;
    try {
      await this.api.send("POST", "/api/auth/invitation/accept", { token: this.token, newPassword: this.next });
      this.phase = "done";
    } catch (error) {
      this.errors = fieldErrorsOf(error);
      if (Object.keys(this.errors).length > 0) this.focusFirstError();
      else this.fail(error);
    } finally {
      this.busy = false;
    }
  };

  private fail(error: unknown): void {
    const refused = error instanceof ApiError && error.status >= 400 && error.status < 500 && error.status !== 429;
    if (refused) this.phase = "invalid";
    else if (this.invitation === null) this.phase = "failed";
    this.problem = errorText(error);
  }

  private focusFirstError(): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  /** Out of the address and the history, now that it is of no use any more. */
  private readonly leave = (): void => {
    this.router.go("/", { replace: true });
    void this.store.load();
  };

  protected override render(): TemplateResult {
    return html`<div class="narrow stack">
      <h1 tabindex="-1">${this.phase === "done" ? "Your password is set" : "Welcome to Borgdeck"}</h1>
      ${this.renderPhase()}
    </div>`;
  }

  private renderPhase(): TemplateResult | typeof nothing {
    switch (this.phase) {
      case "loading":
        return html`<div class="skeleton" role="status"><span class="hidden">Loading</span></div>`;
      case "open":
        return this.renderForm(this.invitation as InvitationReply);
      case "done":
        return html`<p>Sign in as <strong>${this.invitation?.username}</strong> now.</p>
          <p><button type="button" class="button primary" @click=${this.leave}>Go to sign-in</button></p>`;
      case "invalid":
        return html`<div class="notice notice-bad" role="alert">
            <p><strong>This link is of no use any more.</strong></p>
            <p>It was used already, it has run out, or a newer one was made. Ask whoever sent it for another.</p>
          </div>
          <p><a href=${this.router.href("/")}>Open Borgdeck</a></p>`;
      default:
        return html`<div class="notice notice-bad" role="alert"><p>${this.problem}</p></div>
          <p><button type="button" class="button" @click=${() => this.look()}>Try again</button></p>`;
    }
  }

  private renderForm({ username, expiresAt }: InvitationReply): TemplateResult {
    return html`<p>
        This link is for <strong>${username}</strong>. Choose a password that only you know; the link works once, until
        ${when(expiresAt)}.
      </p>
      <form class="card" novalidate @submit=${this.submit}>
        <div class="hidden" aria-hidden="true">
          <input type="text" autocomplete="username" tabindex="-1" readonly .value=${username} />
        </div>
        ${newPasswordFields({
          next: this.next,
          again: this.again,
          at: (pointer) => errorAt(this.errors, pointer),
          onInput: (change) => {
            Object.assign(this, change);
            this.errors = withoutErrors(this.errors, "/newPassword", "/again");
          },
        })}
        <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>
        <p><button type="submit" class="button primary" ?disabled=${this.busy}>${this.busy ? "Setting…" : "Set the password"}</button></p>
      </form>`;
  }
}
