// All repositories: how each stands, how large it is, and how to add one.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { MediumReply, RepositoryReply } from "../../../../schemas/repositories.ts";
import type { Status } from "../../../../schemas/status.ts";
import { ago, bytes, count } from "../../figures.ts";
import { LivePage } from "../../live-page.ts";
import { healthMark } from "../../ui/state-mark.ts";
import { modeNames } from "../../words.ts";
import { goneText } from "../repository/gone.ts";

/** As many places as are looked at; more have a page each. */
const mostLookedAt = 50;

/** `<borgdeck-repositories-page>` */
export class RepositoriesPage extends LivePage<readonly RepositoryReply[]> {
  /** Why a repository cannot be reached, by its id. */
  @state() private gone: ReadonlyMap<string, string | null> = new Map();

  protected heading(): string {
    return "Repositories";
  }

  protected key(): string {
    return "repositories";
  }

  protected override watched({ repositories }: Status): string {
    return repositories.map(({ id, name, archivesCount }) => `${id} ${name} ${archivesCount}`).join();
  }

  protected async load(): Promise<readonly RepositoryReply[]> {
    const { items } = await this.app.api.get<{ items: RepositoryReply[] }>("/api/repositories", {
      query: { limit: 500 },
    });
    this.follow();
    void this.lookAtPlaces(items);
    return items;
  }

  /** One after the other: a disk that does not answer takes its time. */
  private async lookAtPlaces(repositories: readonly RepositoryReply[]): Promise<void> {
    const local = repositories.filter(({ location }) => location.startsWith("/"));
    for (const repository of local.slice(0, mostLookedAt)) {
      const path = `/api/repositories/${encodeURIComponent(repository.id)}/medium`;
      const medium = await this.app.api.get<MediumReply>(path).catch(() => null); // its page says the rest
      if (!this.isConnected) return;
      const why = goneText(repository, medium);
      if (why !== (this.gone.get(repository.id) ?? null)) this.gone = new Map(this.gone).set(repository.id, why);
    }
  }

  protected override renderActions(): TemplateResult | typeof nothing {
    if (!this.app.session.allowed.includes("repository.create")) return nothing;
    return html`<a class="button primary" href=${this.app.href("/repositories/new")}>New repository</a>
      <a class="button" href=${this.app.href("/repositories/import")}>Import one</a>`;
  }

  protected renderPage(repositories: readonly RepositoryReply[]): TemplateResult {
    if (repositories.length === 0) {
      return html`<p>
        ${
          this.app.session.allowed.includes("repository.create")
            ? "No repository yet. Make a new one, or import one that borg made elsewhere."
            : "No repository has been shared with you. Ask an administrator."
        }
      </p>`;
    }
    return html`<div class="scroll">
      <table class="fold">
        <thead>
          <tr>
            <th scope="col">Repository</th>
            <th scope="col">State</th>
            <th scope="col" class="number">Archives</th>
            <th scope="col" class="number">Size</th>
            <th scope="col">Last backup</th>
            <th scope="col">Key</th>
          </tr>
        </thead>
        <tbody>
          ${repositories.map((repository) => this.renderRow(repository))}
        </tbody>
      </table>
    </div>`;
  }

  private renderRow(repository: RepositoryReply): TemplateResult {
    const { id, name, location, encryption, keyExportedAt, mode } = repository;
    const status = this.status?.repositories.find((one) => one.id === id);
    return html`<tr>
      <th scope="row">
        <a href=${this.app.href(`/repositories/${id}`)}>${name}</a>
        <div class="mono muted">${location}</div>
        ${mode === "full" ? nothing : html`<div class="small muted">${modeNames[mode]}</div>`}
        ${this.gone.get(id) ? html`<div class="small bad-text">Out of reach: ${this.gone.get(id)}</div>` : nothing}
        ${status?.message ? html`<div class="small">${status.message}</div>` : nothing}
      </th>
      <td>${status ? healthMark(status.state) : "–"}</td>
      <td class="number" data-label="Archives">${count(status?.archivesCount ?? repository.archivesCount)}</td>
      <td class="number" data-label="Size">${bytes(status?.sizeBytes ?? repository.sizeBytes)}</td>
      <td data-label="Last backup" class="nowrap">${ago(status?.lastBackupAt ?? repository.lastBackupAt)}</td>
      <td data-label="Key">
        ${encryption === "none" ? "none" : keyExportedAt ? "kept elsewhere" : html`<span class="warning-text">only here</span>`}
      </td>
    </tr>`;
  }
}
