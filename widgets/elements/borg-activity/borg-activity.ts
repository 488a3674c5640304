// <borg-activity>: what runs now, how far it is, and how it can be stopped; the last run where nothing does.
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { JobProgress, JobState } from "../../../schemas/jobs.ts";
import type { RunningJob, Status } from "../../../schemas/status.ts";
import { define } from "../../shared/element/element.ts";
import { type IconName, icon } from "../../shared/element/icons.ts";
import { pathStyles, pathText } from "../../shared/element/path.ts";
import { isSameOrigin } from "../../shared/element/server.ts";
import { StatusElement } from "../../shared/element/status-element.ts";
import { Wishes } from "../../shared/element/wishes.ts";
import { styles } from "./borg-activity.styles.ts";
import { activityEn } from "./messages-en.ts";

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
 * Running jobs with files, bytes, rate and an estimate of the time left. On the service's own origin also with the phase
 * and the current path, and a job can be cancelled where the user may; on other origins it only reads.
 *
 * @customElement borg-activity
 * @csspart job - One running job.
 * @csspart progress - Its bar.
 * @csspart figures - Its figures.
 * @csspart cancel - The button that cancels it.
 * @csspart last-run - The last run, while nothing runs.
 */
export class BorgActivity extends StatusElement {
  static override properties: PropertyDeclarations = { idle: {} };
  static override styles: CSSResultGroup = [StatusElement.styles, pathStyles, styles];

  /**
   * While nothing runs: `last` shows the last run, `hide` shows nothing at all.
   * @attr
   */
  idle: "last" | "hide" = "last";

  /** To cancel jobs, by their ids. */
  readonly #wishes = new Wishes(this);

  get #words() {
    return this.say("activity", activityEn);
  }

  protected override defaultHeading(): string {
    return this.#words.title;
  }

  protected override stateOf(status: Status): string {
    if (status.running.length > 0) return "running";
    return status.verdict === "empty" && this.idle !== "hide" ? "empty" : "idle";
  }

  protected override sentence(status: Status): string {
    const [job] = status.running;
    return job ? this.#nameOf(job, status) : this.#words.idle;
  }

  protected override content(status: Status): TemplateResult | typeof nothing {
    this.#wishes.keep(status.running.map(({ id }) => id));
    if (status.running.length === 0) return this.idle === "hide" ? nothing : this.#lastRun(status);
    return html`<ul class="stack">${this.first(this.bySize(3, 1, 12), status.running, (job) => this.#job(job, status))}</ul>`;
  }

  /** As tall as while nothing runs. */
  protected override skeleton(): TemplateResult {
    const bone = html`<span class="bone"></span>`;
    return html`${bone}${bone}${bone}`;
  }

  #nameOf(job: RunningJob, status: Status): string {
    const plan = status.plans.find(({ id }) => id === job.planId);
    const repository = status.repositories.find(({ id }) => id === job.repositoryId);
    return `${this.say("jobs", this.client.jobWordsEn).kind[job.kind]}${this.text.colon}${plan?.name ?? repository?.name ?? this.text.unknown}`;
  }

  #job(job: RunningJob, status: Status): TemplateResult {
    const name = this.#nameOf(job, status);
    const { progress } = job;
    const failure = this.#wishes.failureOf(job.id);
    return html`<li class="job ruled" part="job">
      <div class="head">
        ${icon(shapes[job.state])}
        <p class="title">${this.link(`/jobs/${job.id}`, name, "strong")}</p>
        ${this.#cancelButton(job, name)}
      </div>
      ${job.state === "queued" ? html`<p class="muted">${this.#words.queued}</p>` : html`${this.#bar(name, progress)}${this.#figures(job)}`}
      ${progress?.path && this.size !== "compact" ? pathText(this.client.pathParts(progress.path), this.#words.currentPath) : nothing}
      ${failure ? html`<p>${this.#words.cancelFailed}${this.text.colon}${failure}</p>` : nothing}
    </li>`;
  }

  #bar(name: string, progress: JobProgress | null): TemplateResult {
    const label = this.#words.progressLabel(name);
    const percent = progress?.percent;
    return percent == null
      ? html`<progress part="progress" aria-label=${label}></progress>`
      : html`<progress part="progress" aria-label=${label} max="100" value=${percent}></progress>`;
  }

  #figures({ progress, startedAt }: RunningJob): TemplateResult {
    if (!progress) return html`<p class="muted">${this.#words.elapsed} ${this.#elapsed(startedAt)}</p>`;
    const { percent, phase, files, originalSizeBytes, deduplicatedSizeBytes, bytesPerSecond, etaMs, updatedAt } =
      progress;
    const figures = [
      percent === null ? null : this.percent(percent),
      phase,
      files === null ? null : this.#words.files(files, this.count(files)),
      originalSizeBytes === null ? null : this.#words.read(this.bytes(originalSizeBytes)),
      deduplicatedSizeBytes === null ? null : this.#words.stored(this.bytes(deduplicatedSizeBytes)),
      bytesPerSecond === null ? null : this.#words.rate(this.bytes(bytesPerSecond)),
      etaMs === null ? null : this.#words.about(this.duration(this.client.roundEstimate(etaMs))),
    ].filter((figure) => figure !== null);
    const quiet = Date.now() - Date.parse(updatedAt) > quietMs;
    return html`<ul class="figures" part="figures">
      ${figures.map((figure) => html`<li>${figure}</li>`)}
      ${quiet ? html`<li class="muted">${this.text.asOf} ${this.time(updatedAt)}</li>` : nothing}
    </ul>`;
  }

  #elapsed(startedAt: string | null): string {
    return startedAt ? this.duration(Date.now() - Date.parse(startedAt)) : this.text.unknown;
  }

  #cancelButton(job: RunningJob, name: string): TemplateResult | typeof nothing {
    if (job.cancelRequested || this.#wishes.failureOf(job.id) === null)
      return html`<span class="muted">${this.#words.stopping}</span>`;
    const { base } = this;
    if (!base || !isSameOrigin(base) || !job.allowed.includes("job.cancel")) return nothing;
    return html`<button class="button" part="cancel" type="button" aria-label=${this.#words.cancelLabel(name)} @click=${() => this.#wishes.make(job.id, `${base}/api/jobs/${job.id}/cancel`)}>
      ${this.#words.cancel}
    </button>`;
  }

  #lastRun(status: Status): TemplateResult {
    const [plan] = status.plans
      .filter(({ lastRun }) => lastRun)
      .sort((a, b) => (b.lastRun?.startedAt ?? "").localeCompare(a.lastRun?.startedAt ?? ""));
    const run = plan?.lastRun;
    return html`<p>${this.#words.idle}</p>
      ${
        plan && run
          ? html`<div class="pair" part="last-run">
              ${icon(shapes[run.state])}
              <p><span class="muted">${this.#words.lastRun}${this.text.colon}</span>${this.link(`/plans/${plan.id}`, plan.name)} · ${this.say("jobs", this.client.jobWordsEn).state[run.state]} · ${this.time(run.finishedAt ?? run.startedAt)}</p>
            </div>`
          : nothing
      }
      ${status.nextRunAt ? html`<p><span class="muted">${this.text.nextRun}${this.text.colon}</span>${this.time(this.client.upcoming(status.nextRunAt))}</p>` : nothing}`;
  }
}

define("borg-activity", BorgActivity);

declare global {
  interface HTMLElementTagNameMap {
    "borg-activity": BorgActivity;
  }
}
