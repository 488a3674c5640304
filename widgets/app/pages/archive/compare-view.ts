// What changed from one archive to another: how much of each kind, and then each path.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ArchiveReply, CompareReply, ContentDifferenceReply } from "../../../../schemas/archives.ts";
import { safeText } from "../../../shared/client/format.ts";
import { errorText } from "../../errors.ts";
import { checkField, selectField } from "../../fields/fields.ts";
import { bytes, count, counted, momentText } from "../../figures.ts";
import { type AllArchives, fetchAllArchives } from "../archives/all-archives.ts";
import { parentOf, viewAddress } from "./archive-address.ts";
import { archiveText, archiveTitle, fetchPlanNames, type PlanNames } from "./archive-title.ts";
import { changeMark } from "./change-mark.ts";
import { type ContentAnswer, renderChange, signedBytes } from "./compare-detail.ts";
import { archivePath } from "./download-address.ts";
import { GatheringView, resultPageSize } from "./gathering-view.ts";

type Change = CompareReply["items"][number];

/** `<borgdeck-compare>`: from `archiveName` to `to`; without `to` it asks for it. */
export class CompareView extends GatheringView<Change, CompareReply> {
  @property({ attribute: false }) to = "";
  @state() private others: AllArchives | null = null;
  @state() private planNames: PlanNames = new Map();
  @state() private othersProblem: string | null = null;
  @state() private whole = false;
  @state() private active: number | null = null;
  @state() private summary: CompareReply["summary"] = null;
  @state() private contents: ReadonlyMap<string, ContentAnswer> = new Map();

  protected override firstUpdated(): void {
    void this.loadOthers();
  }

  private async loadOthers(): Promise<void> {
    const { api } = this.app;
    try {
      [this.others, this.planNames] = await Promise.all([
        fetchAllArchives(api, this.repositoryId),
        fetchPlanNames(api),
      ]);
    } catch (error) {
      this.othersProblem = errorText(error);
    }
  }

  protected wanted(): string | null {
    const { repositoryId, archiveName, to, whole } = this;
    return to === "" ? null : JSON.stringify([repositoryId, archiveName, to, whole]);
  }

  protected async fetchPage(cursor: string | null, signal: AbortSignal): Promise<CompareReply> {
    if (cursor === null) {
      this.summary = null;
      this.active = null;
      this.contents = new Map();
    }
    const collapse = this.whole ? null : "true";
    const reply = await this.app.api.get<CompareReply>(`${archivePath(this.repositoryId, this.archiveName)}/compare`, {
      query: { to: this.to, limit: resultPageSize, cursor, collapse },
      signal,
    });
    this.summary = reply.summary ?? this.summary;
    return reply;
  }

  protected override render(): TemplateResult {
    return html`<div class="stack-small">
      ${this.renderChoice()} ${this.to === "" ? nothing : this.renderResult()}
    </div>`;
  }

  private renderChoice(): TemplateResult {
    const { to, archiveName, others } = this;
    if (this.othersProblem !== null) return html`<p class="error" role="alert">${this.othersProblem}</p>`;
    if (!others) return html`<p class="muted" role="status">Listing the archives…</p>`;
    if (!others.archives.some(({ name }) => name !== archiveName))
      return html`<p>There is no other archive in this repository to compare with. The next backup makes one.</p>`;
    if (to === "")
      return this.renderSelect("compare-with", "Compare with", "", archiveName, (chosen) =>
        this.goTo(archiveName, chosen),
      );
    return html`<div class="row compare-choice">
        ${this.renderSelect("compare-from", "From", archiveName, to, (chosen) => this.goTo(chosen, to))}
        ${this.renderSelect("compare-to", "To", to, archiveName, (chosen) => this.goTo(archiveName, chosen))}
        <a class="button beside-field" href=${this.app.href(this.address(to, archiveName))}>Swap</a>
      </div>
      ${this.isOlder(to, archiveName) ? html`<p class="muted small">From the newer archive back to the older one: what was added since counts as removed here.</p>` : nothing}`;
  }

  private renderSelect(
    id: string,
    label: string,
    value: string,
    except: string,
    onChange: (name: string) => void,
  ): TemplateResult {
    const archives = this.others?.archives.filter(({ name }) => name !== except) ?? [];
    const choices = choicesOf(archives, value, this.planNames);
    return selectField({
      id,
      label,
      value,
      choices: value === "" ? [{ value: "", label: "Choose an archive" }, ...choices] : choices,
      onChange,
    });
  }

  /** What changed is read from the older to the newer one, in whichever order they were chosen. */
  private goTo(one: string, other: string): void {
    this.app.go(this.isOlder(other, one) ? this.address(other, one) : this.address(one, other));
  }

  private isOlder(one: string, other: string): boolean {
    const startOf = (wanted: string) => this.others?.archives.find(({ name }) => name === wanted)?.startedAt;
    const [first, second] = [startOf(one), startOf(other)];
    return first !== undefined && second !== undefined && Date.parse(first) < Date.parse(second);
  }

