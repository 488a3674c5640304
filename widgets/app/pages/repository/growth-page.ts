// How a repository grew: a chart, and the same figures as a table.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { GrowthReply } from "../../../../schemas/repositories.ts";
import { bytes, count, moment } from "../../figures.ts";
import type { GrowthPoint } from "./growth-chart.ts";
import { type OfRepository, RepositoryTab } from "./repository-tab.ts";

interface Loaded extends OfRepository {
  readonly points: readonly GrowthPoint[];
}

const rowsAtOnce = 25;

/** `<borgdeck-growth-page>` */
export class GrowthPage extends RepositoryTab<Loaded> {
  protected readonly place = "/growth";
  @state() private shown = rowsAtOnce;

  protected async load(): Promise<Loaded> {
    const [repository, { items }] = await Promise.all([
      this.fetchRepository(),
      this.app.api.get<GrowthReply>(`${this.api}/growth`),
    ]);
    this.follow();
    return { repository, points: items };
  }

  protected renderPage({ points }: Loaded): TemplateResult {
    if (points.length === 0) return html`<p>No backup by Borgdeck yet. After each one its size is noted here.</p>`;
    const newest = [...points].reverse();
    return html`<section class="card" aria-labelledby="size">
        <h2 id="size">Size over time</h2>
        ${points.length < 2 ? html`<p class="muted">After the second backup there is a line.</p>` : html`<borgdeck-growth-chart .app=${this.app} .points=${points}></borgdeck-growth-chart>`}
      </section>
      <div class="scroll">
        <table class="fold">
          <thead>
            <tr>
              <th scope="col">Backup</th>
              <th scope="col" class="number">In the repository</th>
              <th scope="col" class="number">Added</th>
              <th scope="col" class="number">Before deduplication</th>
              <th scope="col" class="number">Archives</th>
            </tr>
          </thead>
          <tbody>
            ${newest.slice(0, this.shown).map(renderRow)}
          </tbody>
        </table>
      </div>
      ${this.shown < newest.length ? html`<p><button type="button" class="button" @click=${() => (this.shown += rowsAtOnce)}>Show more</button></p>` : nothing}`;
  }
}

function renderRow({
  at,
  sizeBytes,
  deduplicatedSizeBytes,
  originalSizeBytes,
  archivesCount,
}: GrowthPoint): TemplateResult {
  return html`<tr>
    <th scope="row" class="nowrap">${moment(at)}</th>
    <td class="number" data-label="In the repository">${bytes(sizeBytes, "–")}</td>
    <td class="number" data-label="Added">${bytes(deduplicatedSizeBytes, "–")}</td>
    <td class="number" data-label="Before deduplication">${bytes(originalSizeBytes, "–")}</td>
    <td class="number" data-label="Archives">${count(archivesCount, "–")}</td>
  </tr>`;
}
