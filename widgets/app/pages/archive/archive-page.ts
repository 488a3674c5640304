// Inside an archive: its folders, a search, a comparison, the life of a path, and what is known of the whole.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { FolderReply } from "../../../../schemas/archives.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { safeText } from "../../../shared/client/format.ts";
import { counted } from "../../figures.ts";
import { Page } from "../../page.ts";
import { tabs } from "../../ui/tabs.ts";
import {
  type ArchiveView,
  archiveAddress,
  archivesAddress,
  crumbsOf,
  parentOf,
  restoreAddress,
  viewAddress,
} from "./archive-address.ts";
import { archiveText, archiveTitle, fetchPlanNames, isPlansName, type PlanNames } from "./archive-title.ts";
import { type Basket, createBasket } from "./basket.ts";
import { renderBuilding } from "./building.ts";
import { archivePath } from "./download-address.ts";
import { pageSize } from "./entry-pages.ts";
import { searchFieldId, searchForm } from "./search-form.ts";

/** How often an index that is being built is asked for, in milliseconds. */
const askAgainMs = 1_500;

interface Loaded {
  readonly repository: RepositoryReply;
  /** Null in a view that shows no folder. */
  readonly folder: FolderReply | null;
  readonly view: ArchiveView;
  readonly planNames: PlanNames;
}

const noNames: PlanNames = new Map();

