// A card of Home Assistant around one of the elements: it gives the element the status that entities tell.
import { type CSSResultGroup, html, nothing, type TemplateResult } from "lit";
import { dress } from "../shared/adapters.ts";
import { BorgElement, define } from "../shared/element.ts";
import { icon } from "../shared/icons.ts";
import type { LiveElement } from "../shared/live-element.ts";
import { cardStyles } from "./card.styles.ts";
import { type CardKind, tagOf } from "./cards.ts";
import { type CardConfig, readConfig, type WrittenConfig } from "./config.ts";
import { formOf, stubOf } from "./editor.ts";
import type { Hass } from "./hass.ts";
import { type Mapped, mapEntities } from "./status-of.ts";
import { sentenceOf } from "./words.ts";

/** No address: entities have no page of the service that a link could lead to. */
const nowhere = "none:";

/** Columns that a card may not be narrower than, and rows in which it has room for nothing but its compact form. */
const minimum = { min_columns: 3, min_rows: 2 } as const;

/** Defines the card of an element, unless another copy of the script has. */
export function defineCard(kind: CardKind): void {
  define(
    tagOf(kind),
    class extends BorgCard {
      static getConfigForm = () => formOf(kind);
      static getStubConfig = (hass?: Hass, entities?: readonly string[]) => stubOf(hass, entities);
      protected override readonly kind = kind;
    },
  );
}

/** Home Assistant makes the card, gives it its configuration at once, and `hass` at every change of anything. */
abstract class BorgCard extends BorgElement {
  static override styles: CSSResultGroup = [BorgElement.styles, cardStyles];

  protected abstract readonly kind: CardKind;
  #config: CardConfig | undefined;
  #hass: Hass | undefined;
  /** Null where the element asks the service itself. */
  #mapped: Mapped | null = null;
  #element: LiveElement | null = null;

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
    this.requestUpdate();
  }

  #fill({ source, attributes }: CardConfig, hass: Hass): void {
    const status = this.#mapped?.status ?? null;
    if (this.#mapped && !status) {
      this.#element = null;
      return;
    }
    this.#element ??= document.createElement(this.kind.element) as LiveElement;
    const first = this.kind.single && status ? { repo: status.repositories[0]?.id ?? "" } : {};
    const server = source.kind === "server" ? source.server : nowhere;
    for (const [name, value] of Object.entries({ adapter: "ha", server, ...first, ...attributes }))
      this.#element.setAttribute(name, value);
    const language = hass.locale?.language;
    if (language) this.#element.setAttribute("lang", language);
    this.style.colorScheme = hass.themes ? (hass.themes.darkMode ? "dark" : "light") : "";
    this.#element.data = status;
  }

  protected override render(): TemplateResult | typeof nothing {
    const hass = this.#hass;
    if (!hass || !this.#config) return nothing;
    const { main = null, troubles = [] } = this.#mapped ?? {};
    return html`<ha-card class=${main ? "opens" : ""} @click=${() => this.#open(main)}>
      ${main ? html`<button class="more" type="button" aria-label=${this.#moreLabel(main, hass)}></button>` : nothing}
      ${troubles.length > 0 ? this.#troubles(hass) : nothing} ${this.#element ?? nothing}
    </ha-card>`;
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
