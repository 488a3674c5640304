// Name and password, or what to do where a proxy signs people in.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { MethodsReply } from "../../../../schemas/sessions.ts";
import { errorText } from "../../errors.ts";
import { textField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import type { SessionStore } from "../../session.ts";

/** `<borgdeck-sign-in-form>`: what was typed stays when it is refused. */
export class SignInForm extends AppElement {
  @property({ attribute: false }) store!: SessionStore;
  @property({ attribute: false }) methods: MethodsReply | null = null;
  @property({ attribute: false }) username = "";
  @state() private password = "";
  @state() private problem: string | null = null;
  @state() private busy = false;

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const missing = this.username.trim() === "" ? "username" : this.password === "" ? "password" : null;
    if (missing) return this.refuse(missing === "username" ? "Type your name." : "Type your password.", missing);
    this.busy = true;
    this.problem = null;
    try {
      await this.store.signIn(this.username.trim(), this.password);
      this.password = "";
    } catch (error) {
      this.refuse(errorText(error), "password");
    } finally {
      this.busy = false;
    }
  };

  private refuse(problem: string, focus: "username" | "password"): void {
    this.problem = problem;
    void this.updateComplete.then(() => this.querySelector<HTMLInputElement>(`#${focus}`)?.focus());
  }

  protected override render(): TemplateResult {
    const { methods } = this;
    return html`<div class="stack-small">
      ${methods?.header ? this.renderProxy(methods.password) : nothing}
      ${methods?.password === false ? nothing : this.renderForm()}
    </div>`;
  }

  private renderProxy(orLocal: boolean): TemplateResult {
    return html`<p>
        The proxy in front of Borgdeck signs people in, and it named nobody for this request. Open Borgdeck through the proxy's
        address, or sign in there again${orLocal ? "; or use a local account." : "."}
      </p>
      <p><button type="button" class="button" @click=${() => this.store.load()}>Try again</button></p>`;
  }

  private renderForm(): TemplateResult {
    return html`<form class="stack-small" novalidate @submit=${this.submit}>
      ${textField({
        id: "username",
        label: "Name",
        value: this.username,
        autocomplete: "username",
        required: true,
        autofocus: this.username === "",
        onInput: (value) => {
          this.username = value;
        },
      })}
      ${textField({
        id: "password",
        label: "Password",
        type: "password",
        value: this.password,
        autocomplete: "current-password",
        required: true,
        autofocus: this.username !== "",
        onInput: (value) => {
          this.password = value;
        },
      })}
      <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>
      <p><button type="submit" class="button primary" ?disabled=${this.busy}>${this.busy ? "Signing in…" : "Sign in"}</button></p>
    </form>`;
  }
}
