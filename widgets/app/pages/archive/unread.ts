// Archives that an answer says nothing about, since their names have not been read yet.
import { html, nothing, type TemplateResult } from "lit";
import { counted } from "../../figures.ts";

export function renderUnread(archives: number): TemplateResult | typeof nothing {
  if (archives === 0) return nothing;
  return html`<p class="warning-text">${counted(archives, "archive")} ${archives === 1 ? "has" : "have"} not been read yet and ${archives === 1 ? "is" : "are"} left out. Reading goes on in the background: look again later.</p>`;
}
