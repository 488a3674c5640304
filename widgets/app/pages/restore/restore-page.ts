// Restoring to this host: choose, see what would happen, do it, and see how it went.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { FilesystemReply } from "../../../../schemas/archives.ts";
import type { JobReply } from "../../../../schemas/jobs.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import type { RestorePreviewReply, RestoreRequest } from "../../../../schemas/restores.ts";
import { safeText } from "../../../shared/client/format.ts";
import { createSubmission } from "../../fields/submission.ts";
import { counted } from "../../figures.ts";
import { Page } from "../../page.ts";
import { archiveAddress, archivesAddress, restoreAddress } from "../archive/archive-address.ts";
import { archiveText, archiveTitle, fetchPlanNames, isPlansName, type PlanNames } from "../archive/archive-title.ts";
import { createBasket } from "../archive/basket.ts";
import { pathLine } from "../archive/path-line.ts";
import { isActive, renderJob } from "../run/job-card.ts";
import { createJobFollower } from "../run/job-follower.ts";
import { draftErrors, emptyDraft, type RestoreDraft, requestOf } from "./restore-draft.ts";
import { renderRestoreForm } from "./restore-form.ts";
import { isTooLittle, renderPreview, restoreWords } from "./restore-preview.ts";

/** What the address asks for. */
export interface RestoreWish {
  readonly archiveName: string;
  /** Null: what is in the basket. */
  readonly paths: readonly string[] | null;
  /** The job that does it, once it was asked for. */
  readonly jobId: string | null;
}

/** The wish of an address. */
export function wishOf(query: URLSearchParams): RestoreWish {
  return {
    archiveName: query.get("name") ?? "",
    paths: query.has("basket") ? null : query.getAll("path"),
    jobId: query.get("job"),
  };
}

interface Loaded {
  readonly repository: RepositoryReply;
  readonly job: JobReply | null;
  readonly roots: readonly string[];
  readonly planNames: PlanNames;
}

const noNames: PlanNames = new Map();

const places = [
  ["/destination", "Where to"],
  ["/layout", "Folders above"],
  ["/conflicts", "Files that are there already"],
] as const;

