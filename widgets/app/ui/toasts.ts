// What has just happened, said once on screen and to a screen reader.
import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import { AppElement } from "../page.ts";

const shownMs = 6_000;

/** `<borgdeck-toasts>`: the polite live region of the pages. */
export class Toasts extends AppElement {
  @state() private messages: { readonly id: number; readonly text: string }[] = [];
  private nextId = 0;

  /** The function that is returned takes it back before its time. */
  say(text: string): () => void {
    const id = this.nextId++;
    const forget = () => {
      this.messages = this.messages.filter((message) => message.id !== id);
    };
    this.messages = [...this.messages.slice(-2), { id, text }];
    setTimeout(forget, shownMs);
    return forget;
  }

  protected override render(): TemplateResult {
    return html`<div class="toasts" role="status" aria-live="polite">
      ${this.messages.map(({ text }) => html`<p class="toast">${text}</p>`)}
    </div>`;
  }
}