  private address(from: string, to: string): string {
    return viewAddress(this.repositoryId, from, { kind: "compare", to, path: "" });
  }

  private renderResult(): TemplateResult {
    const { items, gathering, summary } = this;
    return html`${summary ? renderSummary(summary) : nothing}
      ${checkField({
        id: "compare-whole",
        label: "Also list what is in added and removed folders",
        checked: this.whole,
        onChange: (whole) => {
          this.whole = whole;
        },
      })}
      <div class="with-aside">
        <div class="stack-small">
          ${this.renderState(this.words())}
          ${items.length === 0 ? nothing : this.renderList(items)}
        </div>
        <aside class="stack-small" aria-label="Selected change">${this.renderActive(items)}</aside>
      </div>
      ${gathering?.state === "done" && items.length === 0 ? html`<p class="muted">Both archives hold the same names, sizes, times and modes.</p>` : nothing}`;
  }

  private words(): string {
    const { gathering, items, summary } = this;
    const total = summary ? summary.added.count + summary.removed.count + summary.modified.count : null;
    if (gathering?.state === "working" && items.length === 0) return "Comparing…";
    if (gathering?.state === "done")
      return items.length === 0 ? "Nothing changed." : `${counted(items.length, "change")} listed`;
    return `${counted(items.length, "change")} listed so far${total === null ? "" : `; ${count(total)} in all, with what is in folders`}`;
  }

  private renderList(items: readonly Change[]): TemplateResult {
    return html`<borgdeck-rows
      .app=${this.app}
      .kind=${"changes"}
      .label=${"Changes"}
      .total=${items.length}
      .columns=${["Change", "Path", "Difference"]}
      .renderRow=${(index: number) => this.renderRow(items[index])}
      .events=${{
        onActive: (index: number) => {
          this.active = index;
        },
      }}
    ></borgdeck-rows>`;
  }

  private renderRow(change: Change | undefined): TemplateResult {
    if (!change) return html`<span role="gridcell"></span>`;
    const { name, path, before, after } = change;
    const isFolder = (after ?? before)?.type === "directory";
    const folder = parentOf(path) ?? "";
    return html`<span role="gridcell" class="cell-change small">${changeMark(change.change)}</span>
      <span role="rowheader" class="cell-name">
        <span class="cell-line ${isFolder ? "folder" : ""}" title=${safeText(name)}>${safeText(name)}${isFolder ? "/" : ""}</span>
        <span class="cell-line small muted mono" title=${safeText(folder)}>/${safeText(folder)}</span>
      </span>
      <span role="gridcell" class="cell-size number">${signedBytes((after?.sizeBytes ?? 0) - (before?.sizeBytes ?? 0))}</span>`;
  }

  private renderActive(items: readonly Change[]): TemplateResult | typeof nothing {
    const change = this.active === null ? undefined : items[this.active];
    if (!change)
      return items.length === 0
        ? nothing
        : html`<p class="muted small">Choose a line to see both versions, and what changed in its content.</p>`;
    const { app, repositoryId, archiveName, to } = this;
    return renderChange({
      app,
      repositoryId,
      from: archiveName,
      to,
      change,
      content: this.contents.get(change.path) ?? null,
      onContent: () => void this.askContent(change.path),
    });
  }

  private async askContent(path: string): Promise<void> {
    const set = (answer: ContentAnswer) => {
      this.contents = new Map(this.contents).set(path, answer);
    };
    set("asking");
    try {
      const reply = await this.app.api.get<ContentDifferenceReply>(
        `${archivePath(this.repositoryId, this.archiveName)}/compare/content`,
        { query: { to: this.to, path } },
      );
      set({ reply });
    } catch (error) {
      set({ problem: errorText(error) });
    }
  }
}

/** The one of the address stays among them, should it be gone. */
function choicesOf(
  archives: readonly ArchiveReply[],
  chosen: string,
  planNames: PlanNames,
): { value: string; label: string }[] {
  const choices = archives.map(({ name, startedAt }) => ({
    value: name,
    label: archiveTitle(name, planNames) ?? `${momentText(startedAt)}, ${safeText(name)}`,
  }));
  return chosen === "" || choices.some(({ value }) => value === chosen)
    ? choices
    : [{ value: chosen, label: archiveText(chosen, planNames) }, ...choices];
}

function renderSummary({ added, removed, modified }: NonNullable<CompareReply["summary"]>): TemplateResult {
  const figure = (label: string, { count: number, sizeBytes }: { count: number; sizeBytes: number }, size: string) =>
    html`<div><dt>${label}</dt><dd>${count(number)} <span class="muted">${sizeBytes === 0 ? nothing : size}</span></dd></div>`;
  return html`<dl class="figures card" aria-label="Summary">
    ${figure("Added", added, bytes(added.sizeBytes))} ${figure("Removed", removed, bytes(removed.sizeBytes))}
    ${figure("Modified", modified, signedBytes(modified.sizeBytes))}
  </dl>`;
}