/** `<borgdeck-archive-page>` */
export class ArchivePage extends Page<Loaded> {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) archiveName = "";
  @property({ attribute: false, hasChanged: differs }) view: ArchiveView = { kind: "folder", path: "" };
  @state() private basket: Basket | null = null;
  /** Where in a folder to stand: on the folder that was left, or on the first entry (""). Null: nowhere yet. */
  private startOn: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener("keydown", this.onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected heading(): string {
    const view = this.data?.view ?? this.view;
    switch (view.kind) {
      case "search":
        return view.text === "" ? "Search" : `Search for ${safeText(view.text)}`;
      case "compare":
        return "Compare";
      case "history":
        return `History of ${safeText(nameOf(view.path))}`;
      case "details":
        return this.wholeHeading();
      default:
        return view.path === "" ? this.wholeHeading() : safeText(nameOf(view.path));
    }
  }

  private wholeHeading(): string {
    return archiveTitle(this.archiveName, this.planNames) ?? `Archive ${safeText(this.archiveName)}`;
  }

  private get planNames(): PlanNames {
    return this.data?.planNames ?? noNames;
  }

  protected key(): string {
    const { repositoryId, archiveName, view } = this;
    // What the other views show they fetch themselves.
    return JSON.stringify([repositoryId, archiveName, view]);
  }

  /** While another folder is being read, the one before still stands here: heading and list belong together. */
  protected override keepsData(): boolean {
    return true;
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const { view } = this;
    const known = this.data?.repository;
    const knownNames = this.data && this.data.planNames.size > 0 ? this.data.planNames : null;
    const [repository, folder, planNames] = await Promise.all([
      known?.id === this.repositoryId
        ? known
        : api.get<RepositoryReply>(`/api/repositories/${encodeURIComponent(this.repositoryId)}`),
      view.kind === "folder"
        ? api.get<FolderReply>(`${archivePath(this.repositoryId, this.archiveName)}/files`, {
            query: { path: view.path || null, limit: pageSize },
          })
        : null,
      isPlansName(this.archiveName) ? (knownNames ?? fetchPlanNames(api)) : noNames,
    ]);
    return { repository, folder, view, planNames };
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("archiveName") || changed.has("repositoryId"))
      this.basket = createBasket(this.repositoryId, this.archiveName);
    if (changed.has("view") && this.hasUpdated) this.startOn = this.comingFrom(changed.get("view") as ArchiveView);
    super.willUpdate(changed);
  }

  private comingFrom(before: ArchiveView): string | null {
    const { view } = this;
    if (view.kind !== "folder" || before.kind !== "folder") return null;
    return parentOf(before.path) === view.path ? before.path : "";
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (!changed.has("data")) return;
    clearTimeout(this.timer);
    if (this.data?.folder?.building) this.timer = setTimeout(() => void this.reload(), askAgainMs);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (event.key !== "/" || event.defaultPrevented || target.matches("input, select, textarea")) return;
    const field = this.querySelector<HTMLInputElement>(`#${searchFieldId}`);
    if (!field) return;
    event.preventDefault();
    field.select();
    field.focus();
  };

  private readonly goUp = (): void => {
    const parent = this.view.kind === "folder" ? parentOf(this.view.path) : "";
    this.app.go(
      parent === null
        ? archivesAddress(this.repositoryId)
        : archiveAddress(this.repositoryId, this.archiveName, parent),
    );
  };

  private address(view: ArchiveView): string {
    return viewAddress(this.repositoryId, this.archiveName, view);
  }

  protected override renderTrail(): TemplateResult {
    const { app, repositoryId, archiveName } = this;
    const view = this.data?.view ?? this.view;
    const path = "path" in view ? view.path : "";
    const inside = path !== "" || (view.kind !== "folder" && view.kind !== "details");
    return html`<nav class="trail" aria-label="Path">
      <ol>
        <li><a href=${app.href(`/repositories/${repositoryId}`)}>${this.data?.repository.name ?? "Repository"}</a></li>
        <li><a href=${app.href(archivesAddress(repositoryId))}>Archives</a></li>
        ${inside ? html`<li><a href=${app.href(archiveAddress(repositoryId, archiveName))} title=${safeText(archiveName)}>${archiveText(archiveName, this.planNames)}</a></li>` : nothing}
        ${crumbsOf(path)
          .slice(0, -1)
          .map(
            (crumb) =>
              html`<li><a href=${app.href(archiveAddress(repositoryId, archiveName, crumb.path))}>${safeText(crumb.name)}</a></li>`,
          )}
      </ol>
    </nav>`;
  }

  protected override renderActions({ repository, view }: Loaded): TemplateResult | typeof nothing {
    if (view.kind !== "folder" || !repository.allowed.includes("restore.run")) return nothing;
    const { path } = view;
    const href = this.app.href(restoreAddress(this.repositoryId, this.archiveName, path === "" ? [] : [path]));
    return html`<a class="button" href=${href}>${path === "" ? "Restore the archive…" : "Restore this folder…"}</a>`;
  }

  protected renderPage(data: Loaded): TemplateResult {
    const { view, repository } = data;
    const mayRestore = repository.allowed.includes("restore.run");
    return html`
      ${this.renderName(view)} ${this.renderViews(view)}
      <div class="stack-small" aria-busy=${this.loading}>
        ${this.renderView(data, mayRestore)}
      </div>
    `;
  }

  /** What borg calls it, where the heading is the title that people know it by. */
  private renderName(view: ArchiveView): TemplateResult | typeof nothing {
    const isWhole = view.kind === "details" || (view.kind === "folder" && view.path === "");
    if (!isWhole || archiveTitle(this.archiveName, this.planNames) === null) return nothing;
    return html`<p class="mono muted small under-heading">${safeText(this.archiveName)}</p>`;
  }

  private renderViews(view: ArchiveView): TemplateResult {
    const path = view.kind === "folder" ? view.path : "";
    const pages = [
      [this.address({ kind: "folder", path }), "Files"],
      [this.address({ kind: "search", text: "", everywhere: false }), "Search"],
      [this.address({ kind: "compare", to: "", path: "" }), "Compare"],
      [this.address({ kind: "details" }), "About"],
    ] as const;
    const here = { folder: 0, search: 1, compare: 2, details: 3, history: -1 }[view.kind];
    return tabs(this.app, "Views of the archive", pages, pages[here]?.[0] ?? "");
  }

  private renderView({ repository, folder, view }: Loaded, mayRestore: boolean): TemplateResult | typeof nothing {
    const { app, repositoryId, archiveName, basket } = this;
    switch (view.kind) {
      case "search":
        return html`${this.renderSearchForm(view.text, view.everywhere)}
          <borgdeck-archive-search .app=${app} .repositoryId=${repositoryId} .archiveName=${archiveName} .text=${view.text} .everywhere=${view.everywhere} .basket=${basket} .mayRestore=${mayRestore}></borgdeck-archive-search>`;
      case "compare":
        return html`<borgdeck-compare .app=${app} .repositoryId=${repositoryId} .archiveName=${archiveName} .to=${view.to}></borgdeck-compare>`;
      case "history":
        return html`<borgdeck-path-history .app=${app} .repositoryId=${repositoryId} .archiveName=${archiveName} .path=${view.path} .mayRestore=${mayRestore}></borgdeck-path-history>`;
      case "details":
        return html`<borgdeck-archive-details .app=${app} .repository=${repository} .archiveName=${archiveName} .planNames=${this.planNames}></borgdeck-archive-details>`;
      default:
        return folder === null || basket === null ? nothing : this.renderFolder(folder, basket, mayRestore);
    }
  }

  private renderSearchForm(text: string, everywhere: boolean): TemplateResult {
    return searchForm({
      text,
      everywhere,
      onSearch: (wanted, all) => this.app.go(this.address({ kind: "search", text: wanted, everywhere: all })),
    });
  }

  private renderFolder(folder: FolderReply, basket: Basket, mayRestore: boolean): TemplateResult {
    return html`
      ${folder.building ? renderBuilding(folder.building, this.app) : this.renderSearchForm("", false)}
      <p class="muted small" role="status">${this.loading && !folder.building ? "Reading…" : sumText(folder)}</p>
      <borgdeck-folder
        .app=${this.app}
        .repositoryId=${this.repositoryId}
        .archiveName=${this.archiveName}
        .folder=${folder}
        .basket=${basket}
        .mayRestore=${mayRestore}
        .startOn=${this.startOn}
        .onUp=${this.goUp}
      ></borgdeck-folder>
    `;
  }
}

/** Each look at the address makes another object. */
function differs(view: ArchiveView, before: ArchiveView | undefined): boolean {
  return JSON.stringify(view) !== JSON.stringify(before);
}

const nameOf = (path: string) => crumbsOf(path).at(-1)?.name ?? path;

function sumText({ total, filesCount, building }: FolderReply): string {
  if (building) return total === 0 ? "" : `The first ${counted(total, "entry", "entries")}`;
  const entries = counted(total, "entry", "entries");
  return filesCount === null ? entries : `${entries}; ${counted(filesCount, "file")} in all`;
}
