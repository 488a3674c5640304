// The cells of an entry in a list of files, and the words for what it is.
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import type { FileEntry } from "../../../../schemas/archives.ts";
import { safeText } from "../../../shared/client/format.ts";
import { bytes, count, counted, moment } from "../../figures.ts";

export const typeWords: Record<FileEntry["type"], string> = {
  directory: "folder",
  file: "file",
  symlink: "link",
  hardlink: "hard link",
  device: "device",
  fifo: "pipe",
  socket: "socket",
};

/** Whether its content can be had as a file. */
export const isDownload = ({ type }: Pick<FileEntry, "type">) => type === "file" || type === "hardlink";

export interface EntryLinks {
  readonly folder: (path: string) => string;
  readonly file: (path: string) => string | null;
}

/** The name as a link, where it leads anywhere; what is damaged is downloaded where that is explained. In a list the row has the focus, so the link is not in the tab order. */
export function entryName({ name, path, type, linkTarget, damaged }: FileEntry, links: EntryLinks): TemplateResult {
  const text = safeText(name);
  const kind =
    type === "file" || type === "directory" ? nothing : html` <span class="muted small">${typeWords[type]}</span>`;
  const target = linkTarget === null ? nothing : html` <span class="muted small mono">→ ${safeText(linkTarget)}</span>`;
  if (type === "directory")
    return html`<a class="entry folder" tabindex="-1" title=${text} href=${links.folder(path)}>${text}/</a>`;
  const file = isDownload({ type }) && !damaged ? links.file(path) : null;
  return html`${
    file === null
      ? html`<span class="entry" title=${text}>${text}</span>`
      : html`<a class="entry" tabindex="-1" title=${text} href=${file} download>${text}</a>`
  }${kind}${target}${damaged ? html` <span class="warning-text small">damaged</span>` : nothing}`;
}

/** The box that chooses an entry. `holder` is the chosen path that it is in already. */
export function chooseBox(entry: FileEntry, holder: string | null, onToggle: () => void): TemplateResult {
  return html`<input
    type="checkbox"
    tabindex="-1"
    aria-label="Choose ${safeText(entry.name)}"
    .checked=${live(holder !== null)}
    ?disabled=${holder !== null && holder !== entry.path}
    @change=${onToggle}
  />`;
}

/** What a folder holds, or how large a file is. */
export function sizeText({ type, sizeBytes, filesCount }: FileEntry): string {
  if (type === "directory") return filesCount === null ? "" : bytes(sizeBytes);
  return isDownload({ type }) ? bytes(sizeBytes) : "";
}

/** The cells of a row: choice, name, size, time. */
export function entryCells(
  entry: FileEntry,
  holder: string | null,
  links: EntryLinks,
  onToggle: () => void,
): TemplateResult {
  const title =
    entry.type === "directory"
      ? entry.filesCount === null
        ? nothing
        : counted(entry.filesCount, "file")
      : `${count(entry.sizeBytes)} bytes`;
  return html`<span role="gridcell" class="cell-choose">${chooseBox(entry, holder, onToggle)}</span>
    <span role="rowheader" class="cell-name">${entryName(entry, links)}</span>
    <span role="gridcell" class="cell-size number" title=${title}>${sizeText(entry)}</span>
    <span role="gridcell" class="cell-time">${moment(entry.modifiedAt)}</span>`;
}

/** A row whose entry is not here yet. */
export function pendingCells(): TemplateResult {
  return html`<span role="gridcell" class="cell-choose"></span>
    <span role="rowheader" class="cell-name muted"><span class="pending-name"></span><span class="hidden">Loading</span></span>`;
}
