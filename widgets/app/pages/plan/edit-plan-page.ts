// Changing a plan: the fields of its making, saved together.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { PlanPatch, PlanReply } from "../../../../schemas/plans.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { ApiError } from "../../../shared/client/api.ts";
import { errorAt, errorText, type FieldErrors, fieldErrorsOf } from "../../errors.ts";
import { checkField, errorLine, textField } from "../../fields/fields.ts";
import { focusFirstError, formErrors } from "../../fields/form-errors.ts";
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
  @state() private errors: FieldErrors = {};
  @state() private problem: string | null = null;
  @state() private stale = false;
  @state() private busy = false;

  protected heading(): string {
    return this.data ? `Edit ${this.data.plan.name}` : "Edit plan";
  }

  protected key(): string {
    return this.planId;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.app.guard(null);
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [plan, { items }] = await Promise.all([
      api.get<PlanReply>(`/api/plans/${encodeURIComponent(this.planId)}`),
      api.get<{ items: RepositoryReply[] }>("/api/repositories", { query: { limit: 500 } }),
    ]);
    this.draft ??= draftOfPlan(plan);
    this.stale = false;
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
    this.app.guard(() =>
      this.app.confirm({
        title: "Leave without saving?",
        text: "What you changed on this page is not saved yet.",
        confirm: "Leave",
        danger: true,
      }),
    );
  };

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy || !this.draft || !this.data) return;
    const { plan } = this.data;
    this.problem = null;
    this.errors = {
      ...draftErrors(this.draft),
      ...(this.draft.repositoryIds.length === 0 ? { "/repositoryIds": "Choose at least one repository" } : {}),
    };
    if (Object.keys(this.errors).length > 0) return focusFirstError(this);
    this.busy = true;
    try {
      await this.app.api.send("PATCH", `/api/plans/${plan.id}`, patchOf(this.draft, plan), {
        ifRevision: plan.revision,
      });
      this.app.guard(null);
      this.app.say("Saved.");
      this.app.live.refresh();
      this.app.go(`/plans/${plan.id}`);
    } catch (error) {
      this.stale = error instanceof ApiError && error.status === 412;
      this.errors = fieldErrorsOf(error);
      this.problem = errorText(error);
      void focusFirstError(this);
    } finally {
      this.busy = false;
    }
  };

  protected renderPage({ plan, repositories }: Loaded): TemplateResult | typeof nothing {
    const { draft, errors, change } = this;
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
          error: errorAt(errors, "/name"),
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
        ${formErrors(errors, this.problem, planPlaces)}
        ${this.stale ? html`<p><button type="button" class="button" @click=${() => this.reload()}>Read the plan again, keeping what is typed here</button></p>` : nothing}
        <p class="actions">
          <button type="submit" class="button primary" ?disabled=${this.busy}>${this.busy ? "Saving…" : "Save"}</button>
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
      ${errorLine("repositories", errorAt(this.errors, "/repositoryIds"))}
    </fieldset>`;
  }
}

/** Everything of the draft; the repositories only where they were changed, since others may not be visible here. */
function patchOf(draft: PlanDraft, plan: PlanReply): PlanPatch {
  const { repositoryIds, ...rest } = planRequest(draft);
  return repositoryIds.join() === plan.repositoryIds.join() ? rest : { ...rest, repositoryIds };
}
