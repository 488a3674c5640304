// What a prune of one plan would keep and remove, and why, before it is done.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import { ifDefined } from "lit/directives/if-defined.js";
import type { PlanReply } from "../../../../schemas/plans.ts";
import type { PrunePreviewReply, Retention } from "../../../../schemas/upkeep.ts";
import { errorText } from "../../errors.ts";
import { counted, moment } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import { fetchMounts } from "../archive/mount-list.ts";

/** `<borgdeck-prune-preview>`: with `retention` the answer is for those rules instead of the plan's own. */
export class PrunePreview extends AppElement {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) plan!: Pick<PlanReply, "id" | "name">;
  @property({ attribute: false }) retention: Retention | null = null;
  /** The repository's name, where there are several. */
  @property({ attribute: false }) where: string | null = null;
  /** Prunes; null where only the preview is wanted. */
  @property({ attribute: false }) onPrune: (() => void) | null = null;
  @state() private preview: PrunePreviewReply | null = null;
  @state() private error: unknown = null;
  @state() private busy = false;
  /** Archives are mounted, which keeps borg's prune out: it is asked as soon as they are not. */
  @state() private mounted = false;
  /** What the preview is of, or is being asked for; null for nothing yet. */
  private asked: string | null = null;

  protected override willUpdate(): void {
    if (this.asked === this.question()) return;
    this.asked = null;
    this.preview = null; // it was of other rules
    this.error = null;
    this.busy = false;
    this.mounted = false;
  }

  /** What a preview is of, as a text: a property may get an equal object at each turn. */
  private question(): string {
    return JSON.stringify([this.repositoryId, this.plan.id, this.retention]);
  }

  private async look(): Promise<void> {
    this.busy = true;
    this.error = null;
    const { retention } = this;
    const asked = this.question();
    this.asked = asked;
    const settle = (preview: PrunePreviewReply | null, error: unknown) => {
      if (asked !== this.asked) return; // the rules are others by now
      this.preview = preview;
      this.error = error;
      this.busy = false;
    };
    const mounts = await fetchMounts(this.app.api, this.repositoryId).catch(() => []); // borg says what is in its way
    this.mounted = mounts.length > 0 && asked === this.asked;
    if (this.mounted) return settle(null, null);
    try {
      const preview = await this.app.api.send<PrunePreviewReply>(
        "POST",
        `/api/repositories/${this.repositoryId}/prune-preview`,
        { planId: this.plan.id, ...(retention ? { retention } : {}) },
      );
      settle(preview, null);
    } catch (error) {
      settle(null, error);
    }
  }

  protected override render(): TemplateResult {
    const { preview, busy } = this;
    return html`<div class="stack-small">
      <div class="actions">
        ${this.onPrune ? html`<h3>${this.plan.name}</h3>` : nothing}
        <button type="button" class="button" ?disabled=${busy} aria-label=${ifDefined(this.onPrune ? `Preview the prune of ${this.plan.name}` : undefined)} @click=${() => this.look()}>
          ${busy ? "Asking borg…" : this.onPrune ? "Preview" : `What would these rules keep${this.where ? ` in ${this.where}` : ""}?`}
        </button>
      </div>
      <div role="status">${preview ? html`<p>${summary(preview)}</p>` : nothing}</div>
      ${this.mounted ? this.renderMounted() : nothing}
      ${this.error === null ? nothing : html`<p class="error" role="alert">${errorText(this.error)}</p>`}
      ${preview ? this.renderPreview(preview) : nothing}
    </div>`;
  }

  private renderMounted(): TemplateResult {
    return html`<div class="notice notice-warn" role="alert">
      <p>Archives of this repository are mounted, and borg cannot preview a prune meanwhile. It is asked as soon as they are unmounted.</p>
      <borgdeck-mount-list
        .app=${this.app}
        .repositoryId=${this.repositoryId}
        @borgdeck-mounts=${({ detail }: CustomEvent<number>) => {
          if (this.mounted && detail === 0) void this.look();
        }}
      ></borgdeck-mount-list>
    </div>`;
  }

  private renderPreview({ items, truncated, deletedCount }: PrunePreviewReply): TemplateResult {
    const { onPrune } = this;
    return html`${
      items.length === 0
        ? nothing
        : html`<div class="scroll">
            <table class="fold">
              <thead>
                <tr>
                  <th scope="col">Made</th>
                  <th scope="col">Archive</th>
                  <th scope="col">What becomes of it</th>
                </tr>
              </thead>
              <tbody>
                ${items.map(
                  ({ name, startedAt, keep, rule, number }) => html`<tr>
                    <td class="nowrap">${moment(startedAt)}</td>
                    <th scope="row" class="mono">${name}</th>
                    <td>${keep ? `stays: ${rule ?? "kept"}${number === null ? "" : ` ${number}`}` : html`<strong class="warning-text">goes</strong>`}</td>
                  </tr>`,
                )}
              </tbody>
            </table>
          </div>`
    }
    ${truncated ? html`<p class="muted small">There are more; the counts are of all.</p>` : nothing}
    ${
      onPrune
        ? html`<p><button type="button" class="button danger" ?disabled=${deletedCount === 0} @click=${() => this.prune(deletedCount, onPrune)}>Prune now</button></p>`
        : nothing
    }`;
  }

  private async prune(deleted: number, onPrune: () => void): Promise<void> {
    const sure = await this.app.confirm({
      title: `Prune ${this.plan.name}?`,
      text: `${counted(deleted, "archive")} will be removed. This cannot be undone.`,
      confirm: "Prune",
      danger: true,
    });
    if (sure) onPrune();
  }
}

function summary({ keptCount, deletedCount, othersCount }: PrunePreviewReply): string {
  const others = othersCount === 0 ? "" : ` ${counted(othersCount, "archive")} of others would not be touched.`;
  return `${counted(keptCount, "archive")} would stay, ${counted(deletedCount, "archive")} would go.${others}`;
}
