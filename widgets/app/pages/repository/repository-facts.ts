// What is known of a repository, and how old each figure is.
import { html, nothing, type TemplateResult } from "lit";
import type { PlanReply } from "../../../../schemas/plans.ts";
import type { MediumReply, RepositoryReply } from "../../../../schemas/repositories.ts";
import type { RepositoryStatus } from "../../../../schemas/status.ts";
import type { LastCheck, LastDrill } from "../../../../schemas/upkeep.ts";
import type { App } from "../../context.ts";
import { bytes, counted, duration, moment, when } from "../../figures.ts";
import { healthMark } from "../../ui/state-mark.ts";
import { encryptionText, modeMeanings, modeNames, scopeTexts } from "../../words.ts";

export interface FactsOptions {
  readonly repository: RepositoryReply;
  readonly status: RepositoryStatus | null;
  readonly plans: readonly PlanReply[];
  readonly medium: MediumReply | null;
  readonly app: App;
}

export function renderFacts({ repository, status, plans, medium, app }: FactsOptions): TemplateResult {
  const { id, location, encryption, createdAt, archivesCount, sizeBytes, mode, quotaBytes, freshnessMs } = repository;
  const using = plans.filter(({ repositoryIds }) => repositoryIds.includes(id));
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
      <dd>${encryption} <span class="muted">– ${encryptionText(encryption)}</span></dd>
      ${mode === "full" ? nothing : fact("Mode", html`${modeNames[mode]} <span class="muted">– ${modeMeanings[mode]}</span>`)}
      ${freshnessMs === null ? nothing : fact("Expected", `an archive every ${duration(freshnessMs)}`)}
      <dt>Size</dt>
      <dd>
        ${bytes(status?.sizeBytes ?? sizeBytes)}${quotaBytes === null ? "" : ` of ${bytes(quotaBytes)} allowed`},
        ${renderCount(status?.archivesCount ?? archivesCount)}
      </dd>
      ${medium === null ? nothing : fact("Free space", renderMedium(medium))}
      <dt>Last backup</dt>
      <dd>${when(status?.lastBackupAt ?? repository.lastBackupAt)}</dd>
      <dt>Last verify</dt>
      <dd>${when(status?.lastVerifyAt)}</dd>
      <dt>Last check</dt>
      <dd>${renderCheck(repository.lastCheck)}</dd>
      <dt>Last restore drill</dt>
      <dd>${renderDrill(repository.lastDrill)}</dd>
      ${encryption === "none" ? nothing : fact("Key exported", renderKey(repository))}
      <dt>Plans</dt>
      <dd>
        ${using.length === 0 ? "none that you see" : using.map((plan, index) => html`${index > 0 ? ", " : ""}<a href=${app.href(`/plans/${plan.id}`)}>${plan.name}</a>`)}
      </dd>
      <dt>Added</dt>
      <dd>${moment(createdAt)}</dd>
    </dl>`;
}

function fact(name: string, value: unknown): TemplateResult {
  return html`<dt>${name}</dt>
    <dd>${value}</dd>`;
}

function renderKey({ keyExportedAt }: RepositoryReply): unknown {
  if (keyExportedAt) return when(keyExportedAt);
  return html`<strong class="warning-text">never: if this host is lost, so is the backup</strong>`;
}

function renderMedium({ freeBytes, totalBytes, reason }: MediumReply): string {
  if (freeBytes === null) return `not known${reason ? `: ${reason}` : ""}`;
  return totalBytes === null ? bytes(freeBytes) : `${bytes(freeBytes)} of ${bytes(totalBytes)}`;
}

function renderCheck(check: LastCheck | null): unknown {
  if (check === null) return "never";
  const { at, state, scope, verifyData, partial, durationMs } = check;
  const how = [
    scopeTexts[scope].toLowerCase(),
    ...(verifyData ? ["all data"] : []),
    ...(partial ? ["a part of it"] : []),
  ].join(", ");
  return html`${when(at)}: ${state === "ok" ? "no damage found" : html`<strong class="bad-text">damage found</strong>`}
    <span class="muted">(${how}, ${duration(durationMs)})</span>`;
}

function renderDrill(drill: LastDrill | null): unknown {
  if (drill === null) return "never";
  const { at, state, filesRestored, bytesRestored, restoreMs, filesDamaged } = drill;
  const found =
    state === "ok"
      ? `${counted(filesRestored, "file")} came back`
      : `${counted(filesDamaged, "file")} did not come back as they were`;
  return html`${when(at)}: ${state === "ok" ? found : html`<strong class="bad-text">${found}</strong>`}
    <span class="muted">(${bytes(bytesRestored)} in ${duration(restoreMs)})</span>`;
}

function renderCount(archives: number | null): string {
  return archives === null ? "unknown number of archives" : counted(archives, "archive");
}
