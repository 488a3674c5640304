// The base of every embeddable element: language, time, theme, and the guard around definitions.
import { type CSSResultGroup, LitElement, type PropertyDeclaration, type PropertyDeclarations } from "lit";
import type { Catalogue, Section } from "../../languages/catalogue.ts";
import { isEnglish, languageOf } from "./i18n.ts";
import { en, type Messages } from "./messages-en.ts";
import { frame, icons, text } from "./styles.ts";
import { onTick } from "./ticker.ts";
import { tokens } from "./tokens.ts";

/**
 * Language, theme and relative times; no data of its own. Without decorators: their runtime counts in every bundle.
 *
 * @cssprop --borg-text - Colour of text; everything neutral is mixed from it.
 * @cssprop --borg-surface - Background; transparent by default.
 * @cssprop --borg-accent - Progress bars and the ring of the focus.
 * @cssprop --borg-ok - Shape of "OK".
 * @cssprop --borg-running - Shape of "running".
 * @cssprop --borg-warning - Shape of "warning".
 * @cssprop --borg-failed - Shape of "failed".
 * @cssprop --borg-late - Shape of "late".
 * @cssprop --borg-quiet - Shapes of "never run" and "paused".
 * @cssprop --borg-radius - Radius of the surface.
 * @cssprop --borg-radius-small - Radius of buttons and of what lies on the surface.
 * @cssprop --borg-padding - Space between the surface's edge and its content.
 * @cssprop --borg-font-family - Font; the system's by default.
 * @cssprop --borg-font-family-code - Font of paths and of lines to copy.
 * @cssprop --borg-font-size - Size of text.
 */
export class BorgElement extends LitElement {
  static override properties: PropertyDeclarations = {
    theme: { reflect: true },
    density: { reflect: true },
    language: { attribute: "lang" },
  };
  static override styles: CSSResultGroup = [tokens, frame, text, icons];

  /** What is nothing, or not above 0 where a number is meant, is the default: attributes are taken away, and say what they like. */
  protected static override getPropertyDescriptor(
    name: PropertyKey,
    key: string | symbol,
    options: PropertyDeclaration,
  ): PropertyDescriptor {
    const accessor = LitElement.getPropertyDescriptor(name, key, options) as PropertyDescriptor;
    let usual: unknown;
    return {
      ...accessor,
      set(value) {
        if (usual === undefined) usual = value; // what the field begins with
        accessor.set?.call(this, (options.type && !(value > 0) ? null : value) ?? usual);
      },
    };
  }

  /**
   * Colours: `auto` takes the page's, `light` and `dark` paint a surface of their own.
   * @attr
   */
  theme: "auto" | "light" | "dark" = "auto";

  /**
   * Spacing: `comfortable` or `compact`.
   * @attr
   */
  density: "comfortable" | "compact" = "comfortable";

  /**
   * Language tag; the page's language where it is absent.
   * @attr lang
   */
  language: string | null = null;

  /**
   * The words of this element's language, once they are there; null where they are English.
   * @internal
   */
  get catalogue(): Catalogue | null {
    return null;
  }

  #stopTick?: () => void;

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopTick = onTick(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopTick?.();
  }

  /** A section of the text in this element's language; `english` where that is its language. */
  protected say<S extends Section>(section: S, english: Catalogue[S]): Catalogue[S] {
    return this.catalogue?.[section] ?? english;
  }

  /** Text that elements share. */
  protected get text(): Messages {
    return this.say("shared", en);
  }

  /** The locale of this element's figures and dates: of the language that its text is in, since two in one sentence help nobody. */
  protected get locale(): string {
    const locale = languageOf(this);
    return this.catalogue || isEnglish(locale) ? locale : "en";
  }

  /**
   * Dispatches a bubbling, composed event; false where a listener cancelled it.
   * @internal
   */
  emit(name: string, detail: unknown, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
  }
}

/** Defines an element unless a copy of the script, perhaps of another version, already has. */
export function define(tag: string, element: CustomElementConstructor): void {
  if (!customElements.get(tag)) customElements.define(tag, element);
}
