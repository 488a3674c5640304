// Runs as a table: of one plan, or of all.
import { html, nothing, type TemplateResult } from "lit";
import type { RunReply } from "../../../schemas/jobs.ts";
import type { App } from "../context.ts";
import { bytes, count, duration, moment } from "../figures.ts";
import { triggerNames } from "../words.ts";
import { jobMark } from "./state-mark.ts";

/** `planName` is given where the runs are of several plans. */
export function renderRuns(runs: readonly RunReply[], app: App, planName?: (planId: string) => string): TemplateResult {
  return html`<div class="scroll">
    <table class="fold">
      <thead>
        <tr>
          <th scope="col">Started</th>
          ${planName ? html`<th scope="col">Plan</th>` : nothing}
          <th scope="col">State</th>
          <th scope="col">How</th>
          <th scope="col" class="number">Files</th>
          <th scope="col" class="number">New data</th>
          <th scope="col">Verified</th>
          <th scope="col" class="number">Took</th>
        </tr>
      </thead>
      <tbody>
        ${runs.map((run) => renderRow(run, app, planName))}
      </tbody>
    </table>
  </div>`;
}

function renderRow(run: RunReply, app: App, planName?: (planId: string) => string): TemplateResult {
  const archive = run.jobs.find(({ result }) => result?.archive)?.result?.archive;
  const problem =
    run.reason ?? run.jobs.find(({ state }) => state === "failed" || state === "interrupted")?.outcome?.message;
  return html`<tr>
    <th scope="row"><a href=${app.href(`/runs/${run.id}`)}>${moment(run.createdAt)}</a></th>
    ${planName ? html`<td data-label="Plan">${planName(run.planId)}</td>` : nothing}
    <td>${jobMark(run.state)}${problem ? html`<div class="small">${problem}</div>` : nothing}</td>
    <td data-label="How">${triggerNames[run.trigger]}</td>
    <td class="number" data-label="Files">${archive ? count(archive.files) : nothing}</td>
    <td class="number" data-label="New data">${archive ? bytes(archive.deduplicatedSizeBytes) : nothing}</td>
    <td data-label="Verified">${verified(run)}</td>
    <td class="number" data-label="Took">${run.finishedAt ? duration(Date.parse(run.finishedAt) - Date.parse(run.createdAt)) : nothing}</td>
  </tr>`;
}

function verified({ jobs }: RunReply): TemplateResult | string | typeof nothing {
  const verify = jobs.find(({ kind }) => kind === "verify");
  if (!verify) return nothing;
  const result = verify.result?.verify;
  if (!result) return verify.state === "ok" ? "yes" : "no";
  return result.filesDamaged > 0
    ? html`<strong class="bad-text">${count(result.filesDamaged)} damaged</strong>`
    : `${count(result.filesMatched)} of ${count(result.filesChecked)} equal`;
}
