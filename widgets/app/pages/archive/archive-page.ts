// Inside an archive: folders, files, and one file back.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { FileEntry, FolderReply } from "../../../../schemas/archives.ts";
import type { JobReply } from "../../../../schemas/jobs.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { safeText } from "../../../shared/format.ts";
import { errorText } from "../../errors.ts";
import { count, counted } from "../../figures.ts";
import { Page } from "../../page.ts";
import { archiveAddress, crumbsOf, parentOf } from "./archive-address.ts";
import { renderEntries } from "./entry-table.ts";
import { createRowKeys } from "./row-keys.ts";

const pageSize = 200;

interface Loaded {
  readonly repository: RepositoryReply;
  readonly folder: FolderReply;
}

/** `<borgdeck-archive-page>` */
export class ArchivePage extends Page<Loaded> {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) archiveName = "";
  @property({ attribute: false }) path = "";
  @state() private items: readonly FileEntry[] = [];
  @state() private next: string | null = null;
  @state() private busy = false;
  @state() private moreProblem: string | null = null;
  /** The entry to stand on once the folder is here: the one that was left, or the first. */
  private focusOn: string | null = null;
  private readonly rowKeys = createRowKeys({ up: () => this.goUp(), list: () => this.querySelector("tbody") });

  protected heading(): string {
    const path = this.shownPath;
    return path === "" ? `Archive ${safeText(this.archiveName)}` : safeText(crumbsOf(path).at(-1)?.name ?? path);
  }

  protected key(): string {
    return [this.repositoryId, this.archiveName, this.path].join("\n");
  }

  protected override keepsData(): boolean {
    return true;
  }

  /** While another folder is being read, the one before still stands here: heading and list belong together. */
  private get shownPath(): string {
    return this.data?.folder.path ?? this.path;
  }

  private get filesPath(): string {
    return `/api/repositories/${this.repositoryId}/archives/${encodeURIComponent(this.archiveName)}`;
  }

  private fetchFolder(cursor: string | null): Promise<FolderReply> {
    return this.app.api.get<FolderReply>(`${this.filesPath}/files`, {
      query: { path: this.path || null, limit: pageSize, cursor },
    });
  }

  protected async load(): Promise<Loaded> {
    const known = this.data?.repository;
    const [repository, folder] = await Promise.all([
      known?.id === this.repositoryId
        ? known
        : this.app.api.get<RepositoryReply>(`/api/repositories/${encodeURIComponent(this.repositoryId)}`),
      this.fetchFolder(null),
    ]);
    this.items = folder.items;
    this.next = folder.next;
    this.moreProblem = null;
    return { repository, folder };
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("path") && this.hasUpdated) {
      const left = changed.get("path") as string;
      this.focusOn = parentOf(left) === this.path ? left : "";
    }
    super.willUpdate(changed);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has("data") && this.focusOn !== null && !this.loading) {
      this.rowKeys.focus(this.focusOn);
      this.focusOn = null;
    }
    super.updated(changed);
  }

  private goUp(): void {
    const parent = parentOf(this.path);
    if (parent === null) this.app.go(`/repositories/${this.repositoryId}`);
    else this.app.go(archiveAddress(this.repositoryId, this.archiveName, parent));
  }

  private async showMore(cursor: string): Promise<void> {
    this.busy = true;
    this.moreProblem = null;
    const last = this.items.at(-1)?.path ?? "";
    try {
      const folder = await this.fetchFolder(cursor);
      this.items = [...this.items, ...folder.items];
      this.next = folder.next;
      await this.updateComplete;
      this.rowKeys.focus(last);
    } catch (error) {
      this.moreProblem = errorText(error);
    } finally {
      this.busy = false;
    }
  }

  private async verify({ id, name }: RepositoryReply): Promise<void> {
    try {
      const body = { kind: "verify", archiveName: this.archiveName };
      const job = await this.app.api.send<JobReply>("POST", `/api/repositories/${id}/jobs`, body);
      this.app.say(`Verifying a sample of the archive in ${name}.`);
      this.app.go(`/jobs/${job.id}`);
    } catch (error) {
      this.app.report(error);
    }
  }

  protected override renderTrail(): TemplateResult | typeof nothing {
    const { app, repositoryId, archiveName } = this;
    const path = this.shownPath;
    const crumbs = crumbsOf(path);
    return html`<nav class="trail" aria-label="Path">
      <ol>
        <li><a href=${app.href(`/repositories/${repositoryId}`)}>${this.data?.repository.name ?? "Repository"}</a></li>
        ${path === "" ? nothing : html`<li><a href=${app.href(archiveAddress(repositoryId, archiveName))} class="mono">${safeText(archiveName)}</a></li>`}
        ${crumbs.slice(0, -1).map((crumb) => html`<li><a href=${app.href(archiveAddress(repositoryId, archiveName, crumb.path))}>${safeText(crumb.name)}</a></li>`)}
      </ol>
    </nav>`;
  }

  protected override renderActions({ repository }: Loaded): TemplateResult | typeof nothing {
    if (this.path !== "" || !repository.allowed.includes("maintenance.run")) return nothing;
    return html`<button type="button" class="button" @click=${() => this.verify(repository)}>Verify a sample</button>`;
  }

  protected renderPage({ folder }: Loaded): TemplateResult {
    const { items, next } = this;
    return html`<div class="stack-small" aria-busy=${this.loading}>
      <p class="muted small" role="status">
        ${this.loading ? "Reading…" : items.length < folder.total ? `${count(items.length)} of ${counted(folder.total, "entry", "entries")} shown` : counted(folder.total, "entry", "entries")}
      </p>
      <p class="muted small keys">Arrow keys move, Enter opens a folder or downloads a file, Backspace goes up.</p>
      ${
        items.length === 0
          ? html`<p>This folder is empty.</p>`
          : renderEntries(items, {
              folderHref: (path) => this.app.href(archiveAddress(this.repositoryId, this.archiveName, path)),
              fileHref: (path) => `${this.app.server}${this.filesPath}/download?${new URLSearchParams({ path })}`,
              onKey: this.rowKeys.onKey,
              onFocus: this.rowKeys.onFocus,
            })
      }
      ${this.moreProblem ? html`<p class="error" role="alert">${this.moreProblem}</p>` : nothing}
      ${
        next === null
          ? nothing
          : html`<p><button type="button" class="button" ?disabled=${this.busy} @click=${() => this.showMore(next)}>${this.busy ? "Reading…" : "Show more"}</button></p>`
      }
    </div>`;
  }
}
