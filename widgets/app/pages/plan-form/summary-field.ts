// What is about to happen, and what is unwise about it.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { PlanPreviewReply } from "../../../../schemas/plans.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { bytes, counted } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import { isReadable } from "../../words.ts";
import { keepErrors, keepOf, keepText } from "./keep-draft.ts";
import type { PlanDraft } from "./plan-draft.ts";
import { scheduleWords } from "./schedule-draft.ts";

const typingMs = 600;

/** `<borgdeck-summary-field>` */
export class SummaryField extends AppElement {
  @property({ attribute: false }) draft!: PlanDraft;
  @property({ attribute: false }) repository: Pick<RepositoryReply, "name" | "location" | "encryption"> | null = null;
  @state() private preview: PlanPreviewReply | null = null;
  private asked = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const { sources } = this.draft;
    const location = this.repository?.location.trim() ?? "";
    const wanted = JSON.stringify({ sources, ...(location === "" ? {} : { repositoryLocation: location }) });
    if (wanted === this.asked) return;
    this.asked = wanted;
    clearTimeout(this.timer);
    if (sources.length === 0) this.preview = null;
    else this.timer = setTimeout(() => void this.ask(wanted), typingMs);
  }

  private async ask(wanted: string): Promise<void> {
    try {
      const preview = await this.app.api.send<PlanPreviewReply>("POST", "/api/plans/preview", JSON.parse(wanted));
      if (wanted === this.asked) this.preview = preview;
    } catch {
      if (wanted === this.asked) this.preview = null; // the same fields are told where they stand, when the form is sent
    }
  }

  protected override render(): TemplateResult {
    const { draft, repository, preview } = this;
    const kept = Object.keys(keepErrors(draft.keep)).length === 0 ? keepText(keepOf(draft.keep)) : "–";
    return html`<div class="stack-small">
      <dl class="facts">
        <dt>Folders</dt>
        <dd>
          ${draft.sources.length === 0 ? "none yet" : draft.sources.map((path) => html`<div class="mono">${path}</div>`)}
          ${
            preview && preview.sourceFiles !== null && preview.sourceSizeBytes !== null
              ? html`<div class="muted small">
                ${preview.sourceSizeComplete ? "" : "more than "}${counted(preview.sourceFiles, "file")}, ${bytes(preview.sourceSizeBytes)}
              </div>`
              : nothing
          }
        </dd>
        <dt>Repository</dt>
        <dd>
          ${repository ? html`${repository.name} <span class="mono">${repository.location || "(no path yet)"}</span>, ${repository.encryption}` : "none yet"}
        </dd>
        <dt>When</dt>
        <dd>${scheduleWords(draft.schedule)}${draft.schedule.kind === "manual" ? "" : "; the first one now"}</dd>
        <dt>Keep</dt>
        <dd>${kept}</dd>
      </dl>
      <div role="status">${this.renderWarnings()}</div>
    </div>`;
  }

  private renderWarnings(): TemplateResult | typeof nothing {
    const readable =
      this.repository && isReadable(this.repository.encryption)
        ? ["The repository is not encrypted: anybody who can read it can read your files."]
        : [];
    const refused = Object.entries(this.preview?.sourceErrors ?? {}).map(
      ([at, why]) => `${this.draft.sources[Number(at.split("/")[2])] ?? "A folder"} ${why}.`,
    );
    const warnings = [...refused, ...(this.preview?.warnings ?? []), ...readable];
    if (warnings.length === 0) return nothing;
    return html`<ul class="notice notice-warn">
      ${warnings.map((warning) => html`<li>${warning}</li>`)}
    </ul>`;
  }
}
