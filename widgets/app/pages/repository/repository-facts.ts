// What is known of a repository, and how old each figure is.
import { html, nothing, type TemplateResult } from "lit";
import type { PlanReply } from "../../../../schemas/plans.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import type { RepositoryStatus } from "../../../../schemas/status.ts";
import type { App } from "../../context.ts";
import { bytes, counted, moment, when } from "../../figures.ts";
import { healthMark } from "../../ui/state-mark.ts";
import { encryptionMeanings } from "../../words.ts";

export function renderFacts(
  repository: RepositoryReply,
  status: RepositoryStatus | null,
  plans: readonly PlanReply[],
  app: App,
): TemplateResult {
  const { id, location, encryption, keyExportedAt, createdAt, archivesCount, sizeBytes } = repository;
  const using = plans.filter(({ repositoryIds }) => repositoryIds.includes(id));
  const keyed = encryption !== "none";
  return html`${
    status
      ? html`<p>${healthMark(status.state)}</p>
          ${status.message ? html`<p>${status.message}</p>` : nothing}`
      : nothing
  }
    <dl class="facts">
      <dt>Location</dt>
      <dd class="mono">${location}</dd>
      <dt>Encryption</dt>
      <dd>${encryption} <span class="muted">– ${encryptionMeanings[encryption]}</span></dd>
      <dt>Size</dt>
      <dd>${bytes(status?.sizeBytes ?? sizeBytes)}, ${renderCount(status?.archivesCount ?? archivesCount)}</dd>
      <dt>Last backup</dt>
      <dd>${when(status?.lastBackupAt)}</dd>
      <dt>Last verify</dt>
      <dd>${when(status?.lastVerifyAt)}</dd>
      <dt>Last check</dt>
      <dd>${when(status?.lastCheckAt)}</dd>
      ${
        keyed
          ? html`<dt>Key exported</dt>
            <dd>${keyExportedAt ? when(keyExportedAt) : html`<strong class="warning-text">never: if this host is lost, so is the backup</strong>`}</dd>`
          : nothing
      }
      <dt>Plans</dt>
      <dd>
        ${using.length === 0 ? "none that you see" : using.map((plan, index) => html`${index > 0 ? ", " : ""}<a href=${app.href(`/plans/${plan.id}`)}>${plan.name}</a>`)}
      </dd>
      <dt>Added</dt>
      <dd>${moment(createdAt)}</dd>
    </dl>`;
}

function renderCount(archives: number | null): string {
  return archives === null ? "unknown number of archives" : counted(archives, "archive");
}
