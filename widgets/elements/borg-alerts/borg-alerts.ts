// <borg-alerts>: only what needs someone; one quiet line where nothing does.
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Status } from "../../../schemas/status.ts";
import { type Alert, alertsOf } from "../../shared/alerts.ts";
import { define } from "../../shared/element.ts";
import { icon } from "../../shared/icons.ts";
import { chip, rowStyles } from "../../shared/rows.ts";
import { StatusElement } from "../../shared/status-element.ts";
import { alertsEn } from "./messages-en.ts";

/** Where no `limit` is set, by size. */
const alertsShown = { auto: 5, compact: 1, regular: 5, large: 20 } as const;

/**
 * Plans that failed, are late, whose last backup is suspicious or ended with warnings, repositories in which a check or a restore drill found damage, and
 * trouble of the service itself: each with its cause, the next step and a link to the log. One quiet line where there is nothing.
 *
 * @customElement borg-alerts
 * @csspart alerts - The list.
 * @csspart alert - One of them.
 * @csspart quiet - The line that says that there is nothing.
 */
export class BorgAlerts extends StatusElement {
  static override properties: PropertyDeclarations = { severity: {}, limit: { type: Number } };
  static override styles: CSSResultGroup = [StatusElement.styles, rowStyles];

  /**
   * The least that is shown: `warning`, `suspicious`, `late` or `failed`.
   * @attr
   */
  severity: "warning" | "suspicious" | "late" | "failed" = "warning";

  /**
   * How many are shown in full; the rest is counted. By size where it is absent.
   * @attr
   */
  limit: number | null = null;

  get #words() {
    return this.say("alerts", alertsEn);
  }

  protected override defaultHeading(): string {
    return this.#words.title;
  }

  protected override stateOf(status: Status): string {
    return this.#alerts(status)[0]?.state ?? (hasNothing(status) ? "empty" : "ok");
  }

  protected override sentence(status: Status): string {
    const { length } = this.#alerts(status);
    if (length > 0) return this.#words.count(length, this.count(length));
    return hasNothing(status) ? this.#words.lastBackup + this.text.colon + this.text.none : this.#words.none;
  }

  protected override content(status: Status): TemplateResult {
    const alerts = this.#alerts(status);
    if (alerts.length === 0) {
      const last = status.lastSuccessAt;
      const none = hasNothing(status) ? "" : `${this.#words.none} · `;
      return html`<p part="quiet">
        ${chip(last ? "ok" : "never", html`${none}<span class="muted">${this.#words.lastBackup}${this.text.colon}${this.time(last, this.text.none)}</span>`)}
      </p>`;
    }
    const shown = alerts.slice(0, Math.max(1, this.limit || alertsShown[this.size]));
    return html`<ul class="stack" part="alerts">
      ${shown.map((alert) => this.#alert(alert))} ${this.more(alerts.length - shown.length)}
    </ul>`;
  }

  /** The quiet line: what is hoped for, and what is there most of the time. */
  protected override skeleton(): TemplateResult {
    return html`<p><span class="bone"></span></p>`;
  }

  #alerts(status: Status): Alert[] {
    return alertsOf(status, this.severity);
  }

  #alert({ state, name, path, since, found, message, nextStep, more }: Alert): TemplateResult {
    const words = this.#words;
    const cause = found ? words.found[found] : message;
    return html`<li class="pair" part="alert">
      ${icon(state)}
      <div>
        <p>${this.link(path, name ?? words.service, "strong")} ${this.text.state[state]} ${since ? html`· ${this.time(since)}` : nothing}</p>
        ${this.size === "compact" || !cause ? nothing : html`<p>${cause}</p>`}
        ${this.size === "compact" || !nextStep ? nothing : html`<p class="muted">${nextStep}</p>`}
        ${more ? html`<p>${this.link(more.path, more.repository ? words.openUpkeep(more.repository) : words.openLog)}</p>` : nothing}
      </div>
    </li>`;
  }
}

/** Nothing is set up, or nothing is to be seen of what `repo` names: that is not "no problems". */
const hasNothing = ({ verdict }: Status) => verdict === "empty";

define("borg-alerts", BorgAlerts);

declare global {
  interface HTMLElementTagNameMap {
    "borg-alerts": BorgAlerts;
  }
}
