// A card of Home Assistant around one of the elements: it gives the element the status that entities tell.
import { type CSSResultGroup, html, nothing, type TemplateResult } from "lit";
import { dress } from "../shared/client/adapters.ts";
import { BorgElement, define } from "../shared/element/element.ts";
import { icon } from "../shared/element/icons.ts";
import type { StatusElement } from "../shared/element/status-element.ts";
import { cardStyles } from "./card.styles.ts";
import type { CardKind } from "./cards.ts";
import { type CardConfig, readConfig, type WrittenConfig } from "./config.ts";
import { formOf, stubOf } from "./editor.ts";
import { type DrawnEvent, defineInCard } from "./element-in-card.ts";
import type { Hass } from "./hass.ts";
import { type Mapped, mapEntities } from "./status-of.ts";
import { sentenceOf } from "./words.ts";

/** No address: entities have no page of the service that a link could lead to. */
const nowhere = "none:";

/** Columns that a card may not be narrower than, and rows in which it has room for nothing but its compact form. */
const minimum = { min_columns: 3, min_rows: 2 } as const;

/** Defines the card or badge of an element, unless another copy of the script has. */
export function defineCard(kind: CardKind, element: new () => StatusElement): void {
  const inner = defineInCard(kind.element, element);
  define(
    kind.type,
    class extends BorgCard {
      static getConfigForm = () => formOf(kind);
      static getStubConfig = (hass?: Hass, entities?: readonly string[]) => stubOf(kind, hass, entities);
      protected override readonly kind = kind;
      protected override readonly inner = inner;
    },
  );
}

/** Home Assistant makes the card, gives it its configuration at once, and `hass` at every change of anything. */
abstract class BorgCard extends BorgElement {
  static override styles: CSSResultGroup = [BorgElement.styles, cardStyles];

  /** Home Assistant takes a hidden card out of the page unless it says that it wants to stay, to see when it is wanted again. */
  readonly connectedWhileHidden = true;

  protected abstract readonly kind: CardKind;
  /** The tag of the element in it. */
  protected abstract readonly inner: string;
  #config: CardConfig | undefined;
  #hass: Hass | undefined;
  /** Null where the element asks the service itself. */
  #mapped: Mapped | null = null;
  #element: StatusElement | null = null;
  /** Nothing is drawn, as somebody wished: `idle: hide`, or a state in `hide_when`. */
  #empty = false;
  #preview = false;

  /** Throws where the configuration is not right; Home Assistant then shows the message. */
  setConfig(written: WrittenConfig): void {
    this.#config = readConfig(written, this.kind.options);
    this.#element = null;
    this.#take();
  }

  set hass(hass: Hass) {
    const before = this.#hass;
    this.#hass = hass;
    if (!before || differs(before, hass, this.#mapped?.used ?? [])) this.#take();
  }

  /** Whether somebody edits the dashboard or the card: then it is never hidden. */
  set preview(preview: boolean) {
    if (this.#preview === preview) return;
    this.#preview = preview;
    this.#show();
  }

  /** Height in the masonry, in units of 50 pixels. */
  getCardSize(): number {
    return this.#config?.attributes["size"] === "compact" ? 2 : this.kind.masonryRows;
  }

  /** Room in the grid of sections; as high as what is to be told unless somebody says otherwise. */
  getGridOptions(): object {
    return { columns: this.kind.columns, rows: "auto", ...minimum };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.shadowRoot) dress(this.shadowRoot, "ha");
  }

  #take(): void {
    if (!this.#config || !this.#hass) return;
    const { source } = this.#config;
    this.#mapped = source.kind === "server" ? null : mapEntities(this.#hass, source);
    this.#fill(this.#config, this.#hass);
    this.#show();
  }

  #fill({ source, attributes }: CardConfig, hass: Hass): void {
    const status = this.#mapped?.status ?? null;
    if (this.#mapped && !status) {
      this.#element = null;
      this.#empty = false;
      return;
    }
    this.#element ??= this.#make(attributes);
    this.#element.server = source.kind === "server" ? source.server : nowhere;
    const language = hass.locale?.language;
    if (language) this.#element.setAttribute("lang", language);
    this.style.colorScheme = hass.themes ? (hass.themes.darkMode ? "dark" : "light") : "";
    this.#element.data = status;
  }

  #make(attributes: CardConfig["attributes"]): StatusElement {
    const element = document.createElement(this.inner) as StatusElement;
    for (const [name, value] of Object.entries({ adapter: "ha", ...attributes })) element.setAttribute(name, value);
    element.addEventListener("borg-drawn", (event) => {
      if (element !== this.#element) return;
      this.#empty = (event as DrawnEvent).detail.empty;
      this.#show();
    });
    return element;
  }

  /** Home Assistant gives the room of a hidden card to others, once it hears of it. */
  #show(): void {
    this.requestUpdate();
    const hidden = this.#empty && !this.#preview && !this.#mapped?.troubles.length;
    if (this.hidden === hidden) return;
    this.hidden = hidden;
    this.emit(this.kind.badge ? "badge-visibility-changed" : "card-visibility-changed", { value: !hidden });
  }

