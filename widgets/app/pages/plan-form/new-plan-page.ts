// First backup and New plan: one page, in steps, from folders to a running backup.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { errorAt, errorText, type FieldErrors } from "../../errors.ts";
import { textField } from "../../fields/fields.ts";
import { focusFirstError, formErrors } from "../../fields/form-errors.ts";
import { createLeaveGuard } from "../../fields/leave-guard.ts";
import { Page } from "../../page.ts";
import { freeName } from "../repository-form/repository-draft.ts";
import { createFirstBackup, type FirstBackup, type FirstBackupStep, StepFailed } from "./first-backup.ts";
import { draftErrors, nameOf, newPlanDraft, type PlanDraft } from "./plan-draft.ts";
import { planPlaces } from "./plan-places.ts";
import { section } from "./section.ts";

interface Loaded {
  readonly repositories: readonly RepositoryReply[];
  readonly first: boolean;
}

/** `<borgdeck-new-plan-page>` */
export class NewPlanPage extends Page<Loaded> {
  /** The repository to start with, if the address names one. */
  @property({ attribute: false }) repositoryId: string | null = null;
  @state() private draft: PlanDraft = newPlanDraft();
  @state() private errors: FieldErrors = {};
  @state() private problem: string | null = null;
  @state() private busy = false;
  @state() private kitStep: Extract<FirstBackupStep, { at: "kit" }> | null = null;
  @state() private stored = false;
  private work: FirstBackup | null = null;
  private readonly leaving = createLeaveGuard(this, {
    title: "Leave without storing the key?",
    text: "The passphrase and the key are shown here once. They can be exported again later, as long as this Borgdeck lives.",
    confirm: "Leave",
    danger: true,
  });

  protected heading(): string {
    if (this.kitStep) return "Keep these elsewhere";
    return this.data?.first ? "First backup" : "New plan";
  }

  protected key(): string {
    return "new";
  }

  protected async load(): Promise<Loaded> {
    const [{ items }, plans] = await Promise.all([
      this.app.api.get<{ items: RepositoryReply[] }>("/api/repositories", { query: { limit: 500 } }),
      this.app.api.get<{ items: unknown[] }>("/api/plans", { query: { limit: 1 } }),
    ]);
    const repositories = items.filter(
      ({ state: ready, allowed }) =>
        ready === "ready" && (allowed.includes("plan.create") || allowed.includes("backup.run")),
    );
    const chosen = repositories.find(({ id }) => id === this.repositoryId) ?? repositories[0];
    this.draft = newPlanDraft(chosen ? [chosen.id] : [], freeName(items.map(({ name }) => name)));
    this.work = createFirstBackup(this.app.api);
    return { repositories, first: plans.items.length === 0 };
  }

  private readonly change = (change: Partial<PlanDraft>): void => {
    this.draft = { ...this.draft, ...change };
    const still = draftErrors(this.draft); // what has been put right is no longer said to be wrong
    this.errors = Object.fromEntries(Object.entries(this.errors).filter(([at]) => at in still));
  };

  private readonly submit = async (event?: Event): Promise<void> => {
    event?.preventDefault();
    if (this.busy || !this.work) return;
    this.problem = null;
    this.errors = draftErrors(this.draft);
    if (Object.keys(this.errors).length > 0) return focusFirstError(this);
    this.busy = true;
    try {
      this.follow(await this.work.advance(this.draft));
    } catch (failure) {
      const reason = failure instanceof StepFailed ? failure.reason : failure;
      this.errors = failure instanceof StepFailed ? failure.fields : {};
      this.problem = reason === null ? null : errorText(reason);
      this.kitStep = null;
      void focusFirstError(this);
    } finally {
      this.busy = false;
    }
  };

  private follow(step: FirstBackupStep): void {
    if (step.at === "run") {
      this.leaving.letGo();
      this.app.go(`/runs/${step.runId}`, { replace: true });
      return;
    }
    this.kitStep = step;
    this.leaving.hold();
    void this.updateComplete.then(() => {
      scrollTo(0, 0);
      this.querySelector("h1")?.focus();
    });
  }

  private readonly confirmStored = (): void => {
    void this.work?.storeKit();
    this.leaving.letGo();
    void this.submit();
  };

