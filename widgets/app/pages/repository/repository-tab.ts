// What the pages of one repository share: the repository, the links between them, and its live status.
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import type { RepositoryStatus, Status } from "../../../../schemas/status.ts";
import { LivePage } from "../../live-page.ts";
import { repositoryTabs } from "./repository-tabs.ts";

export interface OfRepository {
  readonly repository: RepositoryReply;
}

/** A page of a repository. `D` is what it shows beside it. */
export abstract class RepositoryTab<D extends OfRepository> extends LivePage<D> {
  @property({ attribute: false }) repositoryId = "";
  /** The last part of the address, such as `/key`. */
  protected abstract readonly place: string;

  protected key(): string {
    return this.repositoryId;
  }

  protected heading(): string {
    return this.data?.repository.name ?? "Repository";
  }

  protected get api(): string {
    return `/api/repositories/${encodeURIComponent(this.repositoryId)}`;
  }

  protected fetchRepository(): Promise<RepositoryReply> {
    return this.app.api.get<RepositoryReply>(this.api);
  }

  protected get repositoryStatus(): RepositoryStatus | null {
    return this.status?.repositories.find(({ id }) => id === this.repositoryId) ?? null;
  }

  /** Jobs of this repository that come and go. */
  protected override watched({ repositories, running }: Status): string {
    const own = repositories.find(({ id }) => id === this.repositoryId);
    const jobs = running
      .filter(({ repositoryId }) => repositoryId === this.repositoryId)
      .map(({ id, state }) => `${id} ${state}`);
    return [...jobs, own?.name, own?.archivesCount, own?.sizeBytes, own?.lastBackupAt].join();
  }

  protected override renderTrail(): TemplateResult | typeof nothing {
    return this.data ? html`${repositoryTabs(this.app, this.data.repository, this.place)}` : nothing;
  }
}
