// A folder of an archive, of any length, from the keyboard alone if one likes.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { keyed } from "lit/directives/keyed.js";
import type { FileEntry, FolderReply } from "../../../../schemas/archives.ts";
import { errorText } from "../../errors.ts";
import { counted } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import type { RowList } from "../../ui/row-list.ts";
import { archiveAddress } from "./archive-address.ts";
import { type Basket, mostChosen } from "./basket.ts";
import { archivePath, downloadAddress } from "./download-address.ts";
import { entryCells, pendingCells } from "./entry-cells.ts";
import { renderDetail } from "./entry-detail.ts";
import { createEntryPages, type EntryPages, pageSize } from "./entry-pages.ts";
import { renderKeys } from "./keys.ts";
import { seek, typingMs } from "./type-ahead.ts";

/** `<borgdeck-folder>`: calls `onUp` to leave for the folder above. */
export class FolderView extends AppElement {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) archiveName = "";
  @property({ attribute: false }) folder!: FolderReply;
  @property({ attribute: false }) basket!: Basket;
  @property({ attribute: false }) mayRestore = false;
  /** The entry to stand on from the start, and with the keyboard: the folder one comes from, or "" for the first. */
  @property({ attribute: false }) startOn: string | null = null;
  @property({ attribute: false }) onUp: () => void = () => {};
  @state() private pages!: EntryPages;
  @state() private active: number | null = null;
  private range: readonly [from: number, to: number] = [0, 0];
  private typed = "";
  private typedAt = 0;
  private stop: (() => void) | null = null;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.stop?.();
    this.stop = null;
  }

  private get rows(): RowList | null {
    return this.querySelector<RowList>("borgdeck-rows");
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.stop || changed.has("basket")) {
      this.stop?.();
      this.stop = this.basket.subscribe(() => this.requestUpdate());
    }
    if (!changed.has("folder")) return;
    const { path } = this.folder;
    const before = changed.get("folder") as FolderReply | undefined;
    if (before?.path !== path) {
      this.active = null;
      this.range = [0, 0];
    }
    this.pages = createEntryPages({
      first: this.folder,
      fetchPage: (from) =>
        this.app.api.get<FolderReply>(`${archivePath(this.repositoryId, this.archiveName)}/files`, {
          query: { path: path || null, limit: pageSize, cursor: String(from) },
        }),
      onChange: () => this.requestUpdate(),
    });
    this.pages.want(...this.range);
  }

  protected override updated(changed: PropertyValues): void {
    const before = changed.get("folder") as FolderReply | undefined;
    if (changed.has("folder") && before?.path !== this.folder.path) void this.begin();
  }

  /** Stands on the entry one came from, wherever in the folder it is. */
  private async begin(): Promise<void> {
    if (this.startOn === null || this.pages.total === 0) return;
    const name = this.startOn.slice(this.startOn.lastIndexOf("/") + 1);
    const known = this.folder.items.findIndex(({ path }) => path === this.startOn);
    const index = name === "" || known >= 0 ? known : await seek(this.pages, name, 0).catch(() => null);
    await this.rows?.updateComplete;
    await this.rows?.show(Math.max(index ?? 0, 0));
  }

  private toggle(index: number): void {
    const entry = this.pages.at(index);
    if (!entry) return;
    const holder = this.basket.holder(entry.path);
    if (holder === entry.path) this.basket.remove(entry.path);
    else if (holder !== null) this.app.say(`It is chosen already, with the folder ${holder}.`);
    else if (this.basket.add(entry) === "full")
      this.app.say(`No more than ${mostChosen} paths can be chosen: choose the folder that holds them.`);
  }

  private readonly onKey = (event: KeyboardEvent, index: number): boolean => {
    const { key } = event;
    if (key === "Backspace" || key === "ArrowLeft") {
      this.onUp();
      return true;
    }
    if (key === "ArrowRight") {
      this.querySelector<HTMLElement>(`[data-index="${index}"] a.folder`)?.click();
      return true;
    }
    if (key === "/") return false; // the page's own
    if (key === " ") {
      this.toggle(index);
      return true;
    }
    if ([...key].length === 1) {
      void this.type(key, event.timeStamp, index);
      return true;
    }
    return false;
  };

  private async type(letter: string, at: number, index: number): Promise<void> {
    const again = at - this.typedAt < typingMs && this.typed !== letter;
    this.typed = again ? this.typed + letter : letter;
    this.typedAt = at;
    const { typed, pages } = this;
    const found = await seek(pages, typed, index).catch(() => null);
    if (found !== null && typed === this.typed && pages === this.pages) await this.rows?.show(found);
  }

  protected override render(): TemplateResult {
    const { folder, pages } = this;
    if (folder.total === 0 && folder.building === null) return html`<p>This folder is empty.</p>`;
    return html`<div class="with-aside">
      <div class="stack-small">
      ${folder.damagedCount ? renderDamaged(folder.damagedCount) : nothing}
      ${
        pages.problem === null
          ? nothing
          : html`<div class="notice notice-bad" role="alert"><p>${errorText(pages.problem)}</p>
            <p><button type="button" class="button" @click=${() => this.retry()}>Try again</button></p></div>`
      }
      ${
        folder.total === 0
          ? nothing
          : keyed(
              folder.path,
              html`<borgdeck-rows
            .app=${this.app}
            .kind=${"entries"}
            .label=${"Entries of this folder"}
            .total=${pages.total}
            .columns=${[html`<span class="hidden">Chosen</span>`, "Name", "Size", "Changed"]}
            .isChosen=${(index: number) => this.isChosen(index)}
            .renderRow=${(index: number) => this.renderRow(index)}
            .events=${this.rowEvents}
          ></borgdeck-rows>`,
            )
      }
      </div>
      <aside class="stack-small" aria-label="Selected and chosen">
        ${this.renderActive()}
        <borgdeck-basket
          .app=${this.app}
          .repositoryId=${this.repositoryId}
          .archiveName=${this.archiveName}
          .basket=${this.basket}
          .mayRestore=${this.mayRestore}
          .damagedCount=${folder.damagedCount ?? 0}
        ></borgdeck-basket>
      </aside>
    </div>`;
  }

  private readonly rowEvents = {
    onRange: (from: number, to: number) => {
      this.range = [from, to];
      this.pages.want(from, to);
    },
    onActive: (index: number) => {
      this.active = index;
    },
    onKey: this.onKey,
  };

  private retry(): void {
    this.pages.retry();
    this.requestUpdate();
  }

  private isChosen(index: number): boolean {
    const entry = this.pages.at(index);
    return entry !== undefined && this.basket.holder(entry.path) !== null;
  }

  private renderRow(index: number): TemplateResult {
    const entry = this.pages.at(index);
    if (!entry) return pendingCells();
    const { app, repositoryId, archiveName } = this;
    const links = {
      folder: (path: string) => app.href(archiveAddress(repositoryId, archiveName, path)),
      file: (path: string) =>
        downloadAddress({ server: app.server, repositoryId, archiveName, paths: [path], format: null }),
    };
    return entryCells(entry, this.basket.holder(entry.path), links, () => this.toggle(index));
  }

  private renderActive(): TemplateResult | typeof nothing {
    const entry: FileEntry | undefined = this.active === null ? undefined : this.pages.at(this.active);
    const { app, repositoryId, archiveName, basket, mayRestore, active } = this;
    if (!entry || active === null) return renderKeys();
    return renderDetail({
      app,
      repositoryId,
      archiveName,
      entry,
      basket,
      mayRestore,
      damagedCount: this.folder.damagedCount ?? 0,
      onToggle: () => this.toggle(active),
    });
  }
}

function renderDamaged(damagedCount: number): TemplateResult {
  return html`<p class="warning-text">
    ${counted(damagedCount, "file")} of this archive lost parts, which are zeros since a repair of the repository. A download of a folder
    takes them as they are.
  </p>`;
}