/** `<borgdeck-restore-page>` */
export class RestorePage extends Page<Loaded> {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) wish: RestoreWish = { archiveName: "", paths: [], jobId: null };
  @state() private draft: RestoreDraft = emptyDraft;
  /** What would happen, with the request that it was asked for. */
  @state() private preview: { readonly request: RestoreRequest; readonly reply: RestorePreviewReply } | null = null;
  @state() private paths: readonly string[] = [];
  private readonly submission = createSubmission(this);
  private readonly follower = createJobFollower(this, {
    concerns: ({ id }) => id === this.wish.jobId,
    active: () => Boolean(this.data?.job && isActive(this.data.job)),
    onChange: () => void this.reload(),
  });

  protected heading(): string {
    const paths = this.data?.job?.options?.restore?.paths ?? this.paths;
    const [only] = paths;
    if (paths.length === 0) return this.wish.paths === null ? "Restore" : "Restore an archive";
    return paths.length === 1 && only !== undefined
      ? `Restore ${safeText(only.slice(only.lastIndexOf("/") + 1))}`
      : `Restore ${counted(paths.length, "path")}`;
  }

  protected key(): string {
    return JSON.stringify([this.repositoryId, this.wish]);
  }

  protected override keepsData(): boolean {
    return true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (this.hasUpdated && this.isOfOther(changed)) {
      this.draft = emptyDraft;
      this.preview = null;
      this.submission.clear();
    }
    if (changed.has("wish") || changed.has("repositoryId")) {
      const { archiveName, paths } = this.wish;
      this.paths =
        paths ??
        createBasket(this.repositoryId, archiveName)
          .items()
          .map(({ path }) => path);
    }
    super.willUpdate(changed);
  }

  /** Whether something else is to be restored; a job that was started is no reason to forget the choices. */
  private isOfOther(changed: PropertyValues): boolean {
    if (changed.has("repositoryId")) return true;
    const before = changed.get("wish") as RestoreWish | undefined;
    if (!before) return false;
    const { archiveName, paths } = this.wish;
    return JSON.stringify([before.archiveName, before.paths]) !== JSON.stringify([archiveName, paths]);
  }

  protected async load(): Promise<Loaded> {
    const { api, session } = this.app;
    const { jobId } = this.wish;
    const [repository, job, roots, planNames] = await Promise.all([
      api.get<RepositoryReply>(`/api/repositories/${encodeURIComponent(this.repositoryId)}`),
      jobId === null ? null : api.get<JobReply>(`/api/jobs/${encodeURIComponent(jobId)}`),
      session.allowed.includes("filesystem.browse") ? this.fetchRoots() : [],
      isPlansName(this.wish.archiveName) ? fetchPlanNames(api) : noNames,
    ]);
    if (job) this.follower.begin();
    return { repository, job, roots, planNames };
  }

  /** Only to help with typing. */
  private async fetchRoots(): Promise<readonly string[]> {
    const { items } = await this.app.api.get<FilesystemReply>("/api/filesystem").catch(() => ({ items: [] }));
    return items.map(({ path }) => path);
  }

  protected override renderTrail(): TemplateResult {
    const { app, repositoryId } = this;
    const { archiveName } = this.wish;
    return html`<nav class="trail" aria-label="Path">
      <ol>
        <li><a href=${app.href(`/repositories/${repositoryId}`)}>${this.data?.repository.name ?? "Repository"}</a></li>
        <li><a href=${app.href(archivesAddress(repositoryId))}>Archives</a></li>
        <li><a title=${safeText(archiveName)} href=${app.href(archiveAddress(repositoryId, archiveName))}>${archiveText(archiveName, this.data?.planNames ?? noNames)}</a></li>
      </ol>
    </nav>`;
  }

  protected renderPage({ repository, job, roots }: Loaded): TemplateResult {
    if (job) return this.renderJob(job);
    if (!repository.allowed.includes("restore.run"))
      return html`<p>You may look into this archive and download from it, but not restore to the host. Somebody who runs backups here can do that for you.</p>`;
    if (this.wish.paths === null && this.paths.length === 0)
      return html`<p>Nothing is chosen. <a href=${this.app.href(archiveAddress(this.repositoryId, this.wish.archiveName))}>Choose files or folders in the archive</a> first.</p>`;
    return html`<div class="stack form">
      ${this.renderWhat()}
      <form class="stack" novalidate @submit=${this.look}>
        ${renderRestoreForm({
          draft: this.draft,
          example: this.paths[0] ?? null,
          suggestions: roots,
          at: this.submission.at,
          onChange: (change) => this.change(change),
        })}
        ${this.submission.render(places)}
        ${this.preview ? nothing : html`<div class="actions"><button type="submit" class="button primary" ?disabled=${this.submission.busy}>${this.submission.busy ? "Looking…" : "Show what would happen"}</button></div>`}
      </form>
      ${this.preview ? this.renderPreview(this.preview) : nothing}
    </div>`;
  }

  private change(change: Partial<RestoreDraft>): void {
    this.draft = { ...this.draft, ...change };
    this.preview = null; // it was of other choices
  }

  private renderWhat(): TemplateResult {
    const { paths } = this;
    const title = archiveTitle(this.wish.archiveName, this.data?.planNames ?? noNames);
    if (paths.length === 0)
      return html`<p>Everything in ${title === null ? nothing : `${title} (`}<span class=${title === null ? "mono" : "mono muted small"}>${safeText(this.wish.archiveName)}</span>${title === null ? "" : ")"}.</p>`;
    if (paths.length === 1) return pathLine(paths[0] ?? "");
    return html`<details ?open=${paths.length <= 5}>
      <summary>${counted(paths.length, "path")} chosen</summary>
      <ul class="lines chosen-paths">${paths.map((path) => html`<li class="mono">/${safeText(path)}</li>`)}</ul>
    </details>`;
  }

  private readonly look = async (event: Event): Promise<void> => {
    event.preventDefault();
    const errors = draftErrors(this.draft);
    if (Object.keys(errors).length > 0) return this.submission.refuse(errors);
    const { draft } = this;
    const request = requestOf(draft, this.wish.archiveName, this.paths);
    const done = await this.submission.run(() =>
      this.app.api.send<RestorePreviewReply>(
        "POST",
        `/api/repositories/${this.repositoryId}/restores/preview`,
        request,
      ),
    );
    if (!done || draft !== this.draft || request.archiveName !== this.wish.archiveName) return;
    this.preview = { request, reply: done.reply };
    await this.updateComplete;
    this.querySelector<HTMLElement>("#restore-preview")?.focus();
  };

  private renderPreview({ request, reply }: NonNullable<typeof this.preview>): TemplateResult {
    const replaces = request.conflicts === "replace" && reply.existingCount > 0;
    return html`<section class="card" aria-labelledby="restore-preview">
      <h2 id="restore-preview" tabindex="-1">What would happen</h2>
      ${renderPreview(reply, request.conflicts)}
      <div class="actions">
        <button type="button" class="button ${replaces ? "danger" : "primary"}" ?disabled=${this.submission.busy || isTooLittle(reply)} @click=${() => this.restore(request)}>
          ${restoreWords(reply, request.conflicts)}
        </button>
      </div>
    </section>`;
  }

  private async restore(request: RestoreRequest): Promise<void> {
    const done = await this.submission.run(() =>
      this.app.api.send<JobReply>("POST", `/api/repositories/${this.repositoryId}/restores`, request),
    );
    if (!done) return;
    this.preview = null;
    const address = restoreAddress(this.repositoryId, this.wish.archiveName, this.wish.paths);
    this.app.go(`${address}&job=${done.reply.id}`, { replace: true });
  }

  private renderJob(job: JobReply): TemplateResult {
    const { app, repositoryId } = this;
    return html`<ul class="stack-small">
        ${renderJob(job, this.follower.progressOf(job.id), app, () => void this.reload())}
      </ul>
      ${
        isActive(job)
          ? html`<p class="muted small">You may leave this page: the restore goes on, and the repository’s overview lists it among its jobs.</p>`
          : html`<p class="actions">
            <a class="button" href=${app.href(archiveAddress(repositoryId, this.wish.archiveName))}>Back to the archive</a>
            <a class="button" href=${app.href(restoreAddress(repositoryId, this.wish.archiveName, this.wish.paths))}>Restore it again</a>
          </p>`
      }`;
  }
}
