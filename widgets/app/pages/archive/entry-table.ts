// The entries of a folder in an archive.
import { html, nothing, type TemplateResult } from "lit";
import type { FileEntry } from "../../../../schemas/archives.ts";
import { safeText } from "../../../shared/format.ts";
import { bytes, count, moment } from "../../figures.ts";

export interface EntryTableOptions {
  readonly folderHref: (path: string) => string;
  readonly fileHref: (path: string) => string;
  readonly onKey: (event: KeyboardEvent) => void;
  readonly onFocus: (event: FocusEvent) => void;
}

const typeWords: Record<FileEntry["type"], string> = {
  directory: "folder",
  file: "file",
  symlink: "link",
  hardlink: "hard link",
  device: "device",
  fifo: "pipe",
  socket: "socket",
};

/** One row an entry; one of them is in the tab order, the arrow keys lead to the others. */
export function renderEntries(items: readonly FileEntry[], options: EntryTableOptions): TemplateResult {
  return html`<div class="scroll">
    <table class="entries">
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col" class="number">Size</th>
          <th scope="col">Changed</th>
          <th scope="col">Mode</th>
        </tr>
      </thead>
      <tbody @keydown=${options.onKey} @focusin=${options.onFocus}>
        ${items.map((entry, index) => renderRow(entry, index === 0, options))}
      </tbody>
    </table>
  </div>`;
}

function renderRow(entry: FileEntry, first: boolean, options: EntryTableOptions): TemplateResult {
  const { path, type, sizeBytes, modifiedAt, mode, linkTarget } = entry;
  return html`<tr>
    <th scope="row" data-path=${path}>
      ${renderName(entry, first, options)}
      ${type === "file" || type === "directory" ? nothing : html`<span class="muted small">${typeWords[type]}</span>`}
      ${linkTarget === null ? nothing : html`<span class="muted small mono">→ ${safeText(linkTarget)}</span>`}
    </th>
    <td class="number" title=${type === "file" ? `${count(sizeBytes)} bytes` : nothing}>${type === "file" ? bytes(sizeBytes) : nothing}</td>
    <td class="nowrap">${moment(modifiedAt)}</td>
    <td class="mono nowrap">${mode}</td>
  </tr>`;
}

function renderName(
  { name, path, type }: FileEntry,
  first: boolean,
  { folderHref, fileHref }: EntryTableOptions,
): TemplateResult {
  const text = safeText(name);
  const tab = first ? 0 : -1;
  if (type === "directory") return html`<a class="entry folder" tabindex=${tab} href=${folderHref(path)}>${text}/</a>`;
  if (type === "file" || type === "hardlink")
    return html`<a class="entry" tabindex=${tab} href=${fileHref(path)} download>${text}</a>`;
  return html`<span class="entry" tabindex=${tab}>${text}</span>`;
}
