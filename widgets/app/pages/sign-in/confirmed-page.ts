// Where a proof of presence at the provider ends, in the tab that was opened for it.
import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { Page } from "../../page.ts";
import type { SignInProblem } from "./problems.ts";

/** `<borgdeck-confirmed-page>` */
export class ConfirmedPage extends Page<true> {
  /** What went wrong at the provider; null where it was confirmed. */
  @property({ attribute: false }) problem: SignInProblem | null = null;

  protected heading(): string {
    return this.problem?.title ?? "It is you";
  }

  protected key(): string {
    return "confirmed";
  }

  protected async load(): Promise<true> {
    return true;
  }

  protected renderPage(): TemplateResult {
    if (this.problem) {
      return html`<p>${this.problem.text}</p>
        <p>Close this tab, and try again in the one that asked.</p>`;
    }
    return html`<p>Close this tab, and go on in the one that asked.</p>`;
  }
}
