// <borg-schedule>: what runs next and when, and what should have run and did not.
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { PlanStatus, Status } from "../../../schemas/status.ts";
import { define } from "../../shared/element/element.ts";
import { chip, rowStyles } from "../../shared/element/rows.ts";
import { StatusElement } from "../../shared/element/status-element.ts";
import { type RunEntry, type Schedule, scheduleOf } from "../../shared/model/schedule.ts";
import { styles } from "./borg-schedule.styles.ts";
import { scheduleEn } from "./messages-en.ts";

/**
 * The next runs in the order of time; above them those that are late or were missed, each with its cause and the next step. Plans
 * that have no run in that time are counted: later, paused, by hand only.
 *
 * @customElement borg-schedule
 * @csspart runs - The list.
 * @csspart run - One run: plan and time.
 * @csspart rest - How many plans have no run in the list.
 */
export class BorgSchedule extends StatusElement {
  static override properties: PropertyDeclarations = { hours: { type: Number }, limit: { type: Number } };
  static override styles: CSSResultGroup = [StatusElement.styles, rowStyles, styles];

  /**
   * How far ahead runs are told, in hours.
   * @attr
   */
  hours = 48;

  /**
   * How many are listed; the rest is counted. By size where it is absent or not above 0.
   * @attr
   */
  limit: number | null = null;

  get #words() {
    return this.say("schedule", scheduleEn);
  }

  protected override defaultHeading(): string {
    return this.#words.title;
  }

  protected override stateOf(status: Status): string {
    if (status.plans.length === 0) return "empty";
    return overdue(this.#schedule(status)) > 0 ? "late" : "ok";
  }

  protected override sentence(status: Status): string {
    const words = this.#words;
    const count = overdue(this.#schedule(status));
    return count > 0 ? words.late(count, this.count(count)) : words.onTime;
  }

  protected override content(status: Status): TemplateResult {
    const schedule = this.#schedule(status);
    const { entries } = schedule;
    return html`
      ${entries.length > 0 ? this.#list(entries) : html`<p>${this.#none(schedule)}</p>`}
      ${this.size === "compact" ? nothing : this.#rest(schedule)}`;
  }

  protected override skeleton(): TemplateResult {
    const bone = html`<span class="bone"></span>`;
    return html`<ul class="stack">
      ${Array.from({ length: Math.min(this.#most, 3) }, () => html`<li class="entry">${bone}${bone}</li>`)}
    </ul>`;
  }

  get #most(): number {
    return this.limit ?? this.bySize(8, 1, 40);
  }

  #schedule(status: Status): Schedule {
    return scheduleOf(status, this.hours, Date.now());
  }

  #none({ later }: Schedule): string {
    return later.length > 0 ? this.#words.noneSoon(this.duration(this.hours * 3_600_000)) : this.#words.noneAtAll;
  }

  #list(entries: readonly RunEntry[]): TemplateResult {
    return html`<ul class="stack" part="runs">${this.first(this.#most, entries, (entry) => this.#entry(entry))}</ul>`;
  }

  #entry({ kind, plan, at }: RunEntry): TemplateResult {
    const isOverdue = kind === "late" || kind === "missed";
    return html`<li class="entry" part="run">
      <p>${this.link(`/plans/${plan.id}`, plan.name, "strong")}</p>
      <div class="when">${this.#when(kind, at)}</div>
      ${isOverdue && this.size !== "compact" ? this.#cause(plan) : nothing}
    </li>`;
  }

  #when(kind: RunEntry["kind"], at: string | null): TemplateResult {
    const words = this.#words;
    const { text } = this;
    switch (kind) {
      case "late":
        return html`${chip("late", text.state.late)} ${this.time(at)}`;
      case "missed":
        return html`${chip("warning", words.missed)} ${this.time(at)}`;
      case "running":
        return chip("running", text.state.running);
      case "due":
        return html`${this.#clock(at)} <span>${this.dataText.due}</span>`;
      default:
        return html`${this.#clock(at)} <span class="muted">${this.time(at)}</span>`;
    }
  }

  #clock(at: string | null): TemplateResult | typeof nothing {
    return at
      ? html`<time datetime=${at}>${this.client.formatClock(Date.parse(at), Date.now(), this.locale)}</time>`
      : nothing;
  }

  #cause({ message, nextStep, lastRun }: PlanStatus): TemplateResult {
    return html`<div class="wide">
      ${message ? html`<p>${message}</p>` : nothing}
      ${nextStep ? html`<p class="muted">${nextStep}</p>` : nothing}
      ${lastRun?.jobId ? html`<p>${this.link(`/jobs/${lastRun.jobId}`, this.dataText.openLog)}</p>` : nothing}
    </div>`;
  }

  #rest({ later, paused, byHand }: Schedule): TemplateResult | typeof nothing {
    const words = this.#words;
    const said = [
      later.length > 0
        ? html`${words.later(this.count(later.length))} (${this.time(later[0]?.nextRunAt ?? null)})`
        : nothing,
      paused.length > 0 ? words.paused(this.count(paused.length)) : nothing,
      byHand.length > 0 ? words.byHand(this.count(byHand.length)) : nothing,
    ].filter((part) => part !== nothing);
    return said.length === 0
      ? nothing
      : html`<ul class="rest muted ruled" part="rest">${said.map((part) => html`<li>${part}</li>`)}</ul>`;
  }
}

const overdue = ({ entries }: Schedule) => entries.filter(({ kind }) => kind === "late" || kind === "missed").length;

define("borg-schedule", BorgSchedule);

declare global {
  interface HTMLElementTagNameMap {
    "borg-schedule": BorgSchedule;
  }
}
