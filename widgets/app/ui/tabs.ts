// Going between the pages of one subject.
import { html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import type { App } from "../context.ts";

export type Tabs = readonly (readonly [path: string, name: string])[];

/** The row of links above a heading; `here` is the path of the present page. */
export function tabs(app: App, label: string, pages: Tabs, here: string): TemplateResult {
  return html`<nav class="tabs" aria-label=${label}>
    <ul>
      ${pages.map(
        ([path, name]) => html`<li>
          <a href=${app.href(path)} aria-current=${ifDefined(path === here ? "page" : undefined)}>${name}</a>
        </li>`,
      )}
    </ul>
  </nav>`;
}
