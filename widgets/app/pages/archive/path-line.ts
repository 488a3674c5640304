// A path in full; a very long one scrolls in itself, also by the keyboard.
import { html, nothing, type TemplateResult } from "lit";
import { safeText } from "../../../shared/client/format.ts";

/** Longer ones may not fit where the style lets a path stand. */
const surelyFits = 100;

/** With the slash of the root in front. */
export function pathLine(path: string): TemplateResult {
  return html`<p class="mono entry-path" tabindex=${path.length > surelyFits ? 0 : nothing}>/${safeText(path)}</p>`;
}
