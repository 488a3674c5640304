// <borg-alerts>: only what needs someone; one quiet line where nothing does.
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Status } from "../../../schemas/status.ts";
import { define } from "../../shared/element/element.ts";
import { icon } from "../../shared/element/icons.ts";
import { chip, rowStyles } from "../../shared/element/rows.ts";
import { StatusElement } from "../../shared/element/status-element.ts";
import { type Alert, alertsOf } from "../../shared/model/alerts.ts";
import { alertsEn } from "./messages-en.ts";

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
   * How many are listed; the rest is counted. By size where it is absent or not above 0.
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
    return this.#alerts(status)[0]?.state ?? (status.verdict === "empty" ? "empty" : "ok");
  }

  protected override sentence(status: Status): string {
    const { length } = this.#alerts(status);
    return length > 0 ? this.#words.count(length, this.count(length)) : this.#words.none;
  }

  protected override content(status: Status): TemplateResult {
    const alerts = this.#alerts(status);
    if (alerts.length === 0) {
      const last = status.lastSuccessAt;
      return html`<p part="quiet">
        ${chip(last ? "ok" : "never", html`${this.#words.none} · <span class="muted">${this.text.lastBackup}${this.text.colon}${this.time(last, this.text.none)}</span>`)}
      </p>`;
    }
    const most = this.limit ?? this.bySize(5, 1, 20);
    return html`<ul class="stack" part="alerts">${this.first(most, alerts, (alert) => this.#alert(alert))}</ul>`;
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
        ${more ? html`<p>${this.link(more.path, more.repository ? words.openUpkeep(more.repository) : this.dataText.openLog)}</p>` : nothing}
      </div>
    </li>`;
  }
}

define("borg-alerts", BorgAlerts);

declare global {
  interface HTMLElementTagNameMap {
    "borg-alerts": BorgAlerts;
  }
}
