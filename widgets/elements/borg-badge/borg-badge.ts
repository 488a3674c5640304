// <borg-badge>: one state in one word, in a line of text.
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Status } from "../../../schemas/status.ts";
import { define } from "../../shared/element/element.ts";
import { type IconName, icon } from "../../shared/element/icons.ts";
import { StatusElement } from "../../shared/element/status-element.ts";
import { verdictWithFault } from "../../shared/model/severity.ts";
import { styles } from "./borg-badge.styles.ts";
import { badgeEn } from "./messages-en.ts";

/**
 * An inline pill, 24 px high: the shape and the word of the overall state, and a label where one is given. Where there is no
 * connection it says so, and never what was true before.
 *
 * @customElement borg-badge
 * @withoutAttributes size density stale-after
 * @withoutParts heading content empty notice line sign-in retry as-of
 * @csspart badge - The pill.
 */
export class BorgBadge extends StatusElement {
  static override properties: PropertyDeclarations = { label: {} };
  static override styles: CSSResultGroup = [StatusElement.styles, styles];

  /**
   * What stands before the state, such as the name of a host.
   * @attr
   */
  label: string | null = null;

  get #words() {
    return this.say("badge", badgeEn);
  }

  protected override defaultHeading(): string {
    return this.label || this.#words.title;
  }

  protected override stateOf(status: Status): string {
    return verdictWithFault(status);
  }

  protected override sentence(status: Status): string {
    return this.text.state[verdictWithFault(status)];
  }

  protected override content(status: Status): TemplateResult {
    const verdict = verdictWithFault(status);
    return this.#pill(verdict as IconName, this.link("/", this.text.state[verdict]));
  }

  protected override empty(): TemplateResult {
    const { emptyWord: word } = this;
    return this.#pill("never", this.link("/", word === this.text.state.empty ? this.#words.empty : word));
  }

  protected override skeleton(): TemplateResult {
    return this.#pill("never", html`<span class="bone"></span>`);
  }

  /** No heading, no frame and no notice: there is one line for all of it. */
  protected override inside(): TemplateResult | typeof nothing {
    const { error, phase } = this.live;
    if (!error) return this.shown && !this.spoken.pending ? this.unlessHidden(this.shown) : this.skeleton();
    const title = this.loadedClient?.noticeTitle(error, this.catalogue?.notices) ?? this.text.unreachable;
    return this.#pill(
      "never",
      this.base
        ? html`<a href="${this.base}${phase === "signed-out" ? "/auth/return" : "/"}" target="_blank" rel="noopener">${title}</a>`
        : title,
    );
  }

  #pill(shape: IconName, word: unknown): TemplateResult {
    return html`<span class="pill" part="badge">
      ${icon(shape)} ${this.label ? html`<span class="muted">${this.label}</span>` : nothing} <span>${word}</span>
    </span>`;
  }
}

define("borg-badge", BorgBadge);

declare global {
  interface HTMLElementTagNameMap {
    "borg-badge": BorgBadge;
  }
}
