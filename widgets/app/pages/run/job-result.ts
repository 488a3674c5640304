// How a job ended: what to do next, what happened, and the figures.
import { html, nothing, type TemplateResult } from "lit";
import type { JobOutcome, JobReply, JobResult } from "../../../../schemas/jobs.ts";
import { bytes, count, counted, duration } from "../../figures.ts";

/** The outcome with the cause and the next step first; a job that went well says so in its figures. */
export function renderOutcome({ state, outcome }: JobReply): TemplateResult | typeof nothing {
  if (!outcome) return nothing;
  const wrong = state !== "ok";
  return html`<div class="stack-tight">
    ${wrong || outcome.message ? html`<p class=${wrong ? "strong" : ""}>${outcome.message}</p>` : nothing}
    ${outcome.nextStep ? html`<p><strong>Next:</strong> ${outcome.nextStep}</p>` : nothing}
    ${wrong ? html`<p class="muted small"><code>${outcome.code}</code>${outcome.exitCode === null ? "" : html`, borg's exit code ${outcome.exitCode}`}</p>` : nothing}
    ${renderWarnings(outcome)}
  </div>`;
}

function renderWarnings({ warnings, warningsCount }: JobOutcome): TemplateResult | typeof nothing {
  if (warningsCount === 0 && warnings.length === 0) return nothing;
  const total = Math.max(warningsCount, warnings.length);
  return html`<details ?open=${warnings.length <= 5}>
    <summary>${counted(total, "warning")}</summary>
    <ul class="lines">
      ${warnings.map((warning) => html`<li class="mono">${warning}</li>`)}
    </ul>
    ${total > warnings.length ? html`<p class="muted small">The first ${warnings.length} of ${count(total)}. All are in the log.</p>` : nothing}
  </details>`;
}

/** What the job produced. */
export function renderResult(result: JobResult | null): TemplateResult | typeof nothing {
  if (!result) return nothing;
  const figures = [...archiveFigures(result), ...verifyFigures(result), ...upkeepFigures(result)];
  if (figures.length === 0) return nothing;
  return html`<dl class="figures">
      ${figures.map(([label, value, bad]) => html`<div><dt>${label}</dt><dd class=${bad ? "bad-text" : ""}>${value}</dd></div>`)}
    </dl>
    ${result.archive ? html`<p class="small"><span class="muted">Archive</span> <span class="mono">${result.archive.name}</span></p>` : nothing}
    ${renderPaths("Damaged: they differ from their sources, which have not changed since", result.verify?.damagedPaths ?? [], result.verify?.filesDamaged ?? 0)}
    ${renderPaths("Changed or gone at the source since the backup", result.verify?.changedPaths ?? [], result.verify?.filesChanged ?? 0)}
    ${renderPaths("Archives removed", result.prune?.deletedNames ?? [], result.prune?.deletedCount ?? 0)}`;
}

type Figure = readonly [label: string, value: string, bad?: boolean];

function archiveFigures({ archive }: JobResult): Figure[] {
  if (!archive) return [];
  return [
    ["Files", count(archive.files)],
    ["Original size", bytes(archive.originalSizeBytes)],
    ["Compressed", bytes(archive.compressedSizeBytes)],
    ["New in the repository", bytes(archive.deduplicatedSizeBytes)],
    ["Took", duration(archive.durationMs)],
  ];
}

function verifyFigures({ verify }: JobResult): Figure[] {
  if (!verify) return [];
  return [
    ["Files compared", count(verify.filesChecked)],
    ["Byte for byte equal", count(verify.filesMatched)],
    ["Changed since", count(verify.filesChanged)],
    ["Damaged", count(verify.filesDamaged), verify.filesDamaged > 0],
    ["Read", bytes(verify.bytesChecked)],
  ];
}

function upkeepFigures({ prune, compact, repository }: JobResult): Figure[] {
  const figures: Figure[] = [];
  if (prune) figures.push(["Archives kept", count(prune.keptCount)], ["Archives removed", count(prune.deletedCount)]);
  if (compact) figures.push(["Freed", bytes(compact.freedBytes)]);
  if (repository && repository.archivesCount !== null)
    figures.push(["Archives in the repository", count(repository.archivesCount)]);
  if (repository && repository.sizeBytes !== null) figures.push(["Repository size", bytes(repository.sizeBytes)]);
  return figures;
}

function renderPaths(label: string, paths: readonly string[], total: number): TemplateResult | typeof nothing {
  if (paths.length === 0) return nothing;
  return html`<details>
    <summary>${label}: ${count(Math.max(total, paths.length))}</summary>
    <ul class="lines">
      ${paths.map((path) => html`<li class="mono">${path}</li>`)}
    </ul>
    ${total > paths.length ? html`<p class="muted small">The first ${paths.length} of ${count(total)}.</p>` : nothing}
  </details>`;
}
