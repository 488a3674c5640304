// Changing one's password, by choice or because the service asks for it.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { errorAt, errorText, type FieldErrors, fieldErrorsOf } from "../../errors.ts";
import { textField } from "../../fields/fields.ts";
import { AppElement, pageReady } from "../../page.ts";
import type { SessionStore } from "../../session.ts";

const least = 8;
const advised = 15;

/** What the length of a new password says about it. */
export function lengthHint(password: string): string {
  const length = [...password].length;
  if (length === 0)
    return `At least ${least} characters; ${advised} or more are advised. A few unrelated words are easy to keep in mind.`;
  if (length < least) return `${length} of at least ${least} characters.`;
  return length < advised
    ? `${length} characters: accepted. ${advised} or more are advised.`
    : `${length} characters: a good length.`;
}

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
    const errors: Record<string, string> = {};
    if (this.current === "") errors["/currentPassword"] = "Type the password you have now.";
    if ([...this.next].length < least) errors["/newPassword"] = `Use at least ${least} characters.`;
    else if (this.next === this.current) errors["/newPassword"] = "Choose another one than the present.";
    if (this.again !== this.next) errors["/again"] = "The two are not the same.";
    return errors;
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
      if (!this.forced) this.app.go("/account");
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
        ${this.password("current", "Current password", "current-password", "/currentPassword")}
        ${this.password("next", "New password", "new-password", "/newPassword", lengthHint(this.next))}
        ${this.password("again", "New password again", "new-password", "/again")}
        <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>
        <div class="actions">
          <button type="submit" class="button primary" ?disabled=${this.busy}>${this.busy ? "Changing…" : "Change password"}</button>
          ${
            this.forced
              ? html`<button type="button" class="button" @click=${() => this.app.signOut()}>Sign out</button>`
              : html`<a class="button" href=${this.app.href("/account")}>Cancel</a>`
          }
        </div>
      </form>
    </div>`;
  }

  private password(
    name: "current" | "next" | "again",
    label: string,
    autocomplete: string,
    pointer: string,
    hint?: string,
  ): TemplateResult {
    return textField({
      id: `password-${name}`,
      label,
      hint: hint ? html`<span role="status">${hint}</span>` : undefined,
      type: "password",
      value: this[name],
      autocomplete,
      required: true,
      error: errorAt(this.errors, pointer),
      onInput: (value) => {
        this[name] = value;
      },
    });
  }
}
