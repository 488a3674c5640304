// A state as shape, word and colour, always all three.
import { html, type TemplateResult } from "lit";
import type { JobState } from "../../../schemas/jobs.ts";
import type { HealthState } from "../../../schemas/status.ts";
import { jobWordsEn } from "../../shared/client/job-words-en.ts";
import { noticeIcons } from "../../shared/client/notice-icons.ts";
import { type IconName, icon, shape } from "../../shared/element/icons.ts";
import { en } from "../../shared/element/messages-en.ts";

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
  return mark(state, en.state[state]);
}

export function jobMark(state: JobState): TemplateResult {
  return mark(jobIcons[state], jobWordsEn.state[state]);
}

/** Any shape with any word. */
export function mark(name: IconName | keyof typeof noticeIcons, word: string): TemplateResult {
  const drawn =
    name in noticeIcons ? shape(name, noticeIcons[name as keyof typeof noticeIcons]) : icon(name as IconName);
  return html`<span class="state">${drawn}<span>${word}</span></span>`;
}
