// Copying a text, also where the browser has no clipboard for pages (plain http).
import { html, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { AppElement } from "../page.ts";

const shownMs = 3_000;

/** `<borgdeck-copy>`: a button that copies `text`; `label` says what that is. */
export class CopyButton extends AppElement {
  @property({ attribute: false }) text = "";
  @property({ attribute: false }) label = "";
  @state() private outcome: "copied" | "failed" | null = null;

  private readonly copy = async (): Promise<void> => {
    this.outcome = (await copied(this.text)) ? "copied" : "failed";
    setTimeout(() => {
      this.outcome = null;
    }, shownMs);
  };

  protected override render(): TemplateResult {
    const text =
      this.outcome === "copied" ? "Copied" : this.outcome === "failed" ? "Select it and copy by hand" : "Copy";
    return html`<button type="button" class="button" aria-label="${text}: ${this.label}" @click=${this.copy}>${text}</button>`;
  }
}

async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedBySelection(text); // no clipboard here: not a secure context, or refused
  }
}

function copiedBySelection(text: string): boolean {
  const field = document.createElement("textarea");
  const before = document.activeElement;
  field.value = text;
  field.className = "hidden";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return done;
}
