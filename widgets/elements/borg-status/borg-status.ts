// <borg-status>: is everything backed up, and if not, what is wrong, since when, and what to do.
import { type CSSResultGroup, html, nothing, type TemplateResult } from "lit";
import type { HealthState, Status } from "../../../schemas/status.ts";
import { define } from "../../shared/element/element.ts";
import { type IconName, icon } from "../../shared/element/icons.ts";
import { chip, fact, rowStyles } from "../../shared/element/rows.ts";
import { StatusElement } from "../../shared/element/status-element.ts";
import { needsSomeone, type Trouble, verdictWithFault } from "../../shared/model/severity.ts";
import { styles } from "./borg-status.styles.ts";
import { statusEn } from "./messages-en.ts";

/**
 * The overall verdict: a shape, a word and what needs someone, with counts, the last backup, the last verification and the next run.
 *
 * @customElement borg-status
 * @csspart verdict - Shape and sentence.
 * @csspart problems - The list of what needs someone.
 * @csspart problem - One of them.
 * @csspart facts - Last backup, verification, next run.
 * @csspart counts - Plans by state.
 */
export class BorgStatus extends StatusElement {
  static override styles: CSSResultGroup = [StatusElement.styles, rowStyles, styles];

  get #words() {
    return this.say("status", statusEn);
  }

  protected override defaultHeading(): string {
    return this.#words.title;
  }

  protected override stateOf(status: Status): string {
    return verdictWithFault(status);
  }

  protected override sentence({ verdict, fault }: Status): string {
    return fault && !needsSomeone(verdict)
      ? `${this.#words.serviceFault}${this.text.colon}${fault.detail}`
      : this.#words.verdict[verdict as HealthState];
  }

  protected override content(status: Status): TemplateResult {
    const { verdict, fault } = status;
    const trouble = fault
      ? html`<p class="pair">${icon("warning")}<span>${this.#words.serviceFault}${this.text.colon}${fault.detail}</span></p>`
      : nothing;
    if (verdict === "empty") return html`${this.empty()}${trouble}`;
    const compact = this.size === "compact";
    const problems = this.client.troublesOf(status);
    const summary = compact || problems.length === 0 ? this.#summary(status, problems[0]) : nothing;
    return html`<div class="head">
        ${this.#verdict(verdict, this.#words.verdict[verdict], summary)} ${compact ? nothing : this.#counts(status)}
      </div>
      ${trouble}
      ${compact ? nothing : html`${this.#problems(problems)}${this.#facts(status, problems.length > 0)}`}`;
  }

  /** As tall as when all is well. */
  protected override skeleton(): TemplateResult {
    const words = this.#words;
    const bone = html`<span class="bone"></span>`;
    const verdict = this.#verdict("never", bone, bone);
    return this.size === "compact"
      ? verdict
      : html`<div class="head">${verdict} <p class="counts">${bone}</p></div>
          <dl class="facts ruled">${[words.verified, this.text.nextRun].map((term) => fact(term, bone))}</dl>`;
  }

  #verdict(shape: IconName, sentence: unknown, summary: unknown): TemplateResult {
    return html`<div class="pair verdict" part="verdict">
      ${icon(shape)}
      <div>
        <p class="strong">${sentence}</p>
        <p class="muted">${summary}</p>
      </div>
    </div>`;
  }

  /** The one line under the verdict: the worst problem, else what runs, else the last backup. */
  #summary(status: Status, worst: Trouble | undefined): TemplateResult | string {
    const { text } = this;
    if (worst) return html`${worst.name} ${this.#since(worst)}`;
    const [job] = status.running;
    if (job) {
      const percent = job.progress?.percent;
      const name = status.plans.find(({ id }) => id === job.planId)?.name ?? this.#words.verdict.running;
      return percent == null ? name : `${name} · ${this.percent(percent)}`;
    }
    return html`${this.text.lastBackup}${text.colon}${this.time(status.lastSuccessAt, text.none)}`;
  }

  #counts({ counts }: Status): TemplateResult {
    const { text } = this;
    return html`<ul class="counts" part="counts">
      ${this.client.bySeverity
        .filter((state) => counts[state] > 0)
        .map(
          (state) =>
            html`<li class="row">${icon(state)}<span><b>${this.count(counts[state])}</b> ${text.state[state]}</span></li>`,
        )}
    </ul>`;
  }

  #problems(all: readonly Trouble[]): TemplateResult | typeof nothing {
    if (all.length === 0) return nothing;
    const most = this.bySize(3, 0, 12);
    return html`<ul class="stack ruled" part="problems">${this.first(most, all, (trouble) => this.#problem(trouble))}</ul>`;
  }

  /** Since when it has that state, where that is known. */
  #since({ since }: Trouble): TemplateResult | typeof nothing {
    return since ? html`· ${this.time(since)}` : nothing;
  }

  #problem(trouble: Trouble): TemplateResult {
    const { path, name, state, message, nextStep, logPath } = trouble;
    return html`<li class="pair" part="problem">
      ${icon(state)}
      <div>
        <p>${this.link(path, name, "strong")} ${this.text.state[state]} ${this.#since(trouble)}</p>
        ${message ? html`<p>${message}</p>` : nothing}
        ${nextStep ? html`<p class="muted">${nextStep}</p>` : nothing}
        ${logPath ? html`<p>${this.link(logPath, this.dataText.openLog)}</p>` : nothing}
      </div>
    </li>`;
  }

  #facts(status: Status, withLast: boolean): TemplateResult {
    const { text } = this;
    const verify = status.plans.flatMap((plan) => plan.lastVerify ?? []).sort((a, b) => b.at.localeCompare(a.at))[0];
    const oldest = status.oldestSuccessAt; // told where it is of another hour than the newest
    return html`<dl class="facts ruled" part="facts">
      ${withLast || status.running.length > 0 ? fact(this.text.lastBackup, this.time(status.lastSuccessAt, text.none)) : nothing}
      ${oldest && oldest.slice(0, 13) !== status.lastSuccessAt?.slice(0, 13) ? fact(this.#words.oldestBackup, this.time(oldest)) : nothing}
      ${verify ? fact(verify.state === "ok" ? this.#words.verified : this.#words.verifyFailed, chip(verify.state, this.time(verify.at))) : nothing}
      ${fact(text.nextRun, this.#nextRun(status))}
    </dl>`;
  }

  #nextRun({ nextRunAt }: Status): TemplateResult | string {
    const { text } = this;
    return nextRunAt && Date.parse(nextRunAt) <= Date.now() ? this.dataText.due : this.time(nextRunAt, text.none);
  }
}

define("borg-status", BorgStatus);

declare global {
  interface HTMLElementTagNameMap {
    "borg-status": BorgStatus;
  }
}
