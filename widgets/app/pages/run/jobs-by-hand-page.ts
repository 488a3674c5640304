// Every job that somebody asked for: restores, drills, checks, mounts, deletions; newest first.
import { html, type TemplateResult } from "lit";
import type { JobReply } from "../../../../schemas/jobs.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { Page } from "../../page.ts";
import { renderJobs } from "../../ui/job-table.ts";
import type { ListPage } from "../../ui/paged-list.ts";
import { historyTabs } from "./history-tabs.ts";

interface Loaded {
  readonly jobs: ListPage<JobReply>;
  readonly names: ReadonlyMap<string, string>;
}

/** `<borgdeck-jobs-by-hand-page>` */
export class JobsByHandPage extends Page<Loaded> {
  protected heading(): string {
    return "Jobs by hand";
  }

  protected key(): string {
    return "jobs-by-hand";
  }

  protected async load(): Promise<Loaded> {
    const [jobs, repositories] = await Promise.all([
      this.fetchJobs(null),
      this.app.api.get<{ items: RepositoryReply[] }>("/api/repositories", { query: { limit: 500 } }),
    ]);
    return { jobs, names: new Map(repositories.items.map(({ id, name }) => [id, name])) };
  }

  private readonly fetchJobs = (cursor: string | null): Promise<ListPage<JobReply>> =>
    this.app.api.get("/api/jobs", { query: { byHand: "true", limit: 50, cursor } });

  protected override renderTrail(): TemplateResult {
    return historyTabs(this.app, "/runs/by-hand");
  }

  protected renderPage({ jobs, names }: Loaded): TemplateResult {
    const repositoryName = (id: string) => names.get(id) ?? "repository that is gone";
    return html`<borgdeck-paged-list
      .app=${this.app}
      .first=${jobs}
      .fetchPage=${this.fetchJobs}
      .empty=${"Nobody has asked for a job by hand yet: restores, checks, drills, mounts and deletions are listed here."}
      .renderItems=${(items: readonly JobReply[]) => renderJobs(items, this.app, repositoryName)}
    ></borgdeck-paged-list>`;
  }
}
