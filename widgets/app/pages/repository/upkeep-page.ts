// Upkeep by hand: check, prune with its preview, compact, restore drill, and the lock.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { JobReply, MaintenanceRequest } from "../../../../schemas/jobs.ts";
import type { PlanReply } from "../../../../schemas/plans.ts";
import type { CheckOptions, CompactPreviewReply } from "../../../../schemas/upkeep.ts";
import { checkField, choiceField, textField } from "../../fields/fields.ts";
import { focusFirstError } from "../../fields/form-errors.ts";
import { bytes } from "../../figures.ts";
import { jobMeanings, scopeTexts } from "../../words.ts";
import { type OfRepository, RepositoryTab } from "./repository-tab.ts";

interface Loaded extends OfRepository {
  readonly plans: readonly PlanReply[];
}

/** `<borgdeck-upkeep-page>` */
export class UpkeepPage extends RepositoryTab<Loaded> {
  protected readonly place = "/upkeep";
  @state() private busy = false;
  @state() private scope: CheckOptions["scope"] = "all";
  @state() private verifyData = false;
  @state() private minutes = "";
  @state() private minutesError: string | undefined;
  @state() private compact: CompactPreviewReply | null = null;

  protected override startOver(): void {
    this.scope = "all";
    this.verifyData = false;
    this.minutes = "";
    this.minutesError = undefined;
    this.compact = null;
  }

  protected async load(): Promise<Loaded> {
    const [repository, { items }] = await Promise.all([
      this.fetchRepository(),
      this.app.api.get<{ items: PlanReply[] }>("/api/plans", { query: { limit: 500 } }),
    ]);
    this.follow();
    return { repository, plans: items.filter(({ repositoryIds }) => repositoryIds.includes(repository.id)) };
  }

  protected renderPage({ repository, plans }: Loaded): TemplateResult {
    const { allowed, mode } = repository;
    if (!allowed.includes("maintenance.run")) return html`<p>Your role does not let you run upkeep here.</p>`;
    const [plan] = plans;
    const removes = allowed.includes("archive.change") && mode === "full";
    return html`
      ${mode === "observe" ? html`<p>This repository is only observed: Borgdeck never writes to it, so there is no upkeep here but looking.</p>` : nothing}
      ${mode === "observe" ? nothing : this.renderCheck()} ${plan ? this.renderDrill(plan) : nothing}
      ${removes && plans.length > 0 ? this.renderPrune(plans) : nothing}
      ${mode === "full" ? this.renderCompact() : nothing}
      <borgdeck-lock-panel .app=${this.app} .repository=${repository}></borgdeck-lock-panel>
    `;
  }

  private async start(request: MaintenanceRequest): Promise<void> {
    this.busy = true;
    try {
      const job = await this.app.api.send<JobReply>("POST", `${this.api}/jobs`, request);
      this.app.go(`/jobs/${job.id}`);
    } catch (error) {
      this.app.report(error);
    } finally {
      this.busy = false;
    }
  }

  private startButton(text: string, request: () => MaintenanceRequest): TemplateResult {
    return html`<p>
      <button type="button" class="button" ?disabled=${this.busy} @click=${() => this.start(request())}>${text}</button>
    </p>`;
  }

