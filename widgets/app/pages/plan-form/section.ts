// One step of a form.
import { html, nothing, type TemplateResult } from "lit";

/** A card with its heading; `step` numbers it where the order matters. */
export function section(step: number | null, title: string, content: TemplateResult): TemplateResult {
  return html`<section class="card" aria-label=${title}>
    <h2>${step === null ? nothing : [html`<span class="step">${step}</span>`, " "]}${title}</h2>
    ${content}
  </section>`;
}
