// The base of every element and page: language, time, theme, and the guard around definitions.
import { type CSSResultGroup, html, LitElement, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { formatDateTime, formatRelative } from "./format.ts";
import { type Language, languageOf } from "./i18n.ts";
import { frame, icons, text } from "./styles.ts";
import { onTick } from "./ticker.ts";
import { tokens } from "./tokens.ts";

/** Language, theme and relative times; no data of its own. */
export class BorgElement extends LitElement {
  static override styles: CSSResultGroup = [tokens, frame, text, icons];

  /** Colours: `auto` takes the page's, `light` and `dark` paint a surface of their own. */
  @property({ reflect: true }) theme: "auto" | "light" | "dark" = "auto";

  /** Spacing: `comfortable` or `compact`. */
  @property({ reflect: true }) density: "comfortable" | "compact" = "comfortable";

  /** Language tag; the page's language where it is absent. */
  @property({ attribute: "lang" }) language: string | null = null;

  private stopTick: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopTick = onTick(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTick?.();
  }

  /** Text and locale of this element. */
  protected get words(): Language {
    return languageOf(this);
  }

  /** Dispatches a bubbling, composed event; false where a listener cancelled it. */
  protected emit(name: string, detail: unknown = null, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
  }

  /** A time (ISO 8601) told by its distance from now, in full on hover; `none` where there is no time. */
  protected time(iso: string | null | undefined, none = "–"): TemplateResult | string {
    if (!iso) return none;
    const at = Date.parse(iso);
    const { locale } = this.words;
    return html`<time datetime=${iso} title=${formatDateTime(at, locale)}>${formatRelative(at, Date.now(), locale)}</time>`;
  }
}

/** Defines an element unless a copy of the script, perhaps of another version, already has. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}

