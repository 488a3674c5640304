// One job with its log.
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { JobLogReply, JobReply } from "../../../../schemas/jobs.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { Page } from "../../page.ts";
import { jobMark } from "../../ui/state-mark.ts";
import { jobMeanings, jobNames } from "../../words.ts";
import { cancelButton, isActive, renderBody, renderTimes } from "./job-card.ts";
import { createJobFollower } from "./job-follower.ts";

interface Loaded {
  readonly job: JobReply;
  readonly log: JobLogReply;
  readonly repository: RepositoryReply | null;
}

/** `<borgdeck-job-page>` */
export class JobPage extends Page<Loaded> {
  @property({ attribute: false }) jobId = "";
  private readonly follower = createJobFollower(this, {
    concerns: ({ id }) => id === this.jobId,
    active: () => this.data !== null && isActive(this.data.job),
    onChange: () => void this.reload(),
  });

  protected heading(): string {
    return this.data ? `${jobNames[this.data.job.kind]} – log` : "Job";
  }

  protected key(): string {
    return this.jobId;
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const path = `/api/jobs/${encodeURIComponent(this.jobId)}`;
    const [job, log] = await Promise.all([api.get<JobReply>(path), api.get<JobLogReply>(`${path}/log`)]);
    const repository = await api.get<RepositoryReply>(`/api/repositories/${job.repositoryId}`).catch(() => null);
    this.follower.begin();
    return { job, log, repository };
  }

  protected override renderTrail(): TemplateResult | typeof nothing {
    if (!this.data) return nothing;
    const { job, repository } = this.data;
    return html`<p class="trail">
      ${job.runId ? html`<a href=${this.app.href(`/runs/${job.runId}`)}>The run it belongs to</a>` : nothing}
      ${!job.runId && repository ? html`<a href=${this.app.href(`/repositories/${repository.id}`)}>${repository.name}</a>` : nothing}
    </p>`;
  }

  protected override renderActions({ job }: Loaded): TemplateResult | typeof nothing {
    return cancelButton(job, this.app, () => void this.reload());
  }

  protected renderPage({ job, log, repository }: Loaded): TemplateResult {
    return html`
      <section class="card" aria-label="State of the job">
        <div role="status"><p>${jobMark(job.state)} <span class="muted">${renderTimes(job)}</span></p></div>
        ${job.state === "running" ? nothing : html`<p class="muted small">${jobMeanings[job.kind]}</p>`}
        ${renderBody(job, this.follower.progressOf(job.id), this.app)}
        <p class="small muted">
          ${repository ? html`Repository <a href=${this.app.href(`/repositories/${repository.id}`)}>${repository.name}</a>` : nothing}
          ${job.archiveName ? html` · archive <span class="mono">${job.archiveName}</span>` : nothing}
        </p>
      </section>
      <borgdeck-log .app=${this.app} .log=${log}></borgdeck-log>
    `;
  }
}
