// Names found in one archive, or in all of a repository.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ArchiveRef, FileEntry, RepositorySearchReply, SearchReply } from "../../../../schemas/archives.ts";
import { safeText } from "../../../shared/client/format.ts";
import { count, counted, moment } from "../../figures.ts";
import { archiveAddress, parentOf, viewAddress } from "./archive-address.ts";
import type { Basket } from "./basket.ts";
import { archivePath, downloadAddress } from "./download-address.ts";
import { entryName, sizeText } from "./entry-cells.ts";
import { renderDetail } from "./entry-detail.ts";
import { GatheringView, resultPageSize } from "./gathering-view.ts";
import { renderKeys } from "./keys.ts";
import { renderUnread } from "./unread.ts";

/** `archive` is null where only one archive is searched. */
interface Hit {
  readonly archive: ArchiveRef | null;
  readonly entry: FileEntry;
}

interface HitPage {
  readonly items: readonly Hit[];
  readonly next: string | null;
  readonly building?: SearchReply["building"];
  readonly progress?: RepositorySearchReply["progress"];
}

/** `<borgdeck-archive-search>` */
export class ArchiveSearch extends GatheringView<Hit, HitPage> {
  @property({ attribute: false }) text = "";
  @property({ attribute: false }) everywhere = false;
  @property({ attribute: false }) basket!: Basket;
  @property({ attribute: false }) mayRestore = false;
  @state() private active: number | null = null;
  private stop: (() => void) | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.stop = null;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.stop || changed.has("basket")) {
      this.stop?.();
      this.stop = this.basket.subscribe(() => this.requestUpdate());
    }
    if (changed.has("text") || changed.has("everywhere")) this.active = null;
    super.willUpdate(changed);
  }

  protected wanted(): string | null {
    const { repositoryId, archiveName, text, everywhere } = this;
    return text === "" ? null : JSON.stringify([repositoryId, everywhere ? null : archiveName, text]);
  }

  protected async fetchPage(cursor: string | null, signal: AbortSignal): Promise<HitPage> {
    const { api } = this.app;
    const query = { q: this.text, limit: resultPageSize, cursor };
    if (this.everywhere)
      return api.get<RepositorySearchReply>(`/api/repositories/${this.repositoryId}/search`, { query, signal });
    const reply = await api.get<SearchReply>(`${archivePath(this.repositoryId, this.archiveName)}/search`, {
      query,
      signal,
    });
    return { ...reply, items: reply.items.map((entry) => ({ archive: null, entry })) };
  }

  protected override render(): TemplateResult {
    if (this.text === "") {
      return html`<div class="stack-tight muted">
        <p>Type a part of a name. Capitals make no difference.</p>
        <p class="small"><code>invoice</code> finds all names with that in them; <code>*.jpg</code> and <code>IMG_20??</code> the whole names that fit; <code>letters/2024</code> looks at the end of the path.</p>
      </div>`;
    }
    const { items } = this;
    return html`<div class="with-aside">
      <div class="stack-small">
        ${this.renderState(this.words())} ${renderUnread(this.gathering?.page?.progress?.archivesMissing ?? 0)}
        ${items.length === 0 ? this.renderElsewhere() : this.renderHits(items)}
      </div>
      <aside class="stack-small" aria-label="Selected and chosen">
        ${this.renderActive(items)}
        <borgdeck-basket
          .app=${this.app}
          .repositoryId=${this.repositoryId}
          .archiveName=${this.archiveName}
          .basket=${this.basket}
          .mayRestore=${this.mayRestore}
        ></borgdeck-basket>
      </aside>
    </div>`;
  }

  /** Nothing in this archive: what was lost may be in an older one. */
  private renderElsewhere(): TemplateResult | typeof nothing {
    if (this.everywhere || this.gathering?.state !== "done") return nothing;
    return html`<p>
      It may be in another archive:
      <a href=${this.app.href(viewAddress(this.repositoryId, this.archiveName, { kind: "search", text: this.text, everywhere: true }))}>search all archives</a>.
    </p>`;
  }

  private words(): string {
    const { gathering, items } = this;
    const found = `${counted(items.length, "name")} found`;
    const progress = gathering?.page?.progress;
    const archives = progress
      ? ` in ${count(progress.archivesSearched)} of ${counted(progress.archivesTotal, "archive")}`
      : "";
    switch (gathering?.state) {
      case "working":
        return items.length === 0 && !progress ? "Searching…" : `Searching… ${found}${archives}`;
      case "paused":
        return `${found} so far${archives}`;
      default:
        return items.length === 0 ? `Nothing has that in its name${archives}.` : `${found}${archives}`;
    }
  }

  private renderHits(items: readonly Hit[]): TemplateResult {
    return html`<borgdeck-rows
      .app=${this.app}
      .kind=${this.everywhere ? "hits-everywhere" : "hits"}
      .label=${"Names found"}
      .total=${items.length}
      .columns=${this.everywhere ? ["Name", "Archive made", "Size", "Changed"] : ["Name", "Size", "Changed"]}
      .renderRow=${(index: number) => this.renderHit(items[index])}
      .isChosen=${(index: number) => this.isChosen(items[index])}
      .events=${{
        onActive: (index: number) => {
          this.active = index;
        },
        onKey: (event: KeyboardEvent, index: number) => event.key === " " && this.toggle(this.items[index]),
      }}
    ></borgdeck-rows>`;
  }

  private renderHit(hit: Hit | undefined): TemplateResult {
    if (!hit) return html`<span role="gridcell"></span>`;
    const { archive, entry } = hit;
    const name = archive?.name ?? this.archiveName;
    const { app, repositoryId } = this;
    const folder = parentOf(entry.path) ?? "";
    const links = {
      folder: (path: string) => app.href(archiveAddress(repositoryId, name, path)),
      file: (path: string) =>
        downloadAddress({ server: app.server, repositoryId, archiveName: name, paths: [path], format: null }),
    };
    return html`<span role="rowheader" class="cell-name">
        <span class="cell-line">${entryName(entry, links)}</span>
        <a class="cell-line small muted mono" tabindex="-1" href=${links.folder(folder)} title=${safeText(folder)}>/${safeText(folder)}</a>
      </span>
      ${archive ? html`<span role="gridcell" class="cell-time">${moment(archive.startedAt)}</span>` : nothing}
      <span role="gridcell" class="cell-size number">${sizeText(entry)}</span>
      <span role="gridcell" class="cell-time">${moment(entry.modifiedAt)}</span>`;
  }

  /** Only what is in this archive can be chosen together. */
  private isOfThis(hit: Hit | undefined): hit is Hit {
    return hit !== undefined && (hit.archive === null || hit.archive.name === this.archiveName);
  }

  private isChosen(hit: Hit | undefined): boolean {
    return this.isOfThis(hit) && this.basket.holder(hit.entry.path) !== null;
  }

  private toggle(hit: Hit | undefined): boolean {
    if (!this.isOfThis(hit)) return true;
    const { path } = hit.entry;
    if (this.basket.holder(path) === path) this.basket.remove(path);
    else this.basket.add(hit.entry);
    return true;
  }

  private renderActive(items: readonly Hit[]): TemplateResult | typeof nothing {
    const hit = this.active === null ? undefined : items[this.active];
    if (!hit) return items.length === 0 ? nothing : renderKeys();
    const { app, repositoryId, mayRestore, basket } = this;
    return renderDetail({
      app,
      repositoryId,
      archiveName: hit.archive?.name ?? this.archiveName,
      entry: hit.entry,
      basket: this.isOfThis(hit) ? basket : null,
      mayRestore,
      offersFolder: true,
      onToggle: () => this.toggle(hit),
    });
  }
}
