// The archives of a repository: thousands of them, newest first, filtered as one types.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ArchiveReply } from "../../../../schemas/archives.ts";
import type { PlanReply } from "../../../../schemas/plans.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { safeText } from "../../../shared/client/format.ts";
import { selectField, textField } from "../../fields/fields.ts";
import { count, counted, moment } from "../../figures.ts";
import { archiveAddress, archivesAddress, viewAddress } from "../archive/archive-address.ts";
import { RepositoryTab } from "../repository/repository-tab.ts";
import { type AllArchives, fetchAllArchives } from "./all-archives.ts";
import { type ArchiveFilter, filterArchives, noFilter, searchOf } from "./archive-filter.ts";
import { mostDeleted } from "./delete-archives.ts";

interface Loaded {
  readonly repository: RepositoryReply;
  readonly planNames: ReadonlyMap<string, string>;
  readonly list: AllArchives;
}

/** A repository that is busy gives the list that was known before: it is asked again so often, and so many times. */
const catchUpMs = 2000;
const mostCatchUps = 10;

/** `<borgdeck-archives-page>` */
export class ArchivesPage extends RepositoryTab<Loaded> {
  protected readonly place = "/archives";
  @property({ attribute: false }) filter: ArchiveFilter = noFilter;
  @state() private chosen: ReadonlySet<string> = new Set();
  @state() private deleting: readonly string[] | null = null;
  @state() private refreshing = false;
  /** On a narrow screen the list comes first: all but the text is folded away until it is wanted. */
  @state() private moreFilters = false;
  private catchUps = 0;
  private catchUpTimer: ReturnType<typeof setTimeout> | undefined;
  private readonly wide = matchMedia("(min-width: 641px)");
  private readonly onWidth = (): void => this.requestUpdate();
  private readonly onToggle = (event: Event): void => {
    if (!this.wide.matches) this.moreFilters = (event.currentTarget as HTMLDetailsElement).open;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    this.wide.addEventListener("change", this.onWidth);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.wide.removeEventListener("change", this.onWidth);
    clearTimeout(this.catchUpTimer);
    this.catchUpTimer = undefined;
    this.catchUps = 0;
  }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.catchUp();
  }

  /** Loads again where the status counts other archives than the list has, such as right after a deletion. */
  private catchUp(): void {
    const list = this.data?.list;
    const known = this.repositoryStatus?.archivesCount ?? null;
    if (!list?.complete || known === null || known === list.archives.length) {
      this.catchUps = 0;
      return;
    }
    if (this.loading || this.catchUpTimer !== undefined || this.catchUps >= mostCatchUps) return;
    this.catchUps += 1;
    this.catchUpTimer = setTimeout(() => {
      this.catchUpTimer = undefined;
      void this.reload();
    }, catchUpMs);
  }

  protected override heading(): string {
    return this.data ? `Archives in ${this.data.repository.name}` : "Archives";
  }

  protected override keepsData(): boolean {
    return true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("repositoryId")) this.chosen = new Set();
    super.willUpdate(changed);
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [repository, { items: plans }, list] = await Promise.all([
      this.fetchRepository(),
      api.get<{ items: PlanReply[] }>("/api/plans", { query: { limit: 500 } }),
      fetchAllArchives(api, this.repositoryId, this.refreshing),
    ]);
    this.refreshing = false;
    this.follow();
    const names = new Set(list.archives.map(({ name }) => name));
    this.chosen = new Set([...this.chosen].filter((name) => names.has(name)));
    return { repository, planNames: new Map(plans.map(({ id, name }) => [id, name])), list };
  }

  protected override renderActions(): TemplateResult {
    return html`<button type="button" class="button" ?disabled=${this.loading} @click=${this.readAgain}>${this.refreshing ? "Asking borg…" : "Ask borg again"}</button>`;
  }

  private readonly readAgain = (): void => {
    this.refreshing = true;
    void this.reload().finally(() => {
      this.refreshing = false;
    });
  };

  private change(change: Partial<ArchiveFilter>): void {
    const next = { ...this.filter, ...change };
    this.app.go(`${archivesAddress(this.repositoryId)}${searchOf(next)}`, { replace: true });
  }

  protected renderPage({ repository, planNames, list }: Loaded): TemplateResult {
    if (list.archives.length === 0)
      return html`<p>No archives yet. The first backup makes one${repository.allowed.includes("plan.create") && repository.mode !== "observe" ? html`: <a href=${this.app.href(`/plans/new?repository=${repository.id}`)}>make a plan</a>` : nothing}.</p>`;
    const found = filterArchives(list.archives, this.filter);
    const mayDelete = repository.mode === "full" && repository.allowed.includes("archive.change");
    return html`
      ${this.renderFilter(list.archives, planNames)}
      ${list.complete ? nothing : html`<p class="warning-text">There are more archives than this list holds. It shows the newest.</p>`}
      ${
        this.deleting === null
          ? nothing
          : html`<borgdeck-delete-archives
            .app=${this.app}
            .repositoryId=${this.repositoryId}
            .names=${this.deleting}
            .planNames=${planNames}
            @borgdeck-closed=${() => {
              this.deleting = null;
            }}
          ></borgdeck-delete-archives>`
      }
      <div class="stack-small">
        <div class="page-head list-head">
          <p class="muted small" role="status">${found.length === list.archives.length ? counted(found.length, "archive") : `${count(found.length)} of ${counted(list.archives.length, "archive")}`}</p>
          ${mayDelete ? this.renderChosen(found) : nothing}
        </div>
        ${found.length === 0 ? html`<p class="muted">No archive fits that filter.</p>` : this.renderList(found, planNames, mayDelete)}
      </div>
    `;
  }

  private renderFilter(archives: readonly ArchiveReply[], planNames: ReadonlyMap<string, string>): TemplateResult {
    const { filter } = this;
    const ids = [...new Set(archives.map(({ planId }) => planId))];
    const choices = ids.map((id) => ({ value: id ?? "none", label: nameOf(id, planNames) }));
    const day = (key: "from" | "to", label: string) =>
      textField({
        id: `archives-${key}`,
        label,
        type: "date",
        value: filter[key],
        onInput: (value) => this.change({ [key]: value }),
      });
    const used = [filter.plan, filter.from, filter.to].some((value) => value !== "");
    return html`<div class="archive-filter" role="search" aria-label="Filter">
      ${textField({ id: "archives-filter", label: "Name, comment or host", value: filter.text, onInput: (text) => this.change({ text }) })}
      <details ?open=${this.wide.matches || used || this.moreFilters} @toggle=${this.onToggle}>
        <summary>Plan and days</summary>
        <div class="filters">
      ${selectField({ id: "archives-plan", label: "Plan", value: filter.plan, choices: [{ value: "", label: "All plans" }, ...choices], onChange: (plan) => this.change({ plan }) })}
      ${day("from", "From")} ${day("to", "Until, that day included")}
        </div>
      </details>
    </div>`;
  }

  private renderChosen(found: readonly ArchiveReply[]): TemplateResult {
    const { chosen } = this;
    const all = found.length > 0 && found.every(({ name }) => chosen.has(name));
    return html`<div class="actions">
      ${chosen.size === 0 ? nothing : html`<span role="status">${count(chosen.size)} chosen</span>`}
      <button type="button" class="button" @click=${() => {
        this.chosen = new Set(all ? [] : found.slice(0, mostDeleted).map(({ name }) => name));
      }}>${all ? "Choose none" : found.length > mostDeleted ? `Choose the newest ${count(mostDeleted)}` : "Choose all"}</button>
      ${
        chosen.size === 0
          ? nothing
          : html`<button type="button" class="button danger" ?disabled=${chosen.size > mostDeleted} @click=${() => {
              this.deleting = [...chosen];
            }}>Delete…</button>`
      }
    </div>`;
  }

  private toggle(name: string): void {
    const chosen = new Set(this.chosen);
    if (!chosen.delete(name)) chosen.add(name);
    this.chosen = chosen;
  }

  private renderList(
    found: readonly ArchiveReply[],
    planNames: ReadonlyMap<string, string>,
    mayDelete: boolean,
  ): TemplateResult {
    const nameAt = (index: number) => found[index]?.name ?? "";
    return html`<borgdeck-rows
      .app=${this.app}
      .kind=${"archives"}
      .label=${"Archives, newest first"}
      .total=${found.length}
      .columns=${[html`<span class="hidden">Chosen</span>`, "Made", "Archive", "Plan", html`<span class="hidden">More</span>`]}
      .isChosen=${mayDelete ? (index: number) => this.chosen.has(nameAt(index)) : null}
      .renderRow=${(index: number, isActive: boolean) => this.renderRow(found[index], planNames, mayDelete, isActive)}
      .events=${{
        onKey: ({ key }: KeyboardEvent, index: number) => {
          if (key !== " " || !mayDelete) return false;
          this.toggle(nameAt(index));
          return true;
        },
      }}
    ></borgdeck-rows>`;
  }

  private renderRow(
    archive: ArchiveReply | undefined,
    planNames: ReadonlyMap<string, string>,
    mayDelete: boolean,
    isActive: boolean,
  ): TemplateResult {
    if (!archive) return html`<span role="gridcell"></span>`;
    const { name, startedAt, planId, comment, hostname } = archive;
    const own = planId !== null && comment === planNames.get(planId);
    const plan = planId === null ? undefined : planNames.get(planId);
    const { app, repositoryId } = this;
    return html`<span role="gridcell" class="cell-choose">${
      mayDelete
        ? html`<input type="checkbox" tabindex="-1" aria-label="Choose ${safeText(name)}" .checked=${this.chosen.has(name)} @change=${() => this.toggle(name)} />`
        : nothing
    }</span>
      <span role="gridcell" class="cell-time">${moment(startedAt)}</span>
      <span role="rowheader" class="cell-name">
        <a class="entry" tabindex="-1" title=${safeText(name)} href=${app.href(archiveAddress(repositoryId, name))}>${
          plan === undefined ? nothing : html`<span class="plan-first">${safeText(plan)}</span> `
        }<span class="mono">${safeText(name)}</span></a>
        <span class="small muted">${[comment && !own ? safeText(comment) : "", hostname ?? ""].filter(Boolean).join(" · ")}</span>
      </span>
      <span role="gridcell" class="cell-plan small">${nameOf(planId, planNames)}</span>
      <span role="gridcell" class="cell-get small"><a tabindex=${isActive ? 0 : -1} href=${app.href(viewAddress(repositoryId, name, { kind: "details" }))} aria-label="About ${safeText(name)}">About</a></span>`;
  }
}

function nameOf(planId: string | null, planNames: ReadonlyMap<string, string>): string {
  return planId === null ? "of no plan here" : (planNames.get(planId) ?? `deleted (${planId})`);
}
