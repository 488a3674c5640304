// Jobs as a table.
import { html, nothing, type TemplateResult } from "lit";
import type { JobReply } from "../../../schemas/jobs.ts";
import type { App } from "../context.ts";
import { duration, moment } from "../figures.ts";
import { jobNames } from "../words.ts";
import { jobMark } from "./state-mark.ts";

export function renderJobs(jobs: readonly JobReply[], app: App): TemplateResult {
  return html`<div class="scroll">
    <table class="fold">
      <thead>
        <tr>
          <th scope="col">Asked for</th>
          <th scope="col">Job</th>
          <th scope="col">State</th>
          <th scope="col" class="number">Took</th>
        </tr>
      </thead>
      <tbody>
        ${jobs.map((job) => renderRow(job, app))}
      </tbody>
    </table>
  </div>`;
}

function renderRow({ id, kind, state, createdAt, durationMs, outcome }: JobReply, app: App): TemplateResult {
  const told = state !== "ok" && outcome ? html`<div class="small">${outcome.message}</div>` : nothing;
  return html`<tr>
    <td class="nowrap">${moment(createdAt)}</td>
    <th scope="row"><a href=${app.href(`/jobs/${id}`)}>${jobNames[kind]}</a></th>
    <td>${jobMark(state)}${told}</td>
    <td class="number" data-label="Took">${durationMs === null ? nothing : duration(durationMs)}</td>
  </tr>`;
}
