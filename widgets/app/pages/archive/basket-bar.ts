// What is chosen in an archive, and what can be done with all of it; stays in sight while one goes on looking.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { safeText } from "../../../shared/client/format.ts";
import { bytes, counted } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import { restoreAddress } from "./archive-address.ts";
import { type Basket, type Chosen, sumOf } from "./basket.ts";
import { bundleFormats, downloadAddress, zipLeavesOut } from "./download-address.ts";
import { isDownload } from "./entry-cells.ts";

/** `<borgdeck-basket>`: empty while nothing is chosen. */
export class BasketBar extends AppElement {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) archiveName = "";
  @property({ attribute: false }) basket!: Basket;
  @property({ attribute: false }) mayRestore = false;
  /** Files of the archive that have zeros for lost parts: its page says so. */
  @property({ attribute: false }) damagedCount = 0;
  private stop: (() => void) | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.stop = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("basket") && this.stop) return;
    this.stop?.();
    this.stop = this.basket.subscribe(() => this.requestUpdate());
  }

  protected override render(): TemplateResult {
    const items = this.basket.items();
    return html`<div role="status" class="hidden">${items.length === 0 ? "" : `${items.length} chosen`}</div>
      ${items.length === 0 ? nothing : this.renderBar(items)}`;
  }

  private renderBar(items: readonly Chosen[]): TemplateResult {
    const { files, sizeBytes } = sumOf(items);
    const { app, repositoryId, archiveName } = this;
    return html`<section class="card basket" aria-label="Chosen">
      <p><strong>${counted(items.length, "path")} chosen</strong> <span class="muted nowrap">${counted(files, "file")}, ${bytes(sizeBytes)}</span></p>
      <div class="actions">
        ${this.mayRestore ? html`<a class="button primary" href=${app.href(restoreAddress(repositoryId, archiveName, null))}>Restore…</a>` : nothing}
        ${this.renderDownloads(items)}
        <button type="button" class="button" @click=${() => this.basket.clear()}>Choose none</button>
      </div>
      <details>
        <summary>What is chosen</summary>
        <ul class="lines chosen-paths">
          ${items.map(
            ({ path }) => html`<li>
              <span class="mono">${safeText(path)}</span>
              <button type="button" class="button quiet" aria-label="Take out ${safeText(path)}" @click=${() => this.basket.remove(path)}>Take out</button>
            </li>`,
          )}
        </ul>
      </details>
    </section>`;
  }

  private renderDownloads(items: readonly Chosen[]): TemplateResult {
    const { server } = this.app;
    const { repositoryId, archiveName } = this;
    const evenDamaged = this.damagedCount > 0;
    const paths = items.map(({ path }) => path);
    const [only] = items;
    if (items.length === 1 && only && isDownload(only)) {
      const href = downloadAddress({ server, repositoryId, archiveName, paths, format: null, evenDamaged });
      if (href !== null) return html`<a class="button" href=${href} download>Download</a>`;
    }
    const links = bundleFormats.map((format) => ({
      format,
      href: downloadAddress({ server, repositoryId, archiveName, paths, format, evenDamaged }),
    }));
    if (links.some(({ href }) => href === null))
      return html`<span class="muted small">Too many for one download: choose the folder that holds them, or restore them.</span>`;
    return html`${links.map(({ format, href }) => html`<a class="button" href=${href} download>Download as ${format}</a>`)}<span class="muted small">${zipLeavesOut}</span>`;
  }
}
