// What all pages share: light DOM, loading and failing, the title, and the heading that takes the focus.
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { ApiError } from "../shared/client/api.ts";
import { onTick } from "../shared/element/ticker.ts";
import type { App } from "./context.ts";
import { errorText } from "./errors.ts";

/** Told (bubbling) once the page shows what it is about, so that the shell moves the focus to its heading. */
export const pageReady = "borgdeck-page-ready";

/** A part of a page. Light DOM: one stylesheet, and labels and descriptions find each other. */
export class AppElement extends LitElement {
  @property({ attribute: false }) app!: App;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }
}

/** A page. `D` is what it loads before it can be shown. */
export abstract class Page<D = null> extends AppElement {
  @state() protected data: D | null = null;
  @state() protected error: unknown = null;
  @state() protected loading = true;
  private generation = 0;

  /** The heading, and the title of the browser's tab. */
  protected abstract heading(): string;
  protected abstract renderPage(data: D): TemplateResult | typeof nothing;
  protected abstract load(): Promise<D>;
  /** The properties whose change asks for other data. */
  protected abstract key(): string;
  /** What stands beside the heading. */
  protected renderActions(_data: D): TemplateResult | typeof nothing {
    return nothing;
  }
  /** Where the page belongs, above its heading. */
  protected renderTrail(): TemplateResult | typeof nothing {
    return nothing;
  }

  /** Whether what is shown stays until other data is here. */
  protected keepsData(): boolean {
    return false;
  }

  /** Drops what belonged to the former key: drafts, previews, secrets. The element itself is used again. */
  protected startOver(): void {}

  private loadedKey: string | null = null;

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (changed.get("app") && this.error !== null) void this.reload(); // signed in again
    if (this.loadedKey === this.key()) return;
    if (this.loadedKey !== null) this.startOver();
    this.loadedKey = this.key();
    if (!this.keepsData()) this.data = null;
    void this.reload();
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    document.title = `${this.heading()} · Borgdeck`;
    if ((changed.has("data") || changed.has("error")) && !this.loading) {
      this.dispatchEvent(new CustomEvent(pageReady, { bubbles: true }));
    }
  }

  private stopTick: (() => void) | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.stopTick = onTick(() => this.requestUpdate());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stopTick?.();
  }

  /** Loads again; what is shown stays until the answer is here. */
  protected async reload(): Promise<void> {
    const generation = ++this.generation;
    this.loading = true;
    try {
      const data = await this.load();
      if (generation !== this.generation) return;
      this.data = data;
      this.error = null;
    } catch (error) {
      if (generation !== this.generation) return;
      this.error = error;
      if (!(error instanceof ApiError)) reportError(error);
    }
    this.loading = false;
  }

  protected override render(): TemplateResult {
    return html`
      ${this.renderTrail()}
      <div class="page-head">
        <h1 tabindex="-1">${this.heading()}</h1>
        ${this.data === null ? nothing : html`<div class="actions">${this.renderActions(this.data)}</div>`}
      </div>
      ${this.error === null ? nothing : this.renderError(this.error)}
      ${this.data === null ? (this.loading ? loadingLines() : nothing) : this.renderPage(this.data)}
    `;
  }

  private renderError(error: unknown): TemplateResult {
    const gone = error instanceof ApiError && error.status === 404;
    return html`<div class="notice notice-bad" role="alert">
      <p>${gone ? "It does not exist, or it has not been shared with you." : errorText(error)}</p>
      <p class="actions">
        <button type="button" class="button" @click=${() => this.reload()} ?disabled=${this.loading}>Try again</button>
        <a href=${this.app.href("/")}>Overview</a>
      </p>
    </div>`;
  }
}

function loadingLines(): TemplateResult {
  return html`<div class="skeleton" role="status"><span class="hidden">Loading</span></div>`;
}
