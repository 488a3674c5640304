// The settings of a plan, in words.
import { html, nothing, type TemplateResult } from "lit";
import type { PlanReply } from "../../../../schemas/plans.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import type { App } from "../../context.ts";
import { counted, moment, when } from "../../figures.ts";
import { scopeTexts } from "../../words.ts";
import { verifyTexts } from "../plan-form/details-field.ts";
import { keepText } from "../plan-form/keep-draft.ts";
import { everyTexts } from "../plan-form/upkeep-fields.ts";

export function renderSettings(plan: PlanReply, repositories: readonly RepositoryReply[], app: App): TemplateResult {
  return html`<dl class="facts">
    <dt>Folders</dt>
    <dd>${plan.sources.map((path) => html`<div class="mono">${path}</div>`)}</dd>
    ${plan.excludes.length > 0 ? html`<dt>Leaves out</dt><dd>${plan.excludes.map((pattern) => html`<div class="mono">${pattern}</div>`)}</dd>` : nothing}
    <dt>${repositories.length === 1 ? "Repository" : "Repositories"}</dt>
    <dd>
      ${repositories.map(
        ({ id, name, location }) =>
          html`<div><a href=${app.href(`/repositories/${id}`)}>${name}</a> <span class="mono muted">${location}</span></div>`,
      )}
      ${repositories.length === 0 ? "not shared with you" : nothing}
    </dd>
    <dt>When</dt>
    <dd>${renderSchedule(plan)}</dd>
    <dt>Keeps</dt>
    <dd>${keepText(plan.retention)}</dd>
    <dt>Verifies</dt>
    <dd>${verifyTexts[plan.verify.every]}${plan.verify.every === "never" ? "" : `, ${counted(plan.verify.sampleFiles, "file")}`}</dd>
    <dt>Checks</dt>
    <dd>${everyTexts[plan.check.every]}${plan.check.every === "never" ? "" : `, ${scopeTexts[plan.check.scope].toLowerCase()}`}</dd>
    <dt>Restore drill</dt>
    <dd>
      ${everyTexts[plan.drill.every]}${plan.drill.every === "never" ? "" : `, ${counted(plan.drill.sampleFiles, "random file")}`}
      ${plan.drill.every === "never" ? nothing : plan.drill.canaries.map((path) => html`<div class="mono">${path}</div>`)}
    </dd>
    <dt>Compression</dt>
    <dd class="mono">${plan.compression}</dd>
    <dt>Archives</dt>
    <dd><span class="mono">${plan.id}-…</span> <span class="muted">(the plan's own name in archives; it never changes)</span></dd>
    <dt>Made</dt>
    <dd>${moment(plan.createdAt)}</dd>
  </dl>`;
}

function renderSchedule({ schedule, scheduleText, nextRunAt, paused }: PlanReply): TemplateResult | string {
  if (!schedule) return "by hand only";
  return html`${scheduleText ?? schedule.cron} <span class="muted">(${schedule.timeZone.replaceAll("_", " ")}, <code>${schedule.cron}</code>)</span>
    <div>${paused ? "Paused: no next run" : html`Next run ${when(nextRunAt, "unknown")}`}</div>`;
}
