// One change in full: both versions, and what borg says of the content.
import { html, nothing, type TemplateResult } from "lit";
import type { CompareReply, ContentDifferenceReply } from "../../../../schemas/archives.ts";
import type { App } from "../../context.ts";
import { bytes, count, instant } from "../../figures.ts";
import { archiveAddress, parentOf, viewAddress } from "./archive-address.ts";
import { changeMark } from "./change-mark.ts";
import { typeWords } from "./entry-cells.ts";
import { pathLine } from "./path-line.ts";

type Change = CompareReply["items"][number];

/** What borg said of the content of a path. */
export type ContentAnswer = "asking" | { readonly problem: string } | { readonly reply: ContentDifferenceReply };

export interface ChangeDetail {
  readonly app: App;
  readonly repositoryId: string;
  readonly from: string;
  readonly to: string;
  readonly change: Change;
  readonly content: ContentAnswer | null;
  readonly onContent: () => void;
}

/** Bytes with their sign: +1.2 kB, −300 byte. */
export function signedBytes(value: number): string {
  if (value === 0) return "same size";
  return `${value > 0 ? "+" : "−"}${bytes(Math.abs(value))}`;
}

export function renderChange({
  app,
  repositoryId,
  from,
  to,
  change,
  content,
  onContent,
}: ChangeDetail): TemplateResult {
  const { path, before, after } = change;
  const isFile = before?.type === "file" && after?.type === "file";
  const there = after === null ? from : to;
  const folder = parentOf(path) ?? "";
  return html`<section class="card entry-detail" aria-label="Selected change">
    <p>${changeMark(change.change)}</p>
    ${pathLine(path)}
    <dl class="stack-tight small">
      <div><dt class="muted">Before</dt><dd>${versionText(before)}</dd></div>
      <div><dt class="muted">After</dt><dd>${versionText(after)}</dd></div>
    </dl>
    <div class="actions">
      ${isFile ? html`<button type="button" class="button" ?disabled=${content === "asking"} @click=${onContent}>Compare the content</button>` : nothing}
      <a class="button" href=${app.href(archiveAddress(repositoryId, there, folder))}>Open its folder</a>
      <a class="button" href=${app.href(viewAddress(repositoryId, there, { kind: "history", path }))}>History</a>
    </div>
    <div role="status" class="small">${content === null ? nothing : renderContent(content, path)}</div>
  </section>`;
}

function versionText(version: Change["before"]): TemplateResult | string {
  if (!version) return "not there";
  const { type, sizeBytes, modifiedAt, mode } = version;
  return html`${typeWords[type]}, ${count(sizeBytes)} bytes${modifiedAt === null ? nothing : html`, changed ${instant(modifiedAt)}`}, <span class="mono">${mode}</span>`;
}

function renderContent(content: ContentAnswer, path: string): TemplateResult | string {
  if (content === "asking") return "borg compares both archives for this; that can take a while.";
  if ("problem" in content) return html`<p class="error">${content.problem}</p>`;
  const changes = content.reply.items.find((item) => item.path === path)?.changes ?? [];
  if (changes.length === 0) return "borg found the content equal, block by block.";
  return html`<ul class="lines">
    ${changes.map(
      ({ type, addedBytes, removedBytes }) =>
        html`<li>${type}${addedBytes === null ? "" : `, ${bytes(addedBytes)} added`}${removedBytes === null ? "" : `, ${bytes(removedBytes)} removed`}</li>`,
    )}
  </ul>`;
}
