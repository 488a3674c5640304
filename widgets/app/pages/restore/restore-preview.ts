// What a restore would do, before it does it.
import { html, nothing, type TemplateResult } from "lit";
import type { RestorePreviewReply } from "../../../../schemas/restores.ts";
import { safeText } from "../../../shared/client/format.ts";
import { bytes, count, counted, moment } from "../../figures.ts";
import type { RestoreDraft } from "./restore-draft.ts";

type Conflicts = RestoreDraft["conflicts"];

/** What becomes of files that are there already. */
const fates: Record<Conflicts, (files: string, one: boolean) => string> = {
  skip: (files, one) =>
    `${files} ${one ? "is" : "are"} there already and ${one ? "stays" : "stay"} as ${one ? "it is" : "they are"}.`,
  rename: (files, one) =>
    `${files} ${one ? "is" : "are"} there already; the restored ${one ? "one gets" : "ones get"} another name.`,
  replace: (files, one) =>
    `${files} ${one ? "is" : "are"} there already and will be replaced: what is there now is lost.`,
};

export function renderPreview(preview: RestorePreviewReply, conflicts: Conflicts): TemplateResult {
  const { files, folders, sizeBytes, freeBytes, target, existingCount, complete, warnings } = preview;
  return html`
    <dl class="figures">
      <div><dt>Files</dt><dd>${count(files)}</dd></div>
      <div><dt>Folders</dt><dd>${count(folders)}</dd></div>
      <div><dt>Size</dt><dd>${bytes(sizeBytes)}</dd></div>
      <div><dt>Free there</dt><dd class=${isTooLittle(preview) ? "bad-text" : ""}>${bytes(freeBytes)}</dd></div>
    </dl>
    <p class="small"><span class="muted">Written below</span> <span class="mono">${safeText(target)}</span></p>
    ${isTooLittle(preview) ? html`<p class="error">There is less room than the files need. Make room there first, or choose another folder.</p>` : nothing}
    ${warnings.map((warning) => html`<p class="warning-text">${warning}</p>`)}
    ${
      existingCount === 0
        ? html`<p>${complete ? "None of these files is there already." : "None of those that were looked at is there already."}</p>`
        : html`<p class=${conflicts === "replace" ? "warning-text" : ""}>${complete ? "" : "At least "}${fates[conflicts](counted(existingCount, "file"), existingCount === 1)}</p>`
    }
    ${complete ? nothing : html`<p class="muted small">There are too many files to look at each.</p>`}
    ${renderExisting(preview)}
  `;
}

/** What the button does: what is there already is not among the files that are restored, unless it is replaced or kept beside. */
export function restoreWords({ files, existingCount, complete }: RestorePreviewReply, conflicts: Conflicts): string {
  if (existingCount === 0) return `Restore ${counted(files, "file")}`;
  const least = complete ? "" : "at least ";
  if (conflicts === "replace") return `Restore ${counted(files, "file")}, replacing ${least}${count(existingCount)}`;
  if (conflicts === "rename")
    return `Restore ${counted(files, "file")}, ${least}${count(existingCount)} under another name`;
  const most = complete ? "" : "at most ";
  return `Restore ${most}${counted(files - existingCount, "file")}, skip ${least}${count(existingCount)}`;
}

/** Whether the medium is known to have too little room. */
export const isTooLittle = ({ freeBytes, sizeBytes }: RestorePreviewReply) =>
  freeBytes !== null && freeBytes < sizeBytes;

function renderExisting({ existing, existingCount }: RestorePreviewReply): TemplateResult | typeof nothing {
  if (existing.length === 0) return nothing;
  return html`<details ?open=${existing.length <= 10}>
    <summary>Files that are there already</summary>
    <div class="scroll">
      <table class="fold">
        <thead>
          <tr>
            <th scope="col">Path</th>
            <th scope="col">In the archive</th>
            <th scope="col">There now</th>
          </tr>
        </thead>
        <tbody>
          ${existing.map(
            ({ path, archived, present }) => html`<tr>
              <th scope="row" class="mono">${safeText(path)}</th>
              <td data-label="In the archive">${bytes(archived.sizeBytes)}, ${moment(archived.modifiedAt, "no time")}</td>
              <td data-label="There now">${present.type === "file" ? nothing : html`${present.type}, `}${bytes(present.sizeBytes)}, ${moment(present.modifiedAt, "no time")}${newerThan(present.modifiedAt, archived.modifiedAt) ? html` <strong>newer</strong>` : nothing}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>
    ${existingCount > existing.length ? html`<p class="muted small">The first ${count(existing.length)} of ${count(existingCount)}.</p>` : nothing}
  </details>`;
}

const newerThan = (one: string | null, other: string | null) =>
  one !== null && other !== null && Date.parse(one) > Date.parse(other);
