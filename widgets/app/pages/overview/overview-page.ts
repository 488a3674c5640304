// The overview: what is wrong, since when and what to do, before anything else.
import { html, nothing, type TemplateResult } from "lit";
import type { PlanStatus, Status } from "../../../../schemas/status.ts";
import { problemsOf } from "../../../shared/model/severity.ts";
import { LivePage } from "../../live-page.ts";
import { renderPlan } from "./plan-item.ts";
import { renderRepositories } from "./repository-table.ts";

/** `<borgdeck-overview-page>`: follows the live status. */
export class OverviewPage extends LivePage<Status> {
  protected heading(): string {
    return "Overview";
  }

  protected key(): string {
    return "overview";
  }

  protected async load(): Promise<Status> {
    const status = await this.app.api.get<Status>("/api/status");
    this.follow();
    if (this.isFresh(status)) this.app.go("/plans/new", { replace: true });
    return status;
  }

  /** Nothing is set up, and this user is the one to do it. */
  private isFresh({ plans, repositories }: Status): boolean {
    const { allowed } = this.app.session;
    return (
      plans.length === 0 &&
      repositories.length === 0 &&
      allowed.includes("plan.create") &&
      allowed.includes("repository.create")
    );
  }

  protected override renderActions(): TemplateResult | typeof nothing {
    return this.app.session.allowed.includes("plan.create")
      ? html`<a class="button" href=${this.app.href("/plans/new")}>New plan</a>`
      : nothing;
  }

  protected renderPage(loaded: Status): TemplateResult {
    const status = this.status ?? loaded;
    if (status.plans.length === 0 && status.repositories.length === 0) return this.renderNothingVisible();
    return html`
      ${
        status.plans.length === 0
          ? nothing // no verdict to give, and below stands what there is to do
          : html`<section class="card flush" aria-label="Verdict">
            <borg-status server=${this.app.server} size="large" heading=""></borg-status>
          </section>`
      }
      ${
        status.running.length > 0
          ? html`<section class="stack-small">
            <h2>Running now</h2>
            <div class="card flush"><borg-activity server=${this.app.server} idle="hide" heading="" size="large"></borg-activity></div>
          </section>`
          : nothing
      }
      <section class="stack-small">
        <h2>Plans</h2>
        ${status.plans.length === 0 ? this.renderNoPlans() : html`<ul class="stack-small">${worstFirst(status.plans).map((plan) => renderPlan(plan, status, this.app))}</ul>`}
      </section>
      <section class="stack-small">
        <h2>Repositories</h2>
        ${renderRepositories(status.repositories, this.app)}
      </section>
    `;
  }

  private renderNoPlans(): TemplateResult {
    if (!this.app.session.allowed.includes("plan.create")) {
      return html`<div class="card">
        <p>No plan that you may see backs up to these repositories. Who looks after them sets that up; what they hold already can be browsed below.</p>
      </div>`;
    }
    return html`<div class="card">
      <p>No plan backs up to these repositories yet.</p>
      <p><a class="button primary" href=${this.app.href("/plans/new")}>Set up a plan</a></p>
    </div>`;
  }

  private renderNothingVisible(): TemplateResult {
    const { user, allowed } = this.app.session;
    if (allowed.includes("plan.create")) {
      return html`<div class="card">
        <p>Nothing is backed up yet.</p>
        <p><a class="button primary" href=${this.app.href("/plans/new")}>Set up the first backup</a></p>
      </div>`;
    }
    return html`<div class="card">
      <p><strong>No repository has been shared with you yet.</strong></p>
      <p>
        An administrator of this Borgdeck can: under Users, they open <strong>${user.username}</strong> and give a role on a repository, or on
        all of them. It shows up here as soon as they have; there is no need to sign in again.
      </p>
    </div>`;
  }
}

/** What needs somebody first, the rest as the service has it. */
function worstFirst(plans: readonly PlanStatus[]): PlanStatus[] {
  const problems = problemsOf(plans);
  return [...problems, ...plans.filter((plan) => !problems.includes(plan))];
}
