// How far a job is, in figures.
import { html, nothing, type TemplateResult } from "lit";
import type { JobProgress } from "../../../../schemas/jobs.ts";
import { roundEstimate } from "../../../shared/client/format.ts";
import { pathParts } from "../../../shared/client/path-parts.ts";
import { pathText } from "../../../shared/element/path.ts";
import { bytes, count, duration } from "../../figures.ts";

/** Bar, figures and current path. Without progress the bar says only that something goes on. */
export function renderProgress(progress: JobProgress | null, label: string): TemplateResult {
  const percent = progress?.percent ?? null;
  return html`<div class="stack-tight">
    ${
      percent === null
        ? html`<progress aria-label="Progress of ${label}"></progress>`
        : html`<progress aria-label="Progress of ${label}" max="100" value=${percent}></progress>`
    }
    ${progress ? renderFigures(progress) : html`<p class="muted">Starting</p>`}
    ${progress?.path ? pathText(pathParts(progress.path), "Current path") : nothing}
  </div>`;
}

function renderFigures(progress: JobProgress): TemplateResult {
  const { percent, phase, files, originalSizeBytes, deduplicatedSizeBytes, bytesPerSecond, etaMs } = progress;
  const figures: [label: string, value: string | null][] = [
    ["Done", percent === null ? null : `${count(Math.floor(percent))} %`],
    ["Files", files === null ? null : count(files)],
    ["Read", originalSizeBytes === null ? null : bytes(originalSizeBytes)],
    ["New in the repository", deduplicatedSizeBytes === null ? null : bytes(deduplicatedSizeBytes)],
    ["Rate", bytesPerSecond === null ? null : `${bytes(bytesPerSecond)}/s`],
    ["Left", etaMs === null ? null : `about ${duration(roundEstimate(etaMs))}`],
  ];
  return html`${phase ? html`<p class="muted">${phase}</p>` : nothing}
    <dl class="figures dense">
      ${figures.map(([label, value]) => (value === null ? nothing : html`<div><dt>${label}</dt><dd>${value}</dd></div>`))}
    </dl>`;
}
