// A job of a run: its state, and either how far it is or how it ended.
import { html, nothing, type TemplateResult } from "lit";
import type { JobProgress, JobReply } from "../../../../schemas/jobs.ts";
import type { App } from "../../context.ts";
import { duration, moment } from "../../figures.ts";
import { jobMark } from "../../ui/state-mark.ts";
import { jobMeanings, jobNames } from "../../words.ts";
import { renderProgress } from "./job-progress.ts";
import { renderOutcome, renderResult } from "./job-result.ts";

export const isActive = ({ state }: Pick<JobReply, "state">) => state === "queued" || state === "running";

/** `progress` is the live one; `onChanged` is called after a cancellation was asked for. */
export function renderJob(
  job: JobReply,
  progress: JobProgress | null,
  app: App,
  onChanged: () => void,
): TemplateResult {
  return html`<li class="card">
    <div class="page-head">
      <h2>${jobNames[job.kind]}</h2>
      <div class="actions">
        ${cancelButton(job, app, onChanged)}
        <a class="button" href=${app.href(`/jobs/${job.id}`)} aria-label="Log of ${jobNames[job.kind]}">Log</a>
      </div>
    </div>
    <p>${jobMark(job.state)} <span class="muted">${renderTimes(job)}</span></p>
    ${renderBody(job, progress, app)}
  </li>`;
}

/** What happens in the job or came of it. */
export function renderBody(job: JobReply, progress: JobProgress | null, app: Pick<App, "href">): TemplateResult {
  if (job.state === "running") {
    return html`<p class="muted small">${jobMeanings[job.kind]}</p>
      ${renderProgress(progress ?? job.progress, jobNames[job.kind])}`;
  }
  if (job.state === "queued") return html`<p class="muted small">${renderWait(job, app)}</p>`;
  return html`${renderOutcome(job)}${renderResult(job.result)}`;
}

function renderWait({ waitsFor }: JobReply, app: Pick<App, "href">): TemplateResult | string {
  if (!waitsFor) return "Waits for its turn.";
  const { jobId, kind, state, since } = waitsFor;
  const name = html`<a href=${app.href(`/jobs/${jobId}`)}>${jobNames[kind]}</a>`;
  return state === "running"
    ? html`Waits for the repository: ${name} is at work there since ${moment(since)}.`
    : html`Waits for its turn behind: ${name}, which waits since ${moment(since)}.`;
}

export function renderTimes({ startedAt, finishedAt, createdAt, durationMs }: JobReply): TemplateResult {
  if (!startedAt) return html`since ${moment(createdAt)}`;
  if (!finishedAt) return html`since ${moment(startedAt)}`;
  return html`${moment(finishedAt)}${durationMs === null ? nothing : `, in ${duration(durationMs)}`}`;
}

/** The button that cancels, after asking; the word that it is being done; or nothing. */
export function cancelButton(job: JobReply, app: App, onChanged: () => void): TemplateResult | typeof nothing {
  if (!isActive(job)) return nothing;
  if (job.cancelRequestedAt) return html`<span class="muted">Stopping</span>`;
  if (!job.allowed.includes("job.cancel")) return nothing;
  return html`<button type="button" class="button danger" @click=${() => cancel(job, app, onChanged)}>Cancel</button>`;
}

/** What a cancelled job leaves, where it is more than a usable repository. */
const cancelMeanings: Partial<Record<JobReply["kind"], string>> = {
  backup:
    "borg stops at the next safe point. The archive is not made, but what was copied so far is not copied again next time.",
  restore: "What has been written stays; the rest is not written.",
  mount: "The folder is unmounted. Programs that have files of it open keep it busy until they close them.",
  "delete-archives": "borg stops at the next safe point. Archives that are gone already stay gone.",
};

async function cancel(job: JobReply, app: App, onChanged: () => void): Promise<void> {
  const sure = await app.confirm({
    title: `Cancel this ${jobNames[job.kind].toLowerCase()}?`,
    text: cancelMeanings[job.kind] ?? "borg stops at the next safe point. The repository stays usable.",
    confirm: "Cancel the job",
    danger: true,
  });
  if (!sure) return;
  try {
    await app.api.send("POST", `/api/jobs/${job.id}/cancel`);
    app.say("Asked borg to stop.");
  } catch (error) {
    app.report(error);
  }
  onChanged();
}
