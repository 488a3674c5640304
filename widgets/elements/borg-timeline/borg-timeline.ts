// <borg-timeline>: what became of each plan, day by day, so that a gap is seen before it is needed.
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Status } from "../../../schemas/status.ts";
import { define } from "../../shared/element/element.ts";
import { HistoryElement } from "../../shared/element/history-element.ts";
import { icon } from "../../shared/element/icons.ts";
import { type Day, dayStates, type TimelineRow } from "../../shared/model/timeline.ts";
import { styles } from "./borg-timeline.styles.ts";
import { timelineEn } from "./messages-en.ts";

const fewestDays = 7;
const mostDays = 90;

/**
 * A strip of days for each plan. The higher a day's bar, the more it needs someone: low for OK, broken like an exclamation mark for a
 * warning, hollow for a run that was late or did not happen, full for a failure, a dot where nothing ran. The same as a table
 * below. Days are those of the service's time zone.
 *
 * @customElement borg-timeline
 * @csspart plan - A plan: its name, how many days had the worst state of all, and its strip.
 * @csspart strip - The days, oldest first.
 * @csspart key - What each bar means.
 * @csspart table - All days in words.
 */
export class BorgTimeline extends HistoryElement {
  static override properties: PropertyDeclarations = { days: { type: Number } };
  static override styles: CSSResultGroup = [HistoryElement.styles, styles];

  /**
   * How many days are shown: 7 to 90.
   * @attr
   */
  days = 30;

  #open = false;

  get #words() {
    return this.say("timeline", timelineEn);
  }

  protected override get historyDays(): number {
    return Math.min(mostDays, Math.max(fewestDays, Math.round(this.days)));
  }

  protected override defaultHeading(): string {
    return this.#words.title;
  }

  protected override stateOf({ plans, verdict }: Status): string {
    return plans.length > 0 ? verdict : "empty";
  }

  protected override sentence({ verdict }: Status): string {
    return this.#words.title + this.text.colon + this.text.state[verdict];
  }

  protected override content({ plans }: Status): TemplateResult {
    const { days, rows, worst } = this.client.timelineOf(plans, this.past, this.historyDays);
    const names = this.client.formatDays(days, this.locale, "short");
    const ends = this.client.formatDays(days, this.locale);
    if (this.size === "compact") return this.#plan(this.#words.allPlans, html`${this.#words.allPlans}`, worst, names);
    const strips = this.first(
      this.bySize(8, 0, 40),
      rows,
      ({ plan, states }) =>
        html`<li>${this.#plan(plan.name, this.link(`/plans/${plan.id}`, plan.name, "strong"), states, names)}</li>`,
    );
    return this.#all(strips, ends, this.#open && this.#table(days, names, rows));
  }

  /** As tall as with two plans. */
  protected override skeleton(): TemplateResult {
    const plan = html`<li class="plan">
      <p class="name"><span class="bone"></span></p>
      <p class="worst">\u00a0</p>
      <div class="strip">${this.#bars(Array(this.historyDays).fill(null))}</div>
    </li>`;
    return this.size === "compact" ? plan : this.#all([plan, plan], []);
  }

  #all(plans: unknown, ends: readonly string[], table: unknown = nothing): TemplateResult {
    return html`<ul class="plans">${plans}</ul>
      <div class="ends muted"><span>${ends[0] ?? "\u00a0"}</span><span>${ends.at(-1)}</span></div>
      ${this.#key()}
      <details part="table" @toggle=${this.#toggle}>
        <summary>${this.#words.dayByDay}</summary>
        ${table || nothing}
      </details>`;
  }

  #plan(name: string, label: TemplateResult, states: readonly Day[], names: readonly string[]): TemplateResult {
    const words = this.#words;
    const { text } = this;
    const counts = this.client.countDays(states).map(([state, count]) => `${this.count(count)} ${text.state[state]}`);
    const said = names.length === 0 ? words.unknown : counts.join(text.comma) || words.noRuns;
    const shown = names.length === 0 ? "\u00a0" : (counts[0] ?? words.noRuns);
    return html`<div class="plan" part="plan">
      <p class="name">${label}</p>
      <p class="worst muted">${shown}</p>
      <div class="strip" part="strip" role="img" aria-label=${words.strip(name, this.count(states.length), said)}>${this.#bars(states, names)}</div>
    </div>`;
  }

  #bars(states: readonly Day[], names: readonly string[] = []): TemplateResult[] {
    // Those that are known take the place of those that are not, instead of growing.
    return states.map((state, index) =>
      names[index]
        ? html`<i class="day ${state ?? ""}" title="${names[index]}${this.text.colon}${this.#word(state)}"></i>`
        : html`<i class="day"></i>`,
    );
  }

  #word(state: Day): string {
    return state ? this.text.state[state] : this.#words.noRun;
  }

  #key(): TemplateResult {
    return html`<ul class="key muted" part="key">
      ${[...dayStates, null].map((state) => html`<li><i class="day ${state ?? ""}"></i>${this.#word(state)}</li>`)}
    </ul>`;
  }

  /** Made only when somebody opens it: it has as many lines as there are days and plans. */
  readonly #toggle = (event: Event): void => {
    this.#open = (event.target as HTMLDetailsElement).open;
    this.requestUpdate();
  };

  #table(days: readonly string[], names: readonly string[], rows: readonly TimelineRow[]): TemplateResult {
    return html`<table>
      <thead><tr><th scope="col">${this.#words.day}</th><th scope="col">${this.#words.runs}</th></tr></thead>
      <tbody>${names.map((name, day) => this.#day(name, days[day] ?? "", rows, day)).reverse()}</tbody>
    </table>`;
  }

  #day(name: string, date: string, rows: readonly TimelineRow[], day: number): TemplateResult {
    const ran = rows.flatMap(({ plan, states }) => {
      const state = states[day];
      return state ? html`<li class="pair">${icon(state)}<span>${this.#word(state)} · ${plan.name}</span></li>` : [];
    });
    return html`<tr>
      <th scope="row"><time datetime=${date}>${name}</time></th>
      <td>${ran.length > 0 ? html`<ul>${ran}</ul>` : this.#words.noRun}</td>
    </tr>`;
  }
}

define("borg-timeline", BorgTimeline);

declare global {
  interface HTMLElementTagNameMap {
    "borg-timeline": BorgTimeline;
  }
}
