// A repository at a glance: what is known of it, the room on its medium, and its latest jobs.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { JobReply } from "../../../../schemas/jobs.ts";
import type { PlanReply } from "../../../../schemas/plans.ts";
import type { MediumReply, RepositoryReply } from "../../../../schemas/repositories.ts";
import { renderJobs } from "../../ui/job-table.ts";
import type { ListPage } from "../../ui/paged-list.ts";
import { goneText } from "./gone.ts";
import { renderFacts } from "./repository-facts.ts";
import { type OfRepository, RepositoryTab } from "./repository-tab.ts";

interface Loaded extends OfRepository {
  readonly plans: readonly PlanReply[];
  readonly jobs: ListPage<JobReply>;
}

/** `<borgdeck-repository-page>`: the medium comes after the rest, since it may be slow to answer. */
export class RepositoryPage extends RepositoryTab<Loaded> {
  protected readonly place = "";
  @state() private medium: MediumReply | null = null;
  @state() private mounted = 0;

  protected override startOver(): void {
    this.medium = null;
    this.mounted = 0;
  }

  protected async load(): Promise<Loaded> {
    const [repository, { items }, jobs] = await Promise.all([
      this.fetchRepository(),
      this.app.api.get<{ items: PlanReply[] }>("/api/plans", { query: { limit: 500 } }),
      this.fetchJobs(null),
    ]);
    void this.loadMedium();
    this.follow();
    return { repository, plans: items, jobs };
  }

  private readonly fetchJobs = (cursor: string | null): Promise<ListPage<JobReply>> =>
    this.app.api.get("/api/jobs", { query: { repositoryId: this.repositoryId, limit: 10, cursor } });

  private async loadMedium(): Promise<void> {
    const { api } = this;
    // Where it fails, there is one line less; the page says the rest.
    const medium = await this.app.api.get<MediumReply>(`${api}/medium`).catch(() => null);
    if (api === this.api) this.medium = medium;
  }

  protected override renderActions({ repository }: Loaded): TemplateResult {
    const { allowed, id, mode } = repository;
    return html`
      ${allowed.includes("archive.read") ? html`<a class="button primary" href=${this.app.href(`/repositories/${id}/archives`)}>Browse archives</a>` : nothing}
      ${allowed.includes("plan.create") && mode !== "observe" ? html`<a class="button" href=${this.app.href(`/plans/new?repository=${id}`)}>New plan</a>` : nothing}
    `;
  }

  /** A place that cannot be reached is a fault before any job finds it. */
  private renderGone(repository: RepositoryReply): TemplateResult | typeof nothing {
    const reason = goneText(repository, this.medium);
    return reason === null
      ? nothing
      : html`<div class="notice notice-bad" role="alert">
        <p><strong>The repository is out of reach.</strong> ${reason}</p>
        <p>Until then, backups to it fail. Nothing is known to be lost: the passphrase and the key are kept here.</p>
      </div>`;
  }

  private renderMounted({ id }: RepositoryReply): TemplateResult {
    return html`<section class="card" aria-labelledby="mounted" ?hidden=${this.mounted === 0}>
      <h2 id="mounted">Mounted</h2>
      <borgdeck-mount-list
        .app=${this.app}
        .repositoryId=${id}
        @borgdeck-mounts=${({ detail }: CustomEvent<number>) => {
          this.mounted = detail;
        }}
      ></borgdeck-mount-list>
    </section>`;
  }

  protected renderPage({ repository, plans, jobs }: Loaded): TemplateResult {
    return html`
      ${this.renderGone(repository)}
      <section class="card" aria-label="Facts">
        ${renderFacts({ repository, status: this.repositoryStatus, plans, medium: this.medium, app: this.app })}
      </section>
      ${repository.allowed.includes("archive.read") ? this.renderMounted(repository) : nothing}
      <section class="stack-small" aria-labelledby="jobs">
        <h2 id="jobs">Jobs</h2>
        <borgdeck-paged-list
          .app=${this.app}
          .first=${jobs}
          .fetchPage=${this.fetchJobs}
          .empty=${"No job has worked on it yet."}
          .renderItems=${(items: readonly JobReply[]) => renderJobs(items, this.app)}
        ></borgdeck-paged-list>
      </section>
    `;
  }
}