  protected override render(): TemplateResult | typeof nothing {
    const hass = this.#hass;
    if (!hass || !this.#config) return nothing;
    const { main = null, troubles = [] } = this.#mapped ?? {};
    const opens = main ? "opens" : "";
    const open = () => this.#open(main);
    const more = main
      ? html`<button class="more" type="button" aria-label=${this.#moreLabel(main, hass)}></button>`
      : nothing;
    // A badge has no room for more than a word: what is missing stands in it where there is nothing else.
    if (this.kind.badge)
      return html`<div class="badge ${opens}" @click=${open}>${more} ${this.#element ?? this.#missing(hass)}</div>`;
    return html`<ha-card class=${opens} @click=${open}>
      ${more} ${troubles.length > 0 ? this.#troubles(hass) : nothing} ${this.#element ?? nothing}
      ${this.#empty && this.#preview ? html`<div class="root"><p class="frame muted">${this.kind.name}</p></div>` : nothing}
    </ha-card>`;
  }

  #missing(hass: Hass): TemplateResult {
    const [trouble] = this.#mapped?.troubles ?? [];
    return html`<div class="root pair" role="status">
      ${icon("never")}<span>${trouble ? sentenceOf(trouble, hass).title : nothing}</span>
    </div>`;
  }

  /** What is missing: in full where there is nothing else, in a line each where the rest is shown. */
  #troubles(hass: Hass): TemplateResult {
    const { status = null, troubles = [] } = this.#mapped ?? {};
    const heading = this.#config?.attributes["heading"];
    return html`<div class="root" role="status"><div class="frame">
      ${heading && !status ? html`<p class="heading">${heading}</p>` : nothing}
      ${troubles.map((trouble) => {
        const { title, hint } = sentenceOf(trouble, hass);
        return html`<div class="pair">
          ${icon(trouble.kind === "unavailable" ? "never" : "warning")}
          <div>
            <p class=${status ? "" : "strong"}>${title}</p>
            ${status ? nothing : html`<p class="muted" lang="en">${hint}</p>`}
          </div>
        </div>`;
      })}
    </div></div>`;
  }

  #moreLabel(main: string, hass: Hass): string {
    const name = hass.states[main]?.attributes["friendly_name"] ?? main;
    return `${name}: ${hass.localize?.("ui.dialogs.more_info_control.details") || "Details"}`;
  }

  #open(entityId: string | null): void {
    if (entityId) this.emit("hass-more-info", { entityId });
  }
}

/** Whether anything changed that a card shows. */
function differs(before: Hass, after: Hass, used: readonly string[]): boolean {
  return (
    before.entities !== after.entities ||
    before.devices !== after.devices ||
    before.locale?.language !== after.locale?.language ||
    before.themes?.darkMode !== after.themes?.darkMode ||
    before.config?.state !== after.config?.state ||
    used.some((id) => before.states[id] !== after.states[id])
  );
}