  protected renderPage(data: Loaded): TemplateResult {
    if (!this.app.session.allowed.includes("plan.create")) {
      return html`<p>Your role does not let you make plans. An administrator can give you the role of an operator.</p>`;
    }
    return this.kitStep ? this.renderKit(this.kitStep) : this.renderForm(data);
  }

  private renderKit({ repository, kit }: Extract<FirstBackupStep, { at: "kit" }>): TemplateResult {
    return html`<section class="card">
      <p><strong>${repository.name}</strong> was created at <span class="mono">${repository.location}</span>.</p>
      <borgdeck-recovery-kit .app=${this.app} .repository=${repository} .kit=${kit}></borgdeck-recovery-kit>
      <div class="choice">
        <input type="checkbox" id="kit-stored" .checked=${this.stored} @change=${(event: Event) => (this.stored = (event.target as HTMLInputElement).checked)} />
        <label for="kit-stored">I have stored ${kit.passphrase !== null && kit.key !== null ? "both" : "it"} outside this host</label>
      </div>
      ${formErrors(this.errors, this.problem, planPlaces)}
      <p>
        <button type="button" class="button primary" ?disabled=${!this.stored || this.busy} @click=${this.confirmStored}>
          ${this.busy ? "Starting…" : "Go on with the backup"}
        </button>
      </p>
    </section>`;
  }

  private renderForm({ repositories, first }: Loaded): TemplateResult {
    const { draft, errors, change } = this;
    const created = this.work?.repository() ?? null;
    const chosen = created ?? repositories.find(({ id }) => draft.repositoryIds.includes(id)) ?? draft.newRepository;
    return html`
      ${
        first
          ? html`<p>Five choices, all of which can be changed later but the encryption. Then the first backup runs, and you can watch it.</p>
            <p class="muted">You already have a repository that borg made? <a href=${this.app.href("/repositories/import")}>Import it</a> first.</p>`
          : nothing
      }
      <form class="stack form" novalidate @submit=${this.submit}>
        ${section(1, "Which folders", html`<borgdeck-folders-field .app=${this.app} .draft=${draft} .errors=${errors} .onChange=${change}></borgdeck-folders-field>`)}
        ${section(
          2,
          "Where to",
          html`<borgdeck-repository-field .app=${this.app} .draft=${draft} .existing=${repositories} .created=${created} .errors=${errors} .onChange=${change}></borgdeck-repository-field>`,
        )}
        ${section(
          3,
          "When",
          html`<borgdeck-schedule-field .app=${this.app} .draft=${draft.schedule} .errors=${errors} .onChange=${(schedule: PlanDraft["schedule"]) => change({ schedule })}></borgdeck-schedule-field>`,
        )}
        ${section(
          4,
          "What to keep",
          html`<borgdeck-keep-field .app=${this.app} .draft=${draft.keep} .errors=${errors} .onChange=${(keep: PlanDraft["keep"]) => change({ keep })}></borgdeck-keep-field>
            <details>
              <summary>Verification, upkeep and compression</summary>
              <borgdeck-details-field .app=${this.app} .draft=${draft} .errors=${errors} .onChange=${change}></borgdeck-details-field>
            </details>`,
        )}
        ${section(5, "Name and start", this.renderStart(chosen))}
      </form>
    `;
  }

  private renderStart(chosen: Pick<RepositoryReply, "name" | "location" | "encryption">): TemplateResult {
    const { draft, errors } = this;
    return html`${textField({
      id: "plan-name",
      label: "Name of the plan",
      value: nameOf(draft),
      required: true,
      error: errorAt(errors, "/name"),
      onInput: (name) => this.change({ name }),
    })}
      <borgdeck-summary-field .app=${this.app} .draft=${draft} .repository=${chosen}></borgdeck-summary-field>
      ${formErrors(errors, this.problem, planPlaces)}
      <p class="actions">
        <button type="submit" class="button primary" ?disabled=${this.busy}>${this.busy ? this.busyText() : "Back up now"}</button>
      </p>`;
  }

  private busyText(): string {
    const makes = this.draft.repositoryIds.length === 0 && !this.work?.repository();
    return makes ? "Creating the repository…" : "Starting…";
  }
}
