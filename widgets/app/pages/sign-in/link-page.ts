// Signed in at the provider, under the name of a local account: that account decides whether the two belong together.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { OidcLinkReply } from "../../../../schemas/oidc.ts";
import { type Api, ApiError } from "../../../shared/client/api.ts";
import { errorAt, errorText, type FieldErrors, fieldErrorsOf } from "../../errors.ts";
import { codeField } from "../../fields/code-field.ts";
import { textField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import type { Router } from "../../router.ts";
import type { SessionStore } from "../../session.ts";

/** `<borgdeck-link-page>` */
export class LinkPage extends AppElement {
  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) store!: SessionStore;
  @property({ attribute: false }) router!: Router;
  @state() private question: OidcLinkReply | null = null;
  @state() private gone = false;
  @state() private password = "";
  @state() private code = "";
  @state() private errors: FieldErrors = {};
  @state() private problem: string | null = null;
  @state() private busy = false;

  protected override firstUpdated(): void {
    document.title = "Link your account · Borgdeck";
    void this.look();
  }

  private async look(): Promise<void> {
    try {
      this.question = await this.api.get<OidcLinkReply>("/api/auth/oidc/link");
      await this.updateComplete;
      this.querySelector<HTMLInputElement>("#link-password")?.focus();
    } catch (error) {
      this.fail(error);
    }
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.problem = null;
    const code = this.code.trim();
    const missing = this.question?.codeRequired && code === "" ? { "/code": "Type a code." } : {};
    this.errors = { ...(this.password === "" ? { "/password": "Type the password." } : {}), ...missing };
    if (Object.keys(this.errors).length > 0) return this.focusFirst();
    this.busy = true;
    try {
      const returnTo = await this.store.link({ password: this.password, ...(code === "" ? {} : { code }) });
      location.replace(returnTo);
    } catch (error) {
      this.errors = fieldErrorsOf(error);
      if (Object.keys(this.errors).length === 0) this.fail(error);
      this.focusFirst();
    } finally {
      this.busy = false;
    }
  };

  private fail(error: unknown): void {
    const pending = error instanceof ApiError && (error.code === "wrong-credentials" || error.status === 429);
    if (error instanceof ApiError && error.status >= 400 && error.status < 500 && !pending) this.gone = true;
    this.problem = errorText(error);
  }

  private focusFirst(): void {
    void this.updateComplete.then(() =>
      (this.querySelector<HTMLElement>('[aria-invalid="true"]') ?? this.querySelector("input"))?.focus(),
    );
  }

  protected override render(): TemplateResult {
    return html`<div class="narrow stack">
      <h1 tabindex="-1">Is this account yours?</h1>
      ${this.gone ? this.renderGone() : this.question ? this.renderQuestion(this.question) : this.renderWait()}
    </div>`;
  }

  private renderWait(): TemplateResult {
    if (this.problem === null)
      return html`<div class="skeleton" role="status"><span class="hidden">Loading</span></div>`;
    return html`<div class="notice notice-bad" role="alert"><p>${this.problem}</p></div>
      <p><button type="button" class="button" @click=${() => this.look()}>Try again</button></p>`;
  }

  private renderQuestion({ username, providerName, codeRequired }: OidcLinkReply): TemplateResult {
    return html`<p>
        ${providerName} knows you as <strong>${username}</strong>, and Borgdeck has a local account of that name. If it is
        yours, prove it once: from then on ${providerName} signs you in to it.
      </p>
      <form class="card" novalidate @submit=${this.submit}>
        <div class="hidden" aria-hidden="true">
          <input type="text" autocomplete="username" tabindex="-1" readonly .value=${username} />
        </div>
        ${textField({
          id: "link-password",
          label: `Password of ${username} here`,
          type: "password",
          value: this.password,
          autocomplete: "current-password",
          required: true,
          error: errorAt(this.errors, "/password"),
          onInput: (value) => {
            this.password = value;
          },
        })}
        ${
          codeRequired
            ? codeField({
                id: "link-code",
                kind: "either",
                label: "One-time code",
                hint: "From the authenticator app, or a recovery code.",
                value: this.code,
                error: errorAt(this.errors, "/code"),
                onInput: (value) => {
                  this.code = value;
                },
              })
            : nothing
        }
        <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>
        <p><button type="submit" class="button primary" ?disabled=${this.busy}>${this.busy ? "Linking…" : "Link and sign in"}</button></p>
      </form>
      <p class="small muted">
        It is not yours? Ask an administrator: one of the two names has to change.
        <a href=${this.router.href("/")}>Back to signing in</a>
      </p>`;
  }

  private renderGone(): TemplateResult {
    return html`<div class="notice" role="alert">
      <p>There is nothing to link any more: it took too long, it was begun in another browser, or it is done already.</p>
      <p><a class="button" href=${this.router.href("/")}>Sign in again</a></p>
    </div>`;
  }
}
