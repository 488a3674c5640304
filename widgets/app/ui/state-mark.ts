// A state as shape, word and colour, always all three.
import { html, type TemplateResult } from "lit";
import type { JobState } from "../../../schemas/jobs.ts";
import type { HealthState } from "../../../schemas/status.ts";
import { languageOf } from "../../shared/i18n.ts";
import { type IconName, icon } from "../../shared/icons.ts";
import { jobWordsEn } from "../../shared/job-words-en.ts";

const jobIcons: Record<JobState, IconName> = {
  queued: "never",
  running: "running",
  ok: "ok",
  warning: "warning",
  failed: "failed",
  cancelled: "paused",
  interrupted: "failed",
  skipped: "paused",
};

export function healthMark(state: HealthState): TemplateResult {
  return mark(state, languageOf(document.documentElement).text.state[state]);
}

export function jobMark(state: JobState): TemplateResult {
  return mark(jobIcons[state], jobWordsEn.state[state]);
}

/** Any shape with any word. */
export function mark(shape: IconName, word: string): TemplateResult {
  return html`<span class="state">${icon(shape)}<span>${word}</span></span>`;
}
