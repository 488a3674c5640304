// The repositories on the overview.
import { html, nothing, type TemplateResult } from "lit";
import type { RepositoryStatus } from "../../../../schemas/status.ts";
import type { App } from "../../context.ts";
import { ago, bytes, count } from "../../figures.ts";
import { healthMark } from "../../ui/state-mark.ts";
import { archivesAddress } from "../archive/archive-address.ts";

export function renderRepositories(repositories: readonly RepositoryStatus[], app: App): TemplateResult {
  return html`<div class="scroll">
    <table class="fold">
      <thead>
        <tr>
          <th scope="col">Repository</th>
          <th scope="col">State</th>
          <th scope="col" class="number">Archives</th>
          <th scope="col" class="number">Size</th>
          <th scope="col">Last backup</th>
          <th scope="col"><span class="hidden">Actions</span></th>
        </tr>
      </thead>
      <tbody>
        ${repositories.map((repository) => renderRow(repository, app))}
      </tbody>
    </table>
  </div>`;
}

function renderRow(repository: RepositoryStatus, app: App): TemplateResult {
  const { id, name, location, state, message, archivesCount, sizeBytes, lastBackupAt, allowed } = repository;
  return html`<tr>
    <th scope="row">
      <a href=${app.href(`/repositories/${id}`)}>${name}</a>
      <div class="mono muted">${location}</div>
      ${message ? html`<div class="small">${message}</div>` : nothing}
    </th>
    <td>${healthMark(state)}</td>
    <td class="number" data-label="Archives">${count(archivesCount)}</td>
    <td class="number" data-label="Size">${bytes(sizeBytes)}</td>
    <td data-label="Last backup" class="nowrap">${ago(lastBackupAt)}</td>
    <td>${allowed.includes("archive.read") ? html`<a class="button" href=${app.href(archivesAddress(id))} aria-label="Browse ${name}">Browse</a>` : nothing}</td>
  </tr>`;
}
