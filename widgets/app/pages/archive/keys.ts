// What the keyboard does in a list of files.
import { html, type TemplateResult } from "lit";

const keys: readonly (readonly [key: string, does: string])[] = [
  ["↑ ↓", "move; Home and End go to the first and the last"],
  ["Enter", "opens a folder or downloads a file"],
  ["←", "or Backspace goes up"],
  ["Space", "chooses, to download or restore together"],
  ["/", "searches"],
  ["a …", "typing goes to a name"],
];

export function renderKeys(): TemplateResult {
  return html`<section class="keys stack-tight small muted" aria-label="Keys">
    <dl class="key-list">${keys.map(([key, does]) => html`<dt><kbd>${key}</kbd></dt><dd>${does}</dd>`)}</dl>
  </section>`;
}
