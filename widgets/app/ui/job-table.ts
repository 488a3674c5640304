// Jobs as a table.
import { html, nothing, type TemplateResult } from "lit";
import type { JobReply } from "../../../schemas/jobs.ts";
import type { App } from "../context.ts";
import { duration, moment } from "../figures.ts";
import { jobNames } from "../words.ts";
import { jobMark } from "./state-mark.ts";

/** `repositoryName` is given where the jobs are of several repositories. */
export function renderJobs(
  jobs: readonly JobReply[],
  app: App,
  repositoryName?: (repositoryId: string) => string,
): TemplateResult {
  return html`<div class="scroll">
    <table class="fold">
      <thead>
        <tr>
          <th scope="col">Asked for</th>
          <th scope="col">Job</th>
          ${repositoryName ? html`<th scope="col">Repository</th>` : nothing}
          <th scope="col">State</th>
          <th scope="col" class="number">Took</th>
        </tr>
      </thead>
      <tbody>
        ${jobs.map((job) => renderRow(job, app, repositoryName))}
      </tbody>
    </table>
  </div>`;
}

function renderRow(job: JobReply, app: App, repositoryName?: (repositoryId: string) => string): TemplateResult {
  const { id, kind, state, createdAt, durationMs, outcome, repositoryId } = job;
  const told = state !== "ok" && outcome ? html`<div class="small">${outcome.message}</div>` : nothing;
  return html`<tr>
    <td class="nowrap">${moment(createdAt)}</td>
    <th scope="row"><a href=${app.href(`/jobs/${id}`)}>${jobNames[kind]}</a></th>
    ${repositoryName ? html`<td data-label="Repository">${repositoryName(repositoryId)}</td>` : nothing}
    <td>${jobMark(state)}${told}</td>
    <td class="number" data-label="Took">${durationMs === null ? nothing : duration(durationMs)}</td>
  </tr>`;
}
