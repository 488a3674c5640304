// Changing a plan: the fields of its making, saved together.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { PlanPatch, PlanReply } from "../../../../schemas/plans.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { checkField, errorLine, textField } from "../../fields/fields.ts";
import { createLeaveGuard } from "../../fields/leave-guard.ts";
import { createSubmission } from "../../fields/submission.ts";
import { Page } from "../../page.ts";
import { keepErrors, keepOf } from "../plan-form/keep-draft.ts";
import { draftErrors, draftOfPlan, type PlanDraft, planRequest } from "../plan-form/plan-draft.ts";
import { planPlaces } from "../plan-form/plan-places.ts";
import { section } from "../plan-form/section.ts";

interface Loaded {
  readonly plan: PlanReply;
  readonly repositories: readonly RepositoryReply[];
}

/** `<borgdeck-edit-plan-page>` */
export class EditPlanPage extends Page<Loaded> {
  @property({ attribute: false }) planId = "";
  @state() private draft: PlanDraft | null = null;
  private readonly form = createSubmission(this);
  private readonly leaving = createLeaveGuard(this);

  protected heading(): string {
    return this.data ? `Edit ${this.data.plan.name}` : "Edit plan";
  }

  protected key(): string {
    return this.planId;
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.data) this.draft ??= draftOfPlan(this.data.plan);
  }

  protected override startOver(): void {
    this.draft = null;
    this.form.clear();
    this.leaving.letGo();
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [plan, { items }] = await Promise.all([
      api.get<PlanReply>(`/api/plans/${encodeURIComponent(this.planId)}`),
      api.get<{ items: RepositoryReply[] }>("/api/repositories", { query: { limit: 500 } }),
    ]);
    return {
      plan,
      repositories: items.filter(
        ({ id, allowed }) => plan.repositoryIds.includes(id) || allowed.includes("plan.create"),
      ),
    };
  }

  protected override renderTrail(): TemplateResult {
    return html`<p class="trail"><a href=${this.app.href(`/plans/${this.planId}`)}>${this.data?.plan.name ?? "Plan"}</a></p>`;
  }

  private readonly change = (change: Partial<PlanDraft>): void => {
    if (!this.draft) return;
    this.draft = { ...this.draft, ...change };
    this.leaving.hold();
  };

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { draft, data, form } = this;
    if (!draft || !data) return;
    const errors = {
      ...draftErrors(draft),
      ...(draft.repositoryIds.length === 0 ? { "/repositoryIds": "Choose at least one repository" } : {}),
    };
    if (Object.keys(errors).length > 0) return form.refuse(errors);
    const { id, revision } = data.plan;
    const done = await form.run(() =>
      this.app.api.send("PATCH", `/api/plans/${id}`, patchOf(draft, data.plan), { ifRevision: revision }),
    );
    if (!done) return;
    this.leaving.letGo();
    this.app.say("Saved.");
    this.app.live.refresh();
    if (this.isConnected && id === this.planId) this.app.go(`/plans/${id}`);
  };

  protected renderPage({ plan, repositories }: Loaded): TemplateResult | typeof nothing {
    const { draft, change, form } = this;
    const { errors } = form;
    if (!draft) return nothing;
    if (!plan.allowed.includes("plan.edit")) return html`<p>This plan is not yours to change.</p>`;
    return html`<form class="stack form" novalidate @submit=${this.submit}>
      ${section(
        null,
        "Name",
        textField({
          id: "plan-name",
          label: "Name of the plan",
          value: draft.name ?? "",
          error: form.at("/name"),
          onInput: (name) => change({ name }),
        }),
      )}
      ${section(null, "Which folders", html`<borgdeck-folders-field .app=${this.app} .draft=${draft} .errors=${errors} .onChange=${change}></borgdeck-folders-field>`)}
      ${section(null, "Where to", this.renderRepositories(repositories, draft))}
      ${section(
        null,
        "When",
        html`<borgdeck-schedule-field .app=${this.app} .draft=${draft.schedule} .errors=${errors} .onChange=${(schedule: PlanDraft["schedule"]) => change({ schedule })}></borgdeck-schedule-field>`,
      )}
      ${section(
        null,
        "What to keep",
        html`<borgdeck-keep-field .app=${this.app} .draft=${draft.keep} .errors=${errors} .onChange=${(keep: PlanDraft["keep"]) => change({ keep })}></borgdeck-keep-field>
          ${this.renderPrunePreviews(plan, repositories, draft)}`,
      )}
      ${section(
        null,
        "Verification, upkeep and compression",
        html`<borgdeck-details-field .app=${this.app} .draft=${draft} .errors=${errors} .saved=${true} .onChange=${change}></borgdeck-details-field>`,
      )}
      <div class="stack-small">
        ${form.render(planPlaces, () => this.reload())}
        <p class="actions">
          <button type="submit" class="button primary" ?disabled=${form.busy}>${form.busy ? "Saving…" : "Save"}</button>
          <a class="button" href=${this.app.href(`/plans/${plan.id}`)}>Cancel</a>
        </p>
      </div>
    </form>`;
  }

  /** What the numbers above would do to the archives that there are. */
  private renderPrunePreviews(
    plan: PlanReply,
    repositories: readonly RepositoryReply[],
    draft: PlanDraft,
  ): TemplateResult | typeof nothing {
    if (Object.keys(keepErrors(draft.keep)).length > 0) return nothing;
    const own = repositories.filter(({ id, mode }) => plan.repositoryIds.includes(id) && mode === "full");
    return html`${own.map(
      ({ id, name }) => html`<borgdeck-prune-preview
        .app=${this.app}
        .repositoryId=${id}
        .plan=${plan}
        .where=${own.length > 1 ? name : null}
        .retention=${keepOf(draft.keep)}
      ></borgdeck-prune-preview>`,
    )}`;
  }

  private renderRepositories(repositories: readonly RepositoryReply[], draft: PlanDraft): TemplateResult {
    return html`<fieldset>
      <legend class="hidden">Repositories</legend>
      ${repositories.map(({ id, name, location }) =>
        checkField({
          id: `repository-${id}`,
          label: name,
          hint: location,
          checked: draft.repositoryIds.includes(id),
          onChange: (checked) =>
            this.change({
              repositoryIds: checked
                ? [...draft.repositoryIds, id]
                : draft.repositoryIds.filter((other) => other !== id),
            }),
        }),
      )}
      ${errorLine("repositories", this.form.at("/repositoryIds"))}
    </fieldset>`;
  }
}

/** Everything of the draft; the repositories only where they were changed, since others may not be visible here. */
function patchOf(draft: PlanDraft, plan: PlanReply): PlanPatch {
  const { repositoryIds, ...rest } = planRequest(draft);
  return repositoryIds.join() === plan.repositoryIds.join() ? rest : { ...rest, repositoryIds };
}
