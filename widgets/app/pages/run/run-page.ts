// A run: what goes on or how it ended, job by job.
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { RunReply } from "../../../../schemas/jobs.ts";
import type { PlanReply } from "../../../../schemas/plans.ts";
import { ago, counted, moment } from "../../figures.ts";
import { Page } from "../../page.ts";
import { jobMark } from "../../ui/state-mark.ts";
import { jobNames, triggerNames } from "../../words.ts";
import { archiveAddress } from "../archive/archive-address.ts";
import { isActive, renderJob } from "./job-card.ts";
import { createJobFollower } from "./job-follower.ts";

interface Loaded {
  readonly run: RunReply;
  /** Null where it has been deleted since. */
  readonly plan: PlanReply | null;
}

/** `<borgdeck-run-page>` */
export class RunPage extends Page<Loaded> {
  @property({ attribute: false }) runId = "";
  private readonly follower = createJobFollower(this, {
    concerns: ({ runId }) => runId === this.runId,
    active: () => this.data !== null && isActive(this.data.run),
    onChange: () => void this.reload(),
  });

  protected heading(): string {
    return this.data ? `Run of ${this.data.plan?.name ?? "a deleted plan"}` : "Run";
  }

  protected key(): string {
    return this.runId;
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const run = await api.get<RunReply>(`/api/runs/${encodeURIComponent(this.runId)}`);
    const plan = await api.get<PlanReply>(`/api/plans/${run.planId}`).catch(() => null);
    this.follower.begin();
    return { run, plan };
  }

  protected override renderTrail(): TemplateResult | typeof nothing {
    const plan = this.data?.plan;
    return plan ? html`<p class="trail"><a href=${this.app.href(`/plans/${plan.id}`)}>${plan.name}</a></p>` : nothing;
  }

  protected override renderActions({ plan, run }: Loaded): TemplateResult | typeof nothing {
    const repositoryId = run.jobs[0]?.repositoryId;
    const archive = run.jobs.find(({ result }) => result?.archive)?.result?.archive;
    return html`
      ${
        repositoryId && archive
          ? html`<a class="button" href=${this.app.href(archiveAddress(repositoryId, archive.name))}>Browse the archive</a>`
          : nothing
      }
      ${
        plan && !isActive(run)
          ? html`<borgdeck-plan-actions .app=${this.app} .planId=${plan.id} .name=${plan.name} .scheduled=${false} .allowed=${plan.allowed.filter((action) => action === "backup.run")}></borgdeck-plan-actions>`
          : nothing
      }
    `;
  }

  protected renderPage({ run, plan }: Loaded): TemplateResult {
    return html`
      <section class="card" aria-label="State of the run">
        <div role="status">
          <p class="verdict">${jobMark(run.state)} <span>${verdict(run)}</span></p>
        </div>
        ${run.reason ? html`<p>${run.reason}</p>` : nothing}
        <dl class="figures">
          <div><dt>Started</dt><dd>${moment(run.createdAt)}</dd></div>
          <div><dt>How</dt><dd>${triggerNames[run.trigger]}</dd></div>
          ${run.scheduledFor ? html`<div><dt>Due</dt><dd>${moment(run.scheduledFor)}</dd></div>` : nothing}
          ${run.finishedAt ? html`<div><dt>Ended</dt><dd>${moment(run.finishedAt)}</dd></div>` : nothing}
          ${plan ? html`<div><dt>Next run</dt><dd>${plan.paused ? "paused" : ago(plan.nextRunAt, "by hand only")}</dd></div>` : nothing}
        </dl>
      </section>
      <ol class="stack-small">
        ${run.jobs.map((job) => renderJob(job, this.follower.progressOf(job.id), this.app, () => void this.reload()))}
      </ol>
      ${run.jobs.length === 0 && run.state !== "skipped" ? html`<p class="muted">No job has started yet.</p>` : nothing}
    `;
  }
}

/** The run in one sentence. */
export function verdict({ state, jobs }: RunReply): string {
  const done = (kind: string) =>
    jobs.find((job) => job.kind === kind && (job.state === "ok" || job.state === "warning"));
  const running = jobs.find((job) => job.state === "running");
  switch (state) {
    case "queued":
      return "Waits for its turn";
    case "running":
      return running ? jobNames[running.kind] : jobs.length === 0 ? "Starting" : "Going on to the next job";
    case "ok":
    case "warning": {
      const verify = done("verify")?.result?.verify;
      const checked = verify
        ? `Backed up and verified: ${counted(verify.filesMatched, "file")} of the sample equal their sources.`
        : "Backed up.";
      return done("backup") ? checked : "";
    }
    default:
      return done("backup") ? "The archive was made; see below what did not work." : "";
  }
}
