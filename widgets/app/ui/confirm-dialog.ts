// The question before something that cannot be undone.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { Question } from "../context.ts";
import { AppElement } from "../page.ts";

/** `<borgdeck-confirm>`: one modal dialog, asked by the shell. */
export class ConfirmDialog extends AppElement {
  @state() private question: Question | null = null;
  private answer: ((confirmed: boolean) => void) | null = null;

  /** Asks, and resolves with the answer. A second question while one is open counts as refused. */
  async ask(question: Question): Promise<boolean> {
    if (this.answer) return false;
    this.question = question;
    await this.updateComplete;
    this.querySelector("dialog")?.showModal();
    return new Promise((resolve) => {
      this.answer = resolve;
    });
  }

  private settle(confirmed: boolean): void {
    const answer = this.answer;
    this.answer = null;
    this.querySelector("dialog")?.close(); // gives the focus back to where it was
    this.question = null;
    answer?.(confirmed);
  }

  protected override render(): TemplateResult | typeof nothing {
    const { question } = this;
    if (!question) return nothing;
    return html`<dialog aria-labelledby="confirm-title" @close=${() => this.settle(false)}>
      <div class="stack-small">
        <h2 id="confirm-title">${question.title}</h2>
        <p>${question.text}</p>
        <div class="actions end">
          <button type="button" class="button" autofocus @click=${() => this.settle(false)}>Back</button>
          <button type="button" class="button ${question.danger ? "danger" : "primary"}" @click=${() => this.settle(true)}>
            ${question.confirm}
          </button>
        </div>
      </div>
    </dialog>`;
  }
}
