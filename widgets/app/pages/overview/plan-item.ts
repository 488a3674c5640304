// One plan on the overview: its state first, the cause and the next step where it is not well, then the figures.
import { html, nothing, type TemplateResult } from "lit";
import type { PlanStatus, RunningJob, Status } from "../../../../schemas/status.ts";
import type { App } from "../../context.ts";
import { ago, counted } from "../../figures.ts";
import { healthMark } from "../../ui/state-mark.ts";

export function renderPlan(plan: PlanStatus, status: Status, app: App): TemplateResult {
  const job = jobOf(plan, status);
  return html`<li class="card plan-item">
    <div class="page-head">
      <h3><a href=${app.href(`/plans/${plan.id}`)}>${plan.name}</a></h3>
      <borgdeck-plan-actions
        .app=${app}
        .planId=${plan.id}
        .name=${plan.name}
        .paused=${plan.state === "paused"}
        .scheduled=${plan.scheduleText !== null}
        .running=${job !== undefined}
        .suspicious=${plan.state === "suspicious"}
        .allowed=${plan.allowed}
      ></borgdeck-plan-actions>
    </div>
    ${renderStanding(plan, status, app)}
  </li>`;
}

/** How a plan stands: state, problem, figures. */
export function renderStanding(plan: PlanStatus, status: Status, app: App): TemplateResult {
  const job = jobOf(plan, status);
  return html`    <p>
      ${healthMark(plan.state)} ${plan.since && plan.state !== "ok" ? html`<span class="muted">since ${ago(plan.since)}</span>` : nothing}
      ${job?.runId ? html`<a href=${app.href(`/runs/${job.runId}`)}>Watch it</a>` : nothing}
    </p>
    ${renderProblem(plan, app)}
    <dl class="figures">
      <div><dt>Last success</dt><dd>${ago(plan.lastSuccessAt)}</dd></div>
      <div><dt>Verified</dt><dd>${renderVerify(plan)}</dd></div>
      <div><dt>Next run</dt><dd>${plan.state === "paused" ? "paused" : ago(plan.nextRunAt, "by hand only")}</dd></div>
      <div><dt>Schedule</dt><dd>${plan.scheduleText ?? "by hand only"}</dd></div>
    </dl>`;
}

function jobOf({ id }: PlanStatus, { running }: Status): RunningJob | undefined {
  return running.find(({ planId }) => planId === id);
}

function renderProblem(plan: PlanStatus, app: App): TemplateResult | typeof nothing {
  if (!plan.message && !plan.nextStep) return nothing;
  const runLink = plan.lastRun
    ? html`<a href=${app.href(`/runs/${plan.lastRun.id}`)}>Open the run and its log</a>`
    : nothing;
  return html`<div class="stack-tight">
    ${plan.message ? html`<p>${plan.message}</p>` : nothing}
    ${plan.nextStep ? html`<p><strong>Next:</strong> ${plan.nextStep}</p>` : nothing}
    <p>${runLink}</p>
  </div>`;
}

function renderVerify({ lastVerify }: PlanStatus): TemplateResult | string {
  if (!lastVerify) return "not yet";
  if (lastVerify.state === "failed") {
    return html`<span class="bad-text">${lastVerify.filesDamaged > 0 ? `${counted(lastVerify.filesDamaged, "file")} damaged` : "failed"}</span>, ${ago(lastVerify.at)}`;
  }
  return html`${ago(lastVerify.at)} <span class="muted nowrap">${counted(lastVerify.filesChecked, "file")}</span>`;
}
