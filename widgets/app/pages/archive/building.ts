// An archive whose names are still being read.
import { html, type TemplateResult } from "lit";
import type { Building } from "../../../../schemas/archives.ts";
import type { App } from "../../context.ts";
import { count } from "../../figures.ts";

/** How far it is; `then` says what comes after. */
export function renderBuilding(
  { entries, jobId }: NonNullable<Building>,
  app: App,
  then = "The whole archive can be browsed and searched once that is done.",
): TemplateResult {
  return html`<div class="notice">
    <p><strong>Reading the names in this archive for the first time.</strong> ${then}</p>
    <progress aria-label="Reading the archive"></progress>
    <p class="muted small"><span>${entries === 0 ? "Starting." : `${count(entries)} names so far.`}</span> <a href=${app.href(`/jobs/${jobId}`)}>The job</a></p>
  </div>`;
}
