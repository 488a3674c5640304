// Deleting archives: first what would go, then the button that does it.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { DeletePreviewReply } from "../../../../schemas/archives.ts";
import type { JobReply } from "../../../../schemas/jobs.ts";
import { safeText } from "../../../shared/client/format.ts";
import { errorText } from "../../errors.ts";
import { bytes, counted, moment } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import { archiveTitle, type PlanNames } from "../archive/archive-title.ts";

/** As many names as a request takes. */
export const mostDeleted = 1000;
/** As many of them as are told by name. */
const mostTold = 50;

/** `<borgdeck-delete-archives>`: fires `borgdeck-closed` where nothing is to be deleted after all. */
export class DeleteArchives extends AppElement {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) names: readonly string[] = [];
  @property({ attribute: false }) planNames: PlanNames = new Map();
  @state() private preview: DeletePreviewReply | null = null;
  @state() private problem: string | null = null;
  @state() private busy = false;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("names")) void this.look(this.names);
  }

  protected override firstUpdated(): void {
    this.querySelector<HTMLElement>("h2")?.focus();
  }

  private async look(names: readonly string[]): Promise<void> {
    this.preview = null;
    this.problem = null;
    try {
      const reply = await this.app.api.send<DeletePreviewReply>(
        "POST",
        `/api/repositories/${this.repositoryId}/archives/delete-preview`,
        { names },
      );
      if (names === this.names) this.preview = reply;
    } catch (error) {
      if (names === this.names) this.problem = errorText(error);
    }
  }

  private readonly confirm = async (): Promise<void> => {
    if (this.busy || !this.preview) return;
    this.busy = true;
    try {
      const names = this.preview.items.map(({ archive }) => archive.name);
      const job = await this.app.api.send<JobReply>("POST", `/api/repositories/${this.repositoryId}/archives/delete`, {
        names,
      });
      this.app.go(`/jobs/${job.id}`);
    } catch (error) {
      this.problem = errorText(error);
    } finally {
      this.busy = false;
    }
  };

  private readonly close = (): void => {
    this.dispatchEvent(new CustomEvent("borgdeck-closed"));
  };

  protected override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="delete-archives">
      <h2 id="delete-archives" tabindex="-1">Delete ${counted(this.names.length, "archive")}?</h2>
      ${this.problem === null ? nothing : html`<p class="error" role="alert">${this.problem}</p>`}
      ${this.preview ? this.renderPreview(this.preview) : this.problem === null ? html`<p role="status" class="muted">Looking what would go…</p>` : nothing}
      <div class="actions">
        <button type="button" class="button" @click=${this.close}>Back</button>
        ${
          this.preview && this.preview.items.length > 0
            ? html`<button type="button" class="button danger" ?disabled=${this.busy} @click=${this.confirm}>Delete ${counted(this.preview.items.length, "archive")}</button>`
            : nothing
        }
      </div>
    </section>`;
  }

  private planOf(planId: string | null): string {
    const name = this.planNames.get(planId ?? "");
    return name === undefined ? "its plan" : `the plan ${name}`;
  }

  private renderPreview({ items, missing, freedBytes, archivesLeft, undeletable }: DeletePreviewReply): TemplateResult {
    const newest = items.filter(({ newestOfPlan }) => newestOfPlan);
    return html`
      ${missing.length === 0 ? nothing : html`<p class="warning-text">${counted(missing.length, "archive")} of these ${missing.length === 1 ? "is" : "are"} gone already.</p>`}
      <ul class="lines chosen-paths">
        ${items
          .slice(0, mostTold)
          .map(
            ({ archive }) =>
              html`<li><span>${archiveTitle(archive.name, this.planNames) ?? moment(archive.startedAt)}</span> <span class="mono muted small">${safeText(archive.name)}</span></li>`,
          )}
      </ul>
      ${items.length > mostTold ? html`<p class="muted small">The first ${mostTold} of ${counted(items.length, "archive")}.</p>` : nothing}
      ${newest.map(
        ({ archive, planId }) =>
          html`<p class="warning-text">The one of ${moment(archive.startedAt)} is the newest archive of ${this.planOf(planId)}: after this, its latest backup is an older one.</p>`,
      )}
      <p>
        ${archivesLeft === 0 ? html`<strong>No archive would be left in the repository.</strong>` : `${counted(archivesLeft, "archive")} would be left.`}
        ${freedBytes === null ? "How much space comes free is known only afterwards." : `At least ${bytes(freedBytes)} come free with the next compact.`}
      </p>
      <p>${undeletable ? "It can be taken back until the next compact." : html`<strong>This cannot be taken back.</strong>`}</p>
    `;
  }
}
