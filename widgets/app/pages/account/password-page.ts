// Changing one's password, by choice or because the service asks for it.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { errorAt, errorText, type FieldErrors, fieldErrorsOf, withoutErrors } from "../../errors.ts";
import { currentPasswordField } from "../../fields/current-password-field.ts";
import { newPasswordErrors, newPasswordFields } from "../../fields/new-password.ts";
import { AppElement, pageReady } from "../../page.ts";
import type { SessionStore } from "../../session.ts";

/** `<borgdeck-password-page>`: `forced` where nothing else is allowed before. */
export class PasswordPage extends AppElement {
  @property({ attribute: false }) store!: SessionStore;
  @property({ attribute: false }) forced = false;
  @state() private current = "";
  @state() private next = "";
  @state() private again = "";
  @state() private errors: FieldErrors = {};
  @state() private problem: string | null = null;
  @state() private busy = false;

  protected override firstUpdated(): void {
    document.title = `${this.headingText} · Borgdeck`;
    this.dispatchEvent(new CustomEvent(pageReady, { bubbles: true }));
  }

  private get headingText(): string {
    return this.forced ? "Choose your own password" : "Change password";
  }

  private check(): FieldErrors {
    const current = this.current === "" ? { "/currentPassword": "Type the password you have now." } : {};
    return { ...current, ...newPasswordErrors({ next: this.next, again: this.again }, this.current) };
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.problem = null;
    this.errors = this.check();
    if (Object.keys(this.errors).length > 0) return this.focusFirstError();
    this.busy = true;
    try {
      await this.store.changePassword(this.current, this.next);
      this.app.say("The password is changed. Your other sessions were ended.");
      if (!this.forced) this.app.go("/account/security");
    } catch (error) {
      this.errors = fieldErrorsOf(error);
      this.problem = Object.keys(this.errors).length > 0 ? null : errorText(error);
      this.focusFirstError();
    } finally {
      this.busy = false;
    }
  };

  private focusFirstError(): void {
    void this.updateComplete.then(() => this.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
  }

  protected override render(): TemplateResult {
    return html`<div class="narrow stack">
      <h1 tabindex="-1">${this.headingText}</h1>
      ${this.forced ? html`<p>The password you signed in with was made for you. Choose one that only you know, then go on.</p>` : nothing}
      <form class="card" novalidate @submit=${this.submit}>
        <div class="hidden" aria-hidden="true">
          <input type="text" autocomplete="username" tabindex="-1" readonly .value=${this.app.session.user.username} />
        </div>
        ${currentPasswordField({
          id: "password-current",
          value: this.current,
          error: errorAt(this.errors, "/currentPassword"),
          onInput: (value) => {
            this.current = value;
          },
        })}
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
        <div class="actions">
          <button type="submit" class="button primary" ?disabled=${this.busy}>${this.busy ? "Changing…" : "Change password"}</button>
          ${
            this.forced
              ? html`<button type="button" class="button" @click=${() => this.app.signOut()}>Sign out</button>`
              : html`<a class="button" href=${this.app.href("/account/security")}>Cancel</a>`
          }
        </div>
      </form>
    </div>`;
  }
}
