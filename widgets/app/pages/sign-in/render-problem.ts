// Showing what went wrong on the way back from a provider.
import { html, nothing, type TemplateResult } from "lit";
import type { SignInProblem } from "./problems.ts";

/** The notice for it; nothing where all went well. */
export function renderProblem(problem: SignInProblem | null): TemplateResult | typeof nothing {
  if (!problem) return nothing;
  return html`<div class="notice ${problem.waits ? "" : "notice-bad"}" role="alert">
    <p><strong>${problem.title}</strong></p>
    <p>${problem.text}</p>
  </div>`;
}
