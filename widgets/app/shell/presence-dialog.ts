// Asking for the password once more, before something that touches secrets.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { errorText } from "../errors.ts";
import { textField } from "../fields/fields.ts";
import { AppElement } from "../page.ts";
import type { SessionStore } from "../session.ts";

/** `<borgdeck-presence>` */
export class PresenceDialog extends AppElement {
  @property({ attribute: false }) store!: SessionStore;
  @property({ attribute: false }) username = "";
  @state() private open = false;
  @state() private password = "";
  @state() private problem: string | undefined = undefined;
  @state() private busy = false;
  private settle: ((proved: boolean) => void) | null = null;

  /** Resolves to whether the password was given. */
  async ask(): Promise<boolean> {
    if (this.settle) return false;
    this.open = true;
    await this.updateComplete;
    this.querySelector("dialog")?.showModal();
    return new Promise((resolve) => {
      this.settle = resolve;
    });
  }

  private end(proved: boolean): void {
    const { settle } = this;
    this.settle = null;
    this.querySelector("dialog")?.close(); // gives the focus back to where it was
    this.open = false;
    this.password = "";
    this.problem = undefined;
    settle?.(proved);
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    try {
      await this.store.signIn(this.username, this.password);
      this.end(true);
    } catch (error) {
      this.problem = errorText(error);
      this.querySelector("input")?.focus();
    } finally {
      this.busy = false;
    }
  };

  protected override render(): TemplateResult | typeof nothing {
    if (!this.open) return nothing;
    return html`<dialog aria-labelledby="presence-title" @close=${() => this.end(false)}>
      <form class="stack-small" novalidate @submit=${this.submit}>
        <h2 id="presence-title">Is it you?</h2>
        <p>This shows secrets, and the last sign-in of <strong>${this.username}</strong> is more than five minutes old. Type the password once more.</p>
        ${textField({
          id: "presence-password",
          label: "Password",
          type: "password",
          autocomplete: "current-password",
          value: this.password,
          autofocus: true,
          error: this.problem,
          onInput: (value) => {
            this.password = value;
          },
        })}
        <div class="actions end">
          <button type="button" class="button" @click=${() => this.end(false)}>Cancel</button>
          <button type="submit" class="button primary" ?disabled=${this.busy}>Go on</button>
        </div>
      </form>
    </dialog>`;
  }
}