  private renderCheck(): TemplateResult {
    return html`<section class="card" aria-labelledby="check">
      <h2 id="check">Check</h2>
      <p class="muted">${jobMeanings.check} It repairs nothing.</p>
      ${choiceField<CheckOptions["scope"]>({
        name: "check-scope",
        legend: "What to look at",
        value: this.scope,
        choices: [
          {
            value: "all",
            label: scopeTexts.all,
            hint: "All that a check can find without reading every file.",
          },
          {
            value: "repository",
            label: scopeTexts.repository,
            hint: "Reads every segment and compares its checksums.",
          },
          {
            value: "archives",
            label: scopeTexts.archives,
            hint: "Quicker, but it does not see a damaged block of data.",
          },
        ],
        onChange: (scope) => {
          this.scope = scope;
        },
      })}
      ${
        this.scope === "repository"
          ? textField({
              id: "check-minutes",
              label: "Stop after minutes (optional)",
              type: "number",
              min: 1,
              max: 1440,
              value: this.minutes,
              error: this.minutesError,
              hint: "The next such check goes on where this one stopped.",
              onInput: (minutes) => (this.minutes = minutes),
            })
          : checkField({
              id: "check-data",
              label: "Read and decrypt all data",
              hint: "Slow: it reads everything once. The only way to find every damage.",
              checked: this.verifyData,
              onChange: (checked) => (this.verifyData = checked),
            })
      }
      <p><button type="button" class="button" ?disabled=${this.busy} @click=${this.check}>Check now</button></p>
    </section>`;
  }

  private readonly check = async (): Promise<void> => {
    const { scope, minutes } = this;
    const limited = scope === "repository" && minutes.trim() !== "";
    const maxDurationMs = limited ? Math.round(Number(minutes) * 60_000) : null;
    this.minutesError = maxDurationMs === null || isLimit(maxDurationMs) ? undefined : "From 1 to 1440 minutes";
    if (this.minutesError) return void focusFirstError(this);
    await this.start({
      kind: "check",
      check: { scope, verifyData: scope !== "repository" && this.verifyData, maxDurationMs },
    });
  };

  /** A drill is of a plan's newest archive: where there is no plan, there is none. */
  private renderDrill(plan: PlanReply): TemplateResult {
    return html`<section class="card" aria-labelledby="drill">
      <h2 id="drill">Restore drill</h2>
      <p class="muted">${jobMeanings.drill} Of the newest archive of ${plan.name}.</p>
      ${this.startButton("Drill now", () => ({ kind: "drill", planId: plan.id }))}
    </section>`;
  }

  private renderPrune(plans: readonly PlanReply[]): TemplateResult {
    return html`<section class="card" aria-labelledby="prune">
      <h2 id="prune">Prune</h2>
      <p class="muted">Removes archives of one plan that its rules no longer keep. Archives of other plans, and those of no plan, are never touched.</p>
      ${plans.map(
        (plan) => html`<borgdeck-prune-preview
          .app=${this.app}
          .repositoryId=${this.repositoryId}
          .plan=${plan}
          .onPrune=${() => this.start({ kind: "prune", planId: plan.id })}
        ></borgdeck-prune-preview>`,
      )}
    </section>`;
  }

  private renderCompact(): TemplateResult {
    return html`<section class="card" aria-labelledby="compact">
      <h2 id="compact">Compact</h2>
      <p class="muted">${jobMeanings.compact} A compact that was interrupted is finished by the next one.</p>
      <div role="status">${this.compact ? html`<p>${compactText(this.compact)}</p>` : nothing}</div>
      <div class="actions">
        <button type="button" class="button" @click=${() => this.previewCompact()}>What would it free?</button>
        <button type="button" class="button" ?disabled=${this.busy} @click=${() => this.start({ kind: "compact" })}>Compact now</button>
      </div>
    </section>`;
  }

  private async previewCompact(): Promise<void> {
    try {
      this.compact = await this.app.api.get<CompactPreviewReply>(`${this.api}/compact-preview`);
    } catch (error) {
      this.app.report(error);
    }
  }
}

/** As the schema has it (CheckOptions): a minute at least, a day at most. */
function isLimit(durationMs: number): boolean {
  return durationMs >= 60_000 && durationMs <= 86_400_000;
}

function compactText({ freeableBytes, reason }: CompactPreviewReply): string {
  if (freeableBytes === null) return `It cannot be known before. ${reason ?? ""}`;
  return freeableBytes === 0 ? "Nothing." : `Up to ${bytes(freeableBytes)}.`;
}
