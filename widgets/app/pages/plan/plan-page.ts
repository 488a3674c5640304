// A plan: how it stands, what it does, and its runs.
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { RunReply } from "../../../../schemas/jobs.ts";
import type { PlanReply } from "../../../../schemas/plans.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import type { Status } from "../../../../schemas/status.ts";
import { LivePage } from "../../live-page.ts";
import type { ListPage } from "../../ui/paged-list.ts";
import { renderRuns } from "../../ui/run-table.ts";
import { renderStanding } from "../overview/plan-item.ts";
import { renderSettings } from "./plan-settings.ts";

interface Loaded {
  readonly plan: PlanReply;
  readonly runs: ListPage<RunReply>;
  readonly repositories: readonly RepositoryReply[];
}

/** `<borgdeck-plan-page>` */
export class PlanPage extends LivePage<Loaded> {
  @property({ attribute: false }) planId = "";

  protected heading(): string {
    return this.data?.plan.name ?? "Plan";
  }

  protected key(): string {
    return this.planId;
  }

  protected override watched({ plans, running }: Status): string {
    const plan = plans.find(({ id }) => id === this.planId);
    const jobs = running.filter(({ planId }) => planId === this.planId).map(({ id, state }) => `${id} ${state}`);
    return [plan?.state, plan?.lastRun?.id, plan?.lastRun?.state, ...jobs].join();
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const plan = await api.get<PlanReply>(`/api/plans/${encodeURIComponent(this.planId)}`);
    const [runs, ...repositories] = await Promise.all([
      this.fetchRuns(null),
      ...plan.repositoryIds.map((id) => api.get<RepositoryReply>(`/api/repositories/${id}`).catch(() => null)),
    ]);
    this.follow();
    return { plan, runs, repositories: repositories.filter((repository) => repository !== null) };
  }

  private readonly fetchRuns = (cursor: string | null): Promise<ListPage<RunReply>> =>
    this.app.api.get("/api/runs", { query: { planId: this.planId, limit: 20, cursor } });

  protected override renderActions({ plan }: Loaded): TemplateResult {
    const mayEdit = plan.allowed.includes("plan.edit");
    const running = this.status?.running.some(({ planId }) => planId === plan.id) ?? false;
    const standing = this.status?.plans.find(({ id }) => id === plan.id)?.state;
    return html`
      <borgdeck-plan-actions
        .app=${this.app}
        .planId=${plan.id}
        .name=${plan.name}
        .paused=${plan.paused}
        .scheduled=${plan.schedule !== null}
        .running=${running}
        .suspicious=${standing === "suspicious"}
        .allowed=${plan.allowed}
        @borgdeck-changed=${() => this.reload()}
      ></borgdeck-plan-actions>
      ${mayEdit ? html`<a class="button" href=${this.app.href(`/plans/${plan.id}/edit`)}>Edit</a>` : nothing}
      ${mayEdit ? html`<button type="button" class="button danger" @click=${() => this.deletePlan(plan)}>Delete</button>` : nothing}
    `;
  }

  private async deletePlan({ id, name, revision }: PlanReply): Promise<void> {
    const sure = await this.app.confirm({
      title: `Delete the plan ${name}?`,
      text: "It will not run any more. Its archives stay in the repository and can be browsed and restored, but nothing removes old ones any more. Its history stays.",
      confirm: "Delete the plan",
      danger: true,
    });
    if (!sure) return;
    try {
      await this.app.api.send("DELETE", `/api/plans/${id}`, undefined, { ifRevision: revision });
      this.app.say(`The plan ${name} is deleted.`);
      this.app.live.refresh();
      this.app.go("/", { replace: true });
    } catch (error) {
      this.app.report(error);
      void this.reload();
    }
  }

  protected renderPage({ plan, runs, repositories }: Loaded): TemplateResult {
    const status = this.status?.plans.find(({ id }) => id === plan.id);
    return html`
      ${status && this.status ? html`<section class="card" aria-label="State">${renderStanding(status, this.status, this.app)}</section>` : nothing}
      <section class="card" aria-labelledby="settings">
        <h2 id="settings">What it does</h2>
        ${renderSettings(plan, repositories, this.app)}
      </section>
      <section class="stack-small" aria-labelledby="runs">
        <h2 id="runs">Runs</h2>
        <borgdeck-paged-list
          .app=${this.app}
          .first=${runs}
          .fetchPage=${this.fetchRuns}
          .empty=${"It has not run yet."}
          .renderItems=${(items: readonly RunReply[]) => renderRuns(items, this.app)}
        ></borgdeck-paged-list>
      </section>
    `;
  }
}
