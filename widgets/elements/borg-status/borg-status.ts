// <borg-status>: is everything backed up, and if not, what is wrong, since when, and what to do.
import { type CSSResultGroup, html, nothing, type TemplateResult } from "lit";
import type { HealthState, PlanStatus, Status } from "../../../schemas/status.ts";
import { define } from "../../shared/element.ts";
import { formatCount, formatPercent } from "../../shared/format.ts";
import { icon } from "../../shared/icons.ts";
import { problemsOf } from "../../shared/select.ts";
import { StatusElement } from "../../shared/status-element.ts";
import { styles } from "./borg-status.styles.ts";

/** Problems told in full, by size; the rest is counted. */
const problemsShown = { auto: 3, compact: 0, regular: 3, large: 12 } as const;
const countOrder: readonly HealthState[] = ["failed", "late", "warning", "running", "ok", "never", "paused"];

/**
 * The overall verdict: a shape, a word and what needs someone, with counts, the last backup, the last verification and the next run.
 *
 * @csspart verdict - Shape and sentence.
 * @csspart problems - The list of what needs someone.
 * @csspart problem - One of them.
 * @csspart facts - Last backup, verification, next run.
 * @csspart counts - Plans by state.
 */
export class BorgStatus extends StatusElement {
  static override styles: CSSResultGroup = [StatusElement.styles, styles];

  protected override defaultHeading(): string {
    return this.text.title;
  }

  protected override stateOf(status: Status): string {
    return status.verdict;
  }

  protected override sentence(status: Status): string {
    return this.text.verdict[status.verdict];
  }

  protected override content(status: Status): TemplateResult {
    const { text } = this;
    if (status.verdict === "empty") return this.#empty();
    return html`
      <div class="head">
        <div class="verdict" part="verdict">
          ${icon(status.verdict)}
          <div>
            <p class="strong">${text.verdict[status.verdict]}</p>
            <p class="muted">${this.#summary(status)}</p>
          </div>
        </div>
        ${this.size === "compact" ? nothing : this.#counts(status)}
      </div>
      ${status.fault ? html`<p class="row">${icon("warning")}<span>${text.serviceFault}: ${status.fault.detail}</span></p>` : nothing}
      ${this.size === "compact" ? nothing : html`${this.#problems(status)}${this.#facts(status)}`}
    `;
  }

  protected override skeleton(): TemplateResult {
    return html`
      <div class="head">
        <div class="verdict">${icon("never")}<div class="bones"><span class="bone"></span><span class="bone"></span></div></div>
      </div>
      ${this.size === "compact" ? nothing : html`<div class="bones"><span class="bone"></span><span class="bone"></span></div>`}
    `;
  }

  #empty(): TemplateResult {
    const { text } = this;
    return html`<div class="verdict" part="verdict">
        ${icon("never")}
        <div>
          <p class="strong">${text.verdict.empty}</p>
          <p class="muted">${this.repo ? text.hiddenHint : text.emptyHint}</p>
        </div>
      </div>
      ${this.repo || this.size === "compact" ? nothing : html`<p>${this.link("/", text.emptyAction)}</p>`}`;
  }

  /** The one line under the verdict: what runs, else the worst problem, else the last backup. */
  #summary(status: Status): TemplateResult | string {
    const { text, locale } = this;
    const [worst] = problemsOf(status.plans);
    if (worst && status.verdict !== "running") return html`${worst.name} · ${this.time(worst.since)}`;
    const [job] = status.running;
    if (job) {
      const percent = job.progress?.percent;
      const name = status.plans.find(({ id }) => id === job.planId)?.name ?? text.job[job.kind];
      return percent == null ? name : `${name} · ${formatPercent(percent, locale)}`;
    }
    if (!status.lastSuccessAt) return html`${text.nextRun}: ${this.time(status.nextRunAt, text.none)}`;
    return html`${text.lastBackup}: ${this.time(status.lastSuccessAt)}`;
  }

  #counts({ counts }: Status): TemplateResult {
    const { text, locale } = this;
    return html`<ul class="counts" part="counts">
      ${countOrder
        .filter((state) => counts[state] > 0)
        .map((state) => html`<li class="row">${icon(state)}<span><b>${formatCount(counts[state], locale)}</b> ${text.state[state]}</span></li>`)}
    </ul>`;
  }

  #problems(status: Status): TemplateResult | typeof nothing {
    const all = problemsOf(status.plans);
    if (all.length === 0) return nothing;
    const shown = all.slice(0, problemsShown[this.size]);
    const rest = all.length - shown.length;
    const { text, locale } = this;
    return html`<ul class="problems" part="problems">
      ${shown.map((plan) => this.#problem(plan))}
      ${rest > 0 ? html`<li>${this.link("/", text.more(formatCount(rest, locale)))}</li>` : nothing}
    </ul>`;
  }

  #problem(plan: PlanStatus): TemplateResult {
    const { text } = this;
    const jobId = plan.lastRun?.jobId;
    return html`<li class="problem" part="problem">
      ${icon(plan.state)}
      <div>
        <p>${this.link(`/plans/${plan.id}`, plan.name, "strong")} ${text.state[plan.state]}${plan.since ? html` · ${this.time(plan.since)}` : nothing}</p>
        ${plan.message ? html`<p>${plan.message}</p>` : nothing}
        ${plan.nextStep ? html`<p class="muted">${plan.nextStep}</p>` : nothing}
        ${jobId ? html`<p>${this.link(`/jobs/${jobId}`, text.openLog)}</p>` : nothing}
      </div>
    </li>`;
  }

  #facts(status: Status): TemplateResult {
    const { text } = this;
    const verify = status.plans.flatMap((plan) => plan.lastVerify ?? []).sort((a, b) => b.at.localeCompare(a.at))[0];
    const oldest = status.oldestSuccessAt;
    return html`<dl class="facts" part="facts">
      ${fact(text.lastBackup, this.time(status.lastSuccessAt, text.none))}
      ${oldest && oldest !== status.lastSuccessAt ? fact(text.oldestBackup, this.time(oldest)) : nothing}
      ${verify ? fact(verify.state === "ok" ? text.verified : text.verifyFailed, html`<span class="row">${icon(verify.state)}${this.time(verify.at)}</span>`) : nothing}
      ${fact(text.nextRun, this.#nextRun(status))}
    </dl>`;
  }

  #nextRun({ nextRunAt }: Status): TemplateResult | string {
    const { text } = this;
    return nextRunAt && Date.parse(nextRunAt) <= Date.now() ? text.due : this.time(nextRunAt, text.none);
  }
}

function fact(term: string, value: TemplateResult | string): TemplateResult {
  return html`<div><dt class="muted">${term}</dt><dd>${value}</dd></div>`;
}

define("borg-status", BorgStatus);

declare global {
  interface HTMLElementTagNameMap {
    "borg-status": BorgStatus;
  }
}
