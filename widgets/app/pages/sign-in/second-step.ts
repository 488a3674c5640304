// The second step: a code of the authenticator app, or a recovery code where the app is lost.
import { html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { ApiError } from "../../../shared/client/api.ts";
import { errorText } from "../../errors.ts";
import { codeField } from "../../fields/code-field.ts";
import { AppElement } from "../../page.ts";
import type { SessionStore } from "../../session.ts";

/** `<borgdeck-second-step>`: fires `borgdeck-restart`, with why, where the first step has to be done again. */
export class SecondStep extends AppElement {
  @property({ attribute: false }) store!: SessionStore;
  @state() private kind: "totp" | "recovery" = "totp";
  @state() private code = "";
  @state() private problem: string | undefined = undefined;
  @state() private busy = false;

  protected override firstUpdated(): void {
    this.focusField();
  }

  private focusField(): void {
    void this.updateComplete.then(() => this.querySelector("input")?.focus());
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    const code = this.code.trim();
    if (code === "") return this.refuse("Type a code.");
    this.busy = true;
    try {
      await this.store.finish(this.kind, this.kind === "totp" ? code.replaceAll(/\s/g, "") : code);
    } catch (error) {
      if (error instanceof ApiError && error.code === "challenge-expired") this.restart(error.detail);
      else this.refuse(errorText(error));
    } finally {
      this.busy = false;
    }
  };

  private refuse(problem: string): void {
    this.problem = problem;
    this.focusField();
  }

  private restart(why: string | null): void {
    this.dispatchEvent(new CustomEvent<string | null>("borgdeck-restart", { detail: why }));
  }

  private swap(): void {
    this.kind = this.kind === "totp" ? "recovery" : "totp";
    this.code = "";
    this.problem = undefined;
    this.focusField();
  }

  protected override render(): TemplateResult {
    const byApp = this.kind === "totp";
    return html`<form class="stack-small" novalidate @submit=${this.submit}>
      ${codeField({
        id: "second-step",
        kind: this.kind,
        label: byApp ? "One-time code" : "Recovery code",
        hint: byApp
          ? "The six digits that your authenticator app shows for Borgdeck."
          : "One of the ten that you kept when you set up two-factor. Each works once.",
        value: this.code,
        error: this.problem,
        onInput: (value) => {
          this.code = value;
        },
      })}
      <div class="actions">
        <button type="submit" class="button primary" ?disabled=${this.busy}>${this.busy ? "Signing in…" : "Sign in"}</button>
        <button type="button" class="button quiet" @click=${() => this.swap()}>${byApp ? "Use a recovery code" : "Use the app"}</button>
        <button type="button" class="button quiet" @click=${() => this.restart(null)}>Back</button>
      </div>
    </form>`;
  }
}
