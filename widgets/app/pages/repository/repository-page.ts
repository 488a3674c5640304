// A repository: what is known of it, what is in it, and what can be done with it.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { JobReply } from "../../../../schemas/jobs.ts";
import type { PlanReply } from "../../../../schemas/plans.ts";
import type { RecoveryKit, RepositoryReply } from "../../../../schemas/repositories.ts";
import type { Status } from "../../../../schemas/status.ts";
import { errorText } from "../../errors.ts";
import { LivePage } from "../../live-page.ts";
import { renderJobs } from "../../ui/job-table.ts";
import type { ListPage } from "../../ui/paged-list.ts";
import { type AllArchives, fetchArchives } from "./fetch-archives.ts";
import { renderFacts } from "./repository-facts.ts";

interface Loaded {
  readonly repository: RepositoryReply;
  readonly plans: readonly PlanReply[];
  readonly jobs: ListPage<JobReply>;
}

/** `<borgdeck-repository-page>`: the archives come after the rest, since borg may have to be asked for them. */
export class RepositoryPage extends LivePage<Loaded> {
  @property({ attribute: false }) repositoryId = "";
  @state() private archives: AllArchives | null = null;
  @state() private archivesError: unknown = null;
  @state() private kit: RecoveryKit | null = null;
  @state() private busy = false;

  protected heading(): string {
    return this.data?.repository.name ?? "Repository";
  }

  protected key(): string {
    return this.repositoryId;
  }

  protected override watched({ repositories, running }: Status): string {
    const repository = repositories.find(({ id }) => id === this.repositoryId);
    const jobs = running
      .filter(({ repositoryId }) => repositoryId === this.repositoryId)
      .map(({ id, state: of }) => `${id} ${of}`);
    return [
      ...jobs,
      repository?.name,
      repository?.archivesCount,
      repository?.sizeBytes,
      repository?.lastBackupAt,
    ].join();
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [repository, { items }, jobs] = await Promise.all([
      api.get<RepositoryReply>(`/api/repositories/${encodeURIComponent(this.repositoryId)}`),
      api.get<{ items: PlanReply[] }>("/api/plans", { query: { limit: 500 } }),
      this.fetchJobs(null),
    ]);
    if (repository.allowed.includes("archive.read")) void this.loadArchives(false);
    this.follow();
    return { repository, plans: items, jobs };
  }

  private readonly fetchJobs = (cursor: string | null): Promise<ListPage<JobReply>> =>
    this.app.api.get("/api/jobs", { query: { repositoryId: this.repositoryId, limit: 10, cursor } });

  private async loadArchives(refresh: boolean): Promise<void> {
    try {
      this.archivesError = null;
      this.archives = await fetchArchives(this.app.api, this.repositoryId, refresh);
    } catch (error) {
      this.archivesError = error;
    }
  }

  protected override renderActions({ repository }: Loaded): TemplateResult {
    const { allowed } = repository;
    return html`
      ${allowed.includes("plan.create") ? html`<a class="button" href=${this.app.href(`/plans/new?repository=${repository.id}`)}>New plan</a>` : nothing}
      ${
        allowed.includes("repository.secret")
          ? html`<button type="button" class="button" ?disabled=${this.busy} @click=${() => this.exportKey(repository)}>Export key</button>`
          : nothing
      }
    `;
  }

  private async exportKey({ id, name }: RepositoryReply): Promise<void> {
    const sure = await this.app.confirm({
      title: `Show the key of ${name}?`,
      text: "The passphrase and the key will stand on this screen. Whoever sees them and has the repository can read the backups. It is recorded that you exported them.",
      confirm: "Show them",
    });
    if (!sure) return;
    this.busy = true;
    try {
      this.kit = await this.app.api.send<RecoveryKit>("POST", `/api/repositories/${id}/key`);
      void this.updateComplete.then(() => this.querySelector<HTMLElement>("#kit")?.focus());
    } catch (error) {
      this.app.report(error);
    } finally {
      this.busy = false;
    }
  }

  protected renderPage({ repository, plans, jobs }: Loaded): TemplateResult {
    const status = this.status?.repositories.find(({ id }) => id === repository.id) ?? null;
    return html`
      ${this.kit ? this.renderKit(repository, this.kit) : nothing}
      <section class="card" aria-label="Facts">${renderFacts(repository, status, plans, this.app)}</section>
      ${repository.allowed.includes("archive.read") ? this.renderArchives(plans) : nothing}
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
      <borgdeck-repository-upkeep
        .app=${this.app}
        .repository=${repository}
        .inUse=${plans.filter(({ repositoryIds }) => repositoryIds.includes(repository.id)).map(({ name }) => name)}
        @borgdeck-changed=${() => this.reload()}
      ></borgdeck-repository-upkeep>
    `;
  }

  private renderKit(repository: RepositoryReply, kit: RecoveryKit): TemplateResult {
    return html`<section class="card" aria-labelledby="kit">
      <div class="page-head">
        <h2 id="kit" tabindex="-1">Recovery kit</h2>
        <button type="button" class="button" @click=${() => (this.kit = null)}>Hide</button>
      </div>
      ${
        kit.passphrase === null && kit.key === null
          ? html`<p>This repository is not encrypted: there is neither a passphrase nor a key.</p>`
          : html`<borgdeck-recovery-kit .app=${this.app} .repository=${repository} .kit=${kit}></borgdeck-recovery-kit>`
      }
    </section>`;
  }

  private renderArchives(plans: readonly PlanReply[]): TemplateResult {
    return html`<section class="stack-small" aria-labelledby="archives">
      <div class="page-head">
        <h2 id="archives">Archives</h2>
        <button type="button" class="button" @click=${() => this.loadArchives(true)}>Read again</button>
      </div>
      ${this.archivesError === null ? nothing : html`<p class="error" role="alert">${errorText(this.archivesError)}</p>`}
      ${this.archives?.complete === false ? html`<p class="warning-text">There are more archives than this list holds.</p>` : nothing}
      ${
        this.archives
          ? html`<borgdeck-archive-list
            .app=${this.app}
            .repositoryId=${this.repositoryId}
            .archives=${this.archives.archives}
            .planNames=${new Map(plans.map(({ id, name }) => [id, name]))}
          ></borgdeck-archive-list>`
          : this.archivesError === null
            ? html`<p class="muted" role="status">Asking borg…</p>`
            : nothing
      }
    </section>`;
  }
}
