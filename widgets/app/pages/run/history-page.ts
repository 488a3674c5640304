// Every run of every plan that one sees, newest first.
import { html, type TemplateResult } from "lit";
import type { RunReply } from "../../../../schemas/jobs.ts";
import type { PlanReply } from "../../../../schemas/plans.ts";
import { Page } from "../../page.ts";
import type { ListPage } from "../../ui/paged-list.ts";
import { renderRuns } from "../../ui/run-table.ts";
import { historyTabs } from "./history-tabs.ts";

interface Loaded {
  readonly runs: ListPage<RunReply>;
  readonly names: ReadonlyMap<string, string>;
}

/** `<borgdeck-history-page>` */
export class HistoryPage extends Page<Loaded> {
  protected heading(): string {
    return "History";
  }

  protected key(): string {
    return "history";
  }

  protected async load(): Promise<Loaded> {
    const [runs, plans] = await Promise.all([
      this.fetchRuns(null),
      this.app.api.get<{ items: PlanReply[] }>("/api/plans", { query: { limit: 500 } }),
    ]);
    return { runs, names: new Map(plans.items.map(({ id, name }) => [id, name])) };
  }

  protected override renderTrail(): TemplateResult {
    return historyTabs(this.app, "/runs");
  }

  private readonly fetchRuns = (cursor: string | null): Promise<ListPage<RunReply>> =>
    this.app.api.get("/api/runs", { query: { limit: 50, cursor } });

  protected renderPage({ runs, names }: Loaded): TemplateResult {
    const planName = (planId: string) => names.get(planId) ?? "deleted plan";
    return html`<borgdeck-paged-list
      .app=${this.app}
      .first=${runs}
      .fetchPage=${this.fetchRuns}
      .empty=${"No plan has run yet."}
      .renderItems=${(items: readonly RunReply[]) => renderRuns(items, this.app, planName)}
    ></borgdeck-paged-list>`;
  }
}
