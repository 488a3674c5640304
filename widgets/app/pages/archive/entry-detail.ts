// The entry one stands on, in full: its path, its figures, and what can be done with it.
import { html, nothing, type TemplateResult } from "lit";
import type { FileEntry } from "../../../../schemas/archives.ts";
import { safeText } from "../../../shared/client/format.ts";
import type { App } from "../../context.ts";
import { bytes, count, counted, instant } from "../../figures.ts";
import { archiveAddress, parentOf, restoreAddress, viewAddress } from "./archive-address.ts";
import type { Basket } from "./basket.ts";
import { downloadAddress, zipLeavesOut } from "./download-address.ts";
import { isDownload, typeWords } from "./entry-cells.ts";
import { pathLine } from "./path-line.ts";

export interface EntryDetail {
  readonly app: App;
  readonly repositoryId: string;
  readonly archiveName: string;
  readonly entry: FileEntry;
  /** Null where it is of another archive than the basket. */
  readonly basket: Basket | null;
  readonly mayRestore: boolean;
  /** Whether to offer its folder, where that is not what one looks at. */
  readonly offersFolder?: boolean;
  /** Files of the archive that have zeros for lost parts, as far as it is known. */
  readonly damagedCount?: number;
  readonly onToggle: () => void;
}

export function renderDetail(detail: EntryDetail): TemplateResult {
  const { entry } = detail;
  return html`<section class="card entry-detail" aria-label="Selected entry">
    ${pathLine(entry.path)}
    <p class="muted small">${figuresOf(entry)}</p>
    ${entry.damaged ? html`<p class="warning-text">Parts of it were lost, and are zeros since a repair of the repository. Look in its history for an archive that has it whole.</p>` : nothing}
    ${renderActions(detail)}
  </section>`;
}

function figuresOf({ type, sizeBytes, filesCount, modifiedAt, mode, linkTarget }: FileEntry): TemplateResult {
  const size =
    type === "directory"
      ? filesCount === null
        ? nothing
        : html`, ${counted(filesCount, "file")}, ${bytes(sizeBytes)}`
      : html`, ${bytes(sizeBytes)} (${count(sizeBytes)} bytes)`;
  return html`<span>${capital(typeWords[type])}</span>${size}${
    modifiedAt === null ? nothing : html`, changed ${instant(modifiedAt)}`
  }, <span class="mono">${mode}</span>${
    linkTarget === null
      ? nothing
      : html`, ${type === "hardlink" ? "same file as" : "leads to"} <span class="mono">${safeText(linkTarget)}</span>`
  }`;
}

function renderDownloads({ app, repositoryId, archiveName, entry, damagedCount = 0 }: EntryDetail) {
  const { path, type, damaged = false } = entry;
  const evenDamaged = damaged || (type === "directory" && damagedCount > 0);
  const address = (format: "zip" | "tar" | null) =>
    downloadAddress({ server: app.server, repositoryId, archiveName, paths: [path], format, evenDamaged });
  const link = (href: string | null, text: string) =>
    href === null ? nothing : html`<a class="button" href=${href} download>${text}</a>`;
  if (isDownload({ type })) return link(address(null), damaged ? "Download with the zeros" : "Download");
  if (type !== "directory") return nothing;
  return html`${link(address("zip"), "Download as zip")}${link(address("tar"), "Download as tar")}<span class="muted small">${zipLeavesOut}</span>`;
}

function renderActions(detail: EntryDetail) {
  const { app, repositoryId, archiveName, entry, basket, mayRestore, offersFolder = false, onToggle } = detail;
  const { path } = entry;
  const holder = basket?.holder(path) ?? null;
  return html`<div class="actions">
    ${renderDownloads(detail)}
    ${mayRestore ? html`<a class="button" href=${app.href(restoreAddress(repositoryId, archiveName, [path]))}>Restore…</a>` : nothing}
    ${offersFolder ? html`<a class="button" href=${app.href(archiveAddress(repositoryId, archiveName, parentOf(path) ?? ""))}>Open its folder</a>` : nothing}
    <a class="button" href=${app.href(viewAddress(repositoryId, archiveName, { kind: "history", path }))}>History</a>
    ${
      basket === null
        ? nothing
        : holder !== null && holder !== path
          ? html`<span class="muted small">Chosen with <span class="mono">${safeText(holder)}</span></span>`
          : html`<button type="button" class="button" @click=${onToggle}>${holder === null ? "Choose" : "Take out again"}</button>`
    }
  </div>`;
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
