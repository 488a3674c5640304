// <borg-activity>: what runs now, how far it is, and how it can be stopped; the last run where nothing does.
import { type CSSResultGroup, html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { JobProgress, JobState } from "../../../schemas/jobs.ts";
import type { RunningJob, Status } from "../../../schemas/status.ts";
import { type ApiError, createApi } from "../../shared/api.ts";
import { define } from "../../shared/element.ts";
import { formatBytes, formatCount, formatDuration, formatPercent, roundEstimate } from "../../shared/format.ts";
import { type IconName, icon } from "../../shared/icons.ts";
import { pathStyles, pathText } from "../../shared/path.ts";
import { isSameOrigin } from "../../shared/server.ts";
import { StatusElement } from "../../shared/status-element.ts";
import { styles } from "./borg-activity.styles.ts";

/** Jobs told in full, by size; the rest is counted. */
const jobsShown = { auto: 3, compact: 1, regular: 3, large: 12 } as const;
/** Progress older than this says so. */
const quietMs = 60_000;

const shapes: Record<JobState, IconName> = {
  queued: "never",
  running: "running",
  ok: "ok",
  warning: "warning",
  failed: "failed",
  cancelled: "paused",
  interrupted: "failed",
  skipped: "never",
};

/**
 * Running jobs with phase, files, bytes, current path, rate and an estimate of the time left. Where it stands on the
 * service's own origin and the user may, a job can be cancelled; on other origins it only reads.
 *
 * @csspart job - One running job.
 * @csspart progress - Its bar.
 * @csspart figures - Its figures.
 * @csspart cancel - The button that cancels it.
 * @csspart last-run - The last run, while nothing runs.
 */
export class BorgActivity extends StatusElement {
  static override styles: CSSResultGroup = [StatusElement.styles, pathStyles, styles];

  /** While nothing runs: `last` shows the last run, `hide` shows nothing at all. */
  @property() idle: "last" | "hide" = "last";

  /** Job id → what became of the wish to cancel it: null while asking, else why it failed. */
  @state() private cancelling: ReadonlyMap<string, string | null> = new Map();

  protected override defaultHeading(): string {
    return this.words.text.activityTitle;
  }

  protected override stateOf(status: Status): string {
    return status.running.length > 0 ? "running" : "idle";
  }

  protected override sentence(status: Status): string {
    const [job] = status.running;
    return job ? this.nameOf(job, status) : this.words.text.idle;
  }

  protected override content(status: Status): TemplateResult | typeof nothing {
    const { text, locale } = this.words;
    if (status.running.length === 0) return this.idle === "hide" ? nothing : this.lastRun(status);
    const rest = status.running.length - jobsShown[this.size];
    return html`<ul class="jobs">
        ${status.running.slice(0, jobsShown[this.size]).map((job) => this.job(job, status))}
      </ul>
      ${rest > 0 ? html`<p>${this.link("/", text.more(formatCount(rest, locale)))}</p>` : nothing}`;
  }

  protected override skeleton(): TemplateResult {
    return html`<span class="bone"></span><span class="bone"></span>`;
  }

  private nameOf(job: RunningJob, status: Status): string {
    const { text } = this.words;
    const plan = status.plans.find(({ id }) => id === job.planId);
    const repository = status.repositories.find(({ id }) => id === job.repositoryId);
    return `${text.job[job.kind]}: ${plan?.name ?? repository?.name ?? text.unknown}`;
  }

  private job(job: RunningJob, status: Status): TemplateResult {
    const { text } = this.words;
    const name = this.nameOf(job, status);
    const { progress } = job;
    const failure = this.cancelling.get(job.id);
    return html`<li class="job" part="job">
      <div class="head">
        ${icon(shapes[job.state])}
        <p class="title">${this.link(`/jobs/${job.id}`, name, "strong")}</p>
        ${this.cancelButton(job, name)}
      </div>
      ${job.state === "queued" ? html`<p class="muted">${text.queuedHint}</p>` : html`${this.bar(name, progress)}${this.figures(job)}`}
      ${progress?.path && this.size !== "compact" ? pathText(progress.path, text.currentPath) : nothing}
      ${failure ? html`<p>${text.cancelFailed}: ${failure}</p>` : nothing}
    </li>`;
  }

  private bar(name: string, progress: JobProgress | null): TemplateResult {
    const label = this.words.text.progressLabel(name);
    const percent = progress?.percent;
    return percent == null
      ? html`<progress part="progress" aria-label=${label}></progress>`
      : html`<progress part="progress" aria-label=${label} max="100" value=${percent}></progress>`;
  }

  private figures({ progress, startedAt }: RunningJob): TemplateResult {
    const { text, locale } = this.words;
    if (!progress) return html`<p class="muted">${text.elapsed} ${this.elapsed(startedAt)}</p>`;
    const { percent, phase, files, originalSizeBytes, deduplicatedSizeBytes, bytesPerSecond, etaMs, updatedAt } = progress;
    const figures = [
      percent === null ? null : formatPercent(percent, locale),
      phase,
      files === null ? null : text.files(files, formatCount(files, locale)),
      originalSizeBytes === null ? null : formatBytes(originalSizeBytes, locale),
      deduplicatedSizeBytes === null ? null : text.stored(formatBytes(deduplicatedSizeBytes, locale)),
      bytesPerSecond === null ? null : text.rate(formatBytes(bytesPerSecond, locale)),
      etaMs === null ? null : text.about(formatDuration(roundEstimate(etaMs), locale)),
    ].filter((figure) => figure !== null);
    const quiet = Date.now() - Date.parse(updatedAt) > quietMs;
    return html`<ul class="figures" part="figures">
      ${figures.map((figure) => html`<li>${figure}</li>`)}
      ${quiet ? html`<li class="muted">${text.asOf} ${this.time(updatedAt)}</li>` : nothing}
    </ul>`;
  }

  private elapsed(startedAt: string | null): string {
    return startedAt ? formatDuration(Date.now() - Date.parse(startedAt), this.words.locale) : this.words.text.unknown;
  }

  private cancelButton(job: RunningJob, name: string): TemplateResult | typeof nothing {
    const { text } = this.words;
    if (job.cancelRequested || this.cancelling.get(job.id) === null) return html`<span class="muted">${text.stopping}</span>`;
    const { base } = this;
    if (!base || !isSameOrigin(base) || !job.allowed.includes("job.cancel")) return nothing;
    return html`<button class="button" part="cancel" type="button" aria-label=${text.cancelLabel(name)} @click=${() => this.cancel(base, job.id)}>
      ${text.cancel}
    </button>`;
  }

  private async cancel(base: string, jobId: string): Promise<void> {
    this.cancelling = new Map(this.cancelling).set(jobId, null);
    try {
      await createApi(base).send("POST", `/api/jobs/${jobId}/cancel`);
      this.refresh();
    } catch (error) {
      this.cancelling = new Map(this.cancelling).set(jobId, (error as ApiError).detail);
    }
  }

  private lastRun(status: Status): TemplateResult {
    const { text } = this.words;
    const [plan] = status.plans
      .filter(({ lastRun }) => lastRun)
      .sort((a, b) => (b.lastRun?.startedAt ?? "").localeCompare(a.lastRun?.startedAt ?? ""));
    const run = plan?.lastRun;
    return html`<p class="strong">${text.idle}</p>
      ${
        plan && run
          ? html`<div class="head" part="last-run">
              ${icon(shapes[run.state])}
              <p class="title"><span class="muted">${text.lastRun}:</span> ${this.link(`/plans/${plan.id}`, plan.name)} · ${text.jobState[run.state]} · ${this.time(run.finishedAt ?? run.startedAt)}</p>
            </div>`
          : nothing
      }
      ${status.nextRunAt ? html`<p><span class="muted">${text.nextRun}:</span> ${this.time(status.nextRunAt)}</p>` : nothing}`;
  }
}

define("borg-activity", BorgActivity);

declare global {
  interface HTMLElementTagNameMap {
    "borg-activity": BorgActivity;
  }
}
