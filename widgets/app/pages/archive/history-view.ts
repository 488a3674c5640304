// The life of one path through all archives, newest first.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { PathHistoryReply } from "../../../../schemas/archives.ts";
import { safeText } from "../../../shared/client/format.ts";
import { checkField } from "../../fields/fields.ts";
import { bytes, counted, moment } from "../../figures.ts";
import { archiveAddress, parentOf, restoreAddress } from "./archive-address.ts";
import { changeMark } from "./change-mark.ts";
import { downloadAddress } from "./download-address.ts";
import { isDownload } from "./entry-cells.ts";
import { GatheringView, resultPageSize } from "./gathering-view.ts";
import { pathLine } from "./path-line.ts";
import { renderUnread } from "./unread.ts";

type Moment = PathHistoryReply["items"][number];

/** `<borgdeck-path-history>` */
export class PathHistory extends GatheringView<Moment, PathHistoryReply> {
  @property({ attribute: false }) path = "";
  @property({ attribute: false }) mayRestore = false;
  @state() private everything = false;

  protected wanted(): string | null {
    return this.path === "" ? null : JSON.stringify([this.repositoryId, this.path]);
  }

  protected fetchPage(cursor: string | null, signal: AbortSignal): Promise<PathHistoryReply> {
    return this.app.api.get<PathHistoryReply>(`/api/repositories/${this.repositoryId}/history`, {
      query: { path: this.path, limit: resultPageSize, cursor },
      signal,
    });
  }

  protected override render(): TemplateResult {
    if (this.path === "") return html`<p>Choose a file or a folder first; its history is beside it.</p>`;
    const { items } = this;
    const shown = this.everything ? items : items.filter(({ state: of }) => of !== "unchanged" && of !== "absent");
    const missing = this.gathering?.page?.archivesMissing ?? 0;
    return html`<div class="stack-small">
      ${pathLine(this.path)}
      ${this.renderState(this.words(items))}
      ${renderUnread(missing)}
      ${checkField({
        id: "history-everything",
        label: "Also show archives in which nothing changed",
        checked: this.everything,
        onChange: (everything) => {
          this.everything = everything;
        },
      })}
      ${shown.length === 0 ? nothing : this.renderList(shown)}
    </div>`;
  }

  private words(items: readonly Moment[]): string {
    const versions = items.filter(({ state: of }) => of === "changed" || of === "appeared").length;
    const archives = counted(items.length, "archive");
    if (this.gathering?.state === "working") return items.length === 0 ? "Looking…" : `Looking… ${archives} so far`;
    if (items.length === 0) return "There is no archive.";
    return `${counted(versions, "version")} in ${archives}${this.gathering?.state === "paused" ? " so far" : ""}`;
  }

  private renderList(shown: readonly Moment[]): TemplateResult {
    return html`<borgdeck-rows
      .app=${this.app}
      .kind=${"history"}
      .label=${"Archives, newest first"}
      .total=${shown.length}
      .columns=${["Archive made", "What", "Size", "Changed", html`<span class="hidden">Get it</span>`]}
      .renderRow=${(index: number, isActive: boolean) => this.renderRow(shown[index], isActive)}
    ></borgdeck-rows>`;
  }

  private renderRow(at: Moment | undefined, isActive: boolean): TemplateResult {
    if (!at) return html`<span role="gridcell"></span>`;
    const { archive, state: what, entry } = at;
    const tab = isActive ? 0 : -1;
    const { app, repositoryId, path } = this;
    const folder = entry?.type === "directory" ? path : (parentOf(path) ?? "");
    const file =
      entry && isDownload(entry) && !entry.damaged
        ? downloadAddress({ server: app.server, repositoryId, archiveName: archive.name, paths: [path], format: null })
        : null;
    return html`<span role="rowheader" class="cell-name"><a class="entry" tabindex="-1" title=${safeText(archive.name)} href=${app.href(archiveAddress(repositoryId, archive.name, folder))}>${moment(archive.startedAt)}</a></span>
      <span role="gridcell" class="cell-change small">${changeMark(what)}</span>
      <span role="gridcell" class="cell-size number">${entry ? bytes(entry.sizeBytes) : nothing}</span>
      <span role="gridcell" class="cell-time">${entry ? moment(entry.modifiedAt) : nothing}</span>
      <span role="gridcell" class="cell-get small">
        ${file === null ? nothing : html`<a tabindex=${tab} href=${file} download aria-label="Download the version of ${safeText(archive.name)}">Download</a>`}
        ${entry && this.mayRestore ? html`<a tabindex=${tab} href=${app.href(restoreAddress(repositoryId, archive.name, [path]))} aria-label="Restore the version of ${safeText(archive.name)}">Restore…</a>` : nothing}
      </span>`;
  }
}
