// A list that comes in pages: what is loaded, and the button for more.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { errorText } from "../errors.ts";
import { AppElement } from "../page.ts";

export interface ListPage<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** `<borgdeck-paged-list>`: starts from `first`, and shows all loaded items by `renderItems`. */
export class PagedList<T> extends AppElement {
  @property({ attribute: false }) first: ListPage<T> = { items: [], next: null };
  @property({ attribute: false }) fetchPage: (cursor: string) => Promise<ListPage<T>> = () =>
    Promise.reject(new Error("No more pages"));
  @property({ attribute: false }) renderItems: (items: readonly T[]) => TemplateResult = () => html``;
  @property({ attribute: false }) empty = "Nothing here yet.";
  @state() private more: ListPage<T> | null = null;
  @state() private busy = false;
  @state() private problem: string | null = null;

  protected override willUpdate(changed: Map<PropertyKey, unknown>): void {
    if (changed.has("first") && changed.get("first") !== undefined) this.more = null;
  }

  private async showMore(cursor: string): Promise<void> {
    this.busy = true;
    this.problem = null;
    try {
      const page = await this.fetchPage(cursor);
      this.more = { items: [...(this.more?.items ?? []), ...page.items], next: page.next };
    } catch (error) {
      this.problem = errorText(error);
    } finally {
      this.busy = false;
    }
  }

  protected override render(): TemplateResult {
    const items = [...this.first.items, ...(this.more?.items ?? [])];
    const next = this.more ? this.more.next : this.first.next;
    if (items.length === 0 && next === null) return html`<p class="muted">${this.empty}</p>`;
    return html`<div class="stack-small">
      ${items.length === 0 ? nothing : this.renderItems(items)}
      ${this.problem ? html`<p class="error" role="alert">${this.problem}</p>` : nothing}
      ${
        next === null
          ? nothing
          : html`<p class="actions">
            <button type="button" class="button" ?disabled=${this.busy} @click=${() => this.showMore(next)}>${this.busy ? "Loading…" : items.length === 0 ? "Look further" : "Show more"}</button>
            <span class="muted small" role="status">${items.length === 0 ? "Nothing found so far; not everything was looked through." : `${items.length} shown; there are more.`}</span>
          </p>`
      }
    </div>`;
  }
}
