// Another name or another comment for an archive: said before what it means, followed while borg does it, and taken back where that can be.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ArchivePatch, ArchiveReply } from "../../../../schemas/archives.ts";
import type { JobReply } from "../../../../schemas/jobs.ts";
import { safeText } from "../../../shared/client/format.ts";
import { textField } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { AppElement } from "../../page.ts";
import { jobMark } from "../../ui/state-mark.ts";
import { isActive } from "../run/job-card.ts";
import { renderOutcome } from "../run/job-result.ts";
import { viewAddress } from "./archive-address.ts";
import { isPlansName } from "./archive-title.ts";
import { archivePath } from "./download-address.ts";

const askAgainMs = 1_000;

/** A change that borg is at, or has ended. */
interface Change {
  readonly job: JobReply;
  readonly patch: ArchivePatch;
  readonly before: ArchiveReply;
}

/** `<borgdeck-archive-changes>`: fires `borgdeck-changed` after another comment, and `borgdeck-renamed` with the new name before it goes there. */
export class ArchiveChanges extends AppElement {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) archive!: ArchiveReply;
  @state() private name: string | null = null;
  @state() private comment: string | null = null;
  @state() private change: Change | null = null;
  private readonly renaming = createSubmission(this);
  private readonly commenting = createSubmission(this);
  private timer: ReturnType<typeof setTimeout> | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.change && isActive(this.change.job)) this.askLater(this.change);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    const before = changed.get("archive") as ArchiveReply | undefined;
    if (!before || before.name === this.archive.name) return;
    [this.name, this.comment] = [null, null];
    if (this.change?.patch.name !== this.archive.name) this.change = null; // another archive, and no new name of this one
  }

  private async patch(submission: typeof this.renaming, before: ArchiveReply, patch: ArchivePatch): Promise<void> {
    const done = await submission.run(() =>
      this.app.api.send<JobReply>("PATCH", archivePath(this.repositoryId, before.name), patch),
    );
    if (!done) return;
    this.change = { job: done.reply, patch, before };
    this.askLater(this.change);
  }

  private askLater(change: Change): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(change), askAgainMs);
  }

  private async ask(change: Change): Promise<void> {
    const job = await this.app.api.get<JobReply>(`/api/jobs/${change.job.id}`).catch(() => change.job); // asked again soon
    if (this.change !== change || !this.isConnected) return;
    this.change = { ...change, job };
    if (isActive(job)) this.askLater(this.change);
    else if (isDone(job)) this.settle(change);
  }

  private settle({ patch, before }: Change): void {
    if (patch.name === undefined) {
      this.app.say("The comment is changed.");
      this.comment = null;
      this.dispatchEvent(new CustomEvent("borgdeck-changed"));
      return;
    }
    this.dispatchEvent(new CustomEvent("borgdeck-renamed", { detail: patch.name }));
    this.app.say(`${before.name} is now called ${patch.name}.`);
    this.app.go(viewAddress(this.repositoryId, patch.name, { kind: "details" }), { replace: true });
  }

  private undo({ patch, before }: Change): void {
    const now = { ...this.archive, name: patch.name ?? before.name };
    void (patch.name === undefined
      ? this.patch(this.commenting, now, { comment: before.comment })
      : this.patch(this.renaming, now, { name: before.name }));
  }

  protected override render(): TemplateResult {
    const { renaming, commenting, archive, change } = this;
    const busy = change !== null && isActive(change.job);
    const name = this.name ?? archive.name;
    const comment = this.comment ?? archive.comment;
    return html`<section class="card" aria-labelledby="changes">
      <h2 id="changes">Name and comment</h2>
      <p class="muted small">borg writes its list of archives anew for either. That may take a moment, and waits for its turn where the repository is in use; no file of the archive is touched.</p>
      <div role="status">${change ? this.renderChange(change) : nothing}</div>
      <form class="stack-small" novalidate @submit=${(event: Event) => {
        event.preventDefault();
        void this.patch(renaming, archive, { name: name.trim() });
      }}>
        ${textField({
          id: "archive-name",
          label: "Name",
          mono: true,
          value: name,
          error: renaming.at("/name"),
          warning:
            archive.planId === null
              ? undefined
              : "This archive is a plan’s. With another name it is not the plan’s any more, and pruning leaves it alone: it stays until somebody deletes it, and cannot get its old name back.",
          onInput: (typed) => {
            this.name = typed;
          },
        })}
        ${renaming.render([["/name", "Name"]])}
        <div><button type="submit" class="button" ?disabled=${busy || renaming.busy || name.trim() === archive.name}>Rename</button></div>
      </form>
      <form class="stack-small" novalidate @submit=${(event: Event) => {
        event.preventDefault();
        void this.patch(commenting, archive, { comment });
      }}>
        ${textField({
          id: "archive-comment",
          label: "Comment",
          value: comment,
          error: commenting.at("/comment"),
          onInput: (typed) => {
            this.comment = typed;
          },
        })}
        ${commenting.render([["/comment", "Comment"]])}
        <div><button type="submit" class="button" ?disabled=${busy || commenting.busy || comment === archive.comment}>Change the comment</button></div>
      </form>
    </section>`;
  }

  private renderChange(change: Change): TemplateResult {
    const { job, patch, before } = change;
    const log = html`<a href=${this.app.href(`/jobs/${job.id}`)}>Its log</a>`;
    if (isActive(job))
      return html`<p>${jobMark(job.state)} ${job.state === "queued" ? "It waits for the repository." : "borg is at it."} ${log}</p>`;
    if (!isDone(job)) return html`<p>${jobMark(job.state)} ${log}</p>${renderOutcome(job)}`;
    const mayUndo = patch.name === undefined || !isPlansName(before.name);
    return html`<div class="page-head">
      <p>${
        patch.name === undefined
          ? "The comment is changed."
          : html`It was called <span class="mono">${safeText(before.name)}</span>.`
      }</p>
      ${mayUndo ? html`<button type="button" class="button" @click=${() => this.undo(change)}>Undo</button>` : nothing}
    </div>`;
  }
}

const isDone = ({ state: of }: JobReply) => of === "ok" || of === "warning";
