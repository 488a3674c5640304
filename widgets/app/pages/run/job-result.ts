// How a job ended: what to do next, what happened, and the figures.
import { html, nothing, type TemplateResult } from "lit";
import type { JobOutcome, JobReply, JobResult } from "../../../../schemas/jobs.ts";
import type { RestoreReport } from "../../../../schemas/restores.ts";
import { count, counted } from "../../figures.ts";
import { figuresOf } from "./job-figures.ts";

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
  const figures = figuresOf(result);
  if (figures.length === 0) return nothing;
  return html`<dl class="figures">
      ${figures.map(([label, value, bad]) => html`<div><dt>${label}</dt><dd class=${bad ? "bad-text" : ""}>${value}</dd></div>`)}
    </dl>
    ${result.archive ? html`<p class="small"><span class="muted">Archive</span> <span class="mono">${result.archive.name}</span></p>` : nothing}
    ${renderPaths("Damaged: they differ from their sources, which have not changed since", result.verify?.damagedPaths ?? [], result.verify?.filesDamaged ?? 0)}
    ${renderPaths("Changed or gone at the source since the backup", result.verify?.changedPaths ?? [], result.verify?.filesChanged ?? 0)}
    ${renderPaths("Damaged: what came back is not what was backed up", result.drill?.damagedPaths ?? [], result.drill?.filesDamaged ?? 0)}
    ${renderPaths("Files that had to come back and did not", result.drill?.missingCanaries ?? [], 0)}
    ${result.restore ? renderRestore(result.restore) : nothing}
    ${renderPaths("Archives deleted", result.deleted?.names ?? [], result.deleted?.count ?? 0)}
    ${renderPaths("Archives removed", result.prune?.deletedNames ?? [], result.prune?.deletedCount ?? 0)}`;
}

function renderRestore({
  target,
  failures,
  filesFailed,
  renamed,
  filesRenamed,
  skipped,
  filesSkipped,
  special = [],
  specialCount = 0,
}: RestoreReport): TemplateResult {
  const because = failures.map(({ path, reason }) => `${path}: ${reason}`);
  const moved = renamed.map(({ path, to }) => `${path} → ${to}`);
  return html`<p class="small"><span class="muted">Into</span> <span class="mono">${target}</span></p>
    ${renderPaths("Could not be written", because, filesFailed, filesFailed <= shownAtOnce)} ${renderPaths("Written under another name", moved, filesRenamed)}
    ${renderPaths("Skipped: they were there already", skipped, filesSkipped)}
    ${renderPaths("Not made: devices, pipes and sockets, which borg extract restores", special, specialCount)}`;
}

/** As many lines as nobody has to ask for. */
const shownAtOnce = 10;

function renderPaths(
  label: string,
  paths: readonly string[],
  total: number,
  open = false,
): TemplateResult | typeof nothing {
  if (paths.length === 0) return nothing;
  return html`<details ?open=${open}>
    <summary>${label}: ${count(Math.max(total, paths.length))}</summary>
    <ul class="lines">
      ${paths.map((path) => html`<li class="mono">${path}</li>`)}
    </ul>
    ${total > paths.length ? html`<p class="muted small">The first ${paths.length} of ${count(total)}.</p>` : nothing}
  </details>`;
}
