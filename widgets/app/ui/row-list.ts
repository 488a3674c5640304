// A list of any length: only the rows in sight are made, and the keyboard leads through all of them.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { repeat } from "lit/directives/repeat.js";
import { AppElement } from "../page.ts";
import { rowWindow, scrollTo } from "./row-window.ts";

/** Keys that move, and by how many rows. */
const moves: Readonly<Record<string, (page: number) => number>> = {
  ArrowDown: () => 1,
  ArrowUp: () => -1,
  PageDown: (page) => page,
  PageUp: (page) => -page,
  Home: () => Number.NEGATIVE_INFINITY,
  End: () => Number.POSITIVE_INFINITY,
};

export interface RowListEvents {
  /** The rows that are made now, so that what stands in them can be fetched. */
  readonly onRange?: (from: number, to: number) => void;
  /** The row one stands on. */
  readonly onActive?: (index: number) => void;
  /** A key that does not move; true where it meant something. */
  readonly onKey?: (event: KeyboardEvent, index: number) => boolean;
}

/**
 * `<borgdeck-rows>`: a grid that scrolls in itself. `renderRow` gives the cells of a row; the link `.entry` in them is what Enter
 * follows, and other links are in the tab order of the active row alone. The height of a row is the style's: `--row`.
 */
export class RowList extends AppElement {
  @property({ attribute: false }) total = 0;
  @property({ attribute: false }) label = "";
  @property({ attribute: false }) columns: readonly (TemplateResult | string)[] = [];
  /** Names the style of the columns. */
  @property({ attribute: false }) kind = "";
  @property({ attribute: false }) renderRow: (index: number, isActive: boolean) => TemplateResult = () => html``;
  @property({ attribute: false }) isChosen: ((index: number) => boolean) | null = null;
  @property({ attribute: false }) events: RowListEvents = {};
  @state() private active = 0;
  @state() private scrollPx = 0;
  @state() private viewPx = 600;
  @state() private rowPx = 36;
  private told = "";
  private frame = 0;
  private sized: ResizeObserver | null = null;

  /** Goes to a row; `focus` also gives it the keyboard. */
  async show(index: number, { focus = true } = {}): Promise<void> {
    this.active = Math.min(Math.max(index, 0), Math.max(this.total - 1, 0));
    await this.updateComplete;
    const box = this.box();
    if (box) box.scrollTop = this.scrollPx = scrollTo(this.active, this.geometry());
    await this.updateComplete;
    if (focus) this.querySelector<HTMLElement>(`[data-index="${this.active}"]`)?.focus({ preventScroll: true });
    this.events.onActive?.(this.active);
  }

  private box(): HTMLElement | null {
    return this.querySelector<HTMLElement>(".rows");
  }

  private geometry() {
    const { total, rowPx, viewPx, scrollPx } = this;
    return { total, rowPx, viewPx, scrollPx };
  }

  protected override firstUpdated(): void {
    this.observe();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.observe(); // it was taken out and put elsewhere
  }

  private observe(): void {
    const box = this.box();
    if (!box) return;
    this.sized = new ResizeObserver(() => this.remeasure(box));
    this.sized.observe(box);
    this.remeasure(box);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sized?.disconnect();
    cancelAnimationFrame(this.frame);
  }

  private remeasure(box: HTMLElement): void {
    const head = box.querySelector<HTMLElement>(".rows-head")?.offsetHeight ?? 0;
    this.viewPx = Math.max(box.clientHeight - head, 1);
    this.rowPx = Number.parseFloat(getComputedStyle(box).getPropertyValue("--row")) || 36;
  }

  private readonly onScroll = (event: Event): void => {
    const box = event.currentTarget as HTMLElement;
    cancelAnimationFrame(this.frame);
    this.frame = requestAnimationFrame(() => {
      this.scrollPx = box.scrollTop;
    });
  };

  private readonly onFocus = (event: FocusEvent): void => {
    const index = indexOf(event.target);
    if (index === null) return;
    this.active = index;
    this.events.onActive?.(index);
  };

  private readonly onKey = (event: KeyboardEvent): void => {
    const index = indexOf(event.target);
    if (index === null || event.altKey || event.ctrlKey || event.metaKey) return;
    if (this.events.onKey?.(event, index)) return event.preventDefault();
    const row = (event.target as HTMLElement).closest<HTMLElement>(".list-row");
    if (event.key === "Enter" && event.target === row) {
      row?.querySelector<HTMLElement>("a.entry")?.click();
      return event.preventDefault();
    }
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    void this.show(index + move(Math.max(Math.floor(this.viewPx / this.rowPx) - 1, 1)));
  };

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("total")) this.active = Math.min(this.active, Math.max(this.total - 1, 0));
  }

  protected override updated(): void {
    const { from, to } = rowWindow(this.geometry());
    const range = `${from} ${to}`;
    if (range === this.told) return;
    this.told = range;
    this.events.onRange?.(from, to);
  }

  protected override render(): TemplateResult {
    const { from, to, spacePx, topOf } = rowWindow(this.geometry());
    const shown = Array.from({ length: Math.max(to - from, 0) }, (_, at) => from + at);
    // The row that has the keyboard stays, however far one scrolls from it.
    if (this.active < from && this.total > 0) shown.unshift(this.active);
    if (this.active >= to && this.active < this.total) shown.push(this.active);
    return html`<div
      class="rows rows-${this.kind}"
      role="grid"
      aria-label=${this.label}
      aria-rowcount=${this.total + 1}
      aria-multiselectable=${this.isChosen ? "true" : nothing}
      @scroll=${this.onScroll}
      @keydown=${this.onKey}
      @focusin=${this.onFocus}
    >
      <div class="rows-head list-cells" role="row" aria-rowindex="1">
        ${this.columns.map((column) => html`<span role="columnheader">${column}</span>`)}
      </div>
      <div class="rows-space" role="rowgroup" .style=${`block-size: ${spacePx}px`}>
        ${repeat(
          shown,
          (index) => index,
          (index) => html`<div
            class="list-row list-cells"
            role="row"
            aria-rowindex=${index + 2}
            aria-selected=${this.isChosen ? String(this.isChosen(index)) : nothing}
            data-index=${index}
            tabindex=${index === this.active ? 0 : -1}
            .style=${`transform: translateY(${topOf(index)}px)`}
          >${this.renderRow(index, index === this.active)}</div>`,
        )}
      </div>
    </div>`;
  }
}

function indexOf(target: EventTarget | null): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>(".list-row") : null;
  return row ? Number(row.dataset["index"]) : null;
}
