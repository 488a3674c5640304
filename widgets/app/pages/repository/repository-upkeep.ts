// What can be done to a repository by hand: check, compact, rename, forget.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { JobReply, MaintenanceRequest } from "../../../../schemas/jobs.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { errorAt, errorText, type FieldErrors, fieldErrorsOf } from "../../errors.ts";
import { textField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import { jobMeanings, jobNames } from "../../words.ts";

/** `<borgdeck-repository-upkeep>`: fires `borgdeck-changed` after a new name. */
export class RepositoryUpkeep extends AppElement {
  @property({ attribute: false }) repository!: RepositoryReply;
  /** Names of the plans that back up to it. */
  @property({ attribute: false }) inUse: readonly string[] = [];
  @state() private name: string | null = null;
  @state() private errors: FieldErrors = {};
  @state() private problem: string | null = null;
  @state() private busy = false;

  private async start(kind: MaintenanceRequest["kind"]): Promise<void> {
    this.busy = true;
    try {
      const job = await this.app.api.send<JobReply>("POST", `/api/repositories/${this.repository.id}/jobs`, { kind });
      this.app.go(`/jobs/${job.id}`);
    } catch (error) {
      this.app.report(error);
    } finally {
      this.busy = false;
    }
  }

  private readonly rename = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { id, revision, name } = this.repository;
    const wanted = (this.name ?? name).trim();
    this.errors = wanted === "" ? { "/name": "Give the repository a name" } : {};
    if (wanted === "" || this.busy) return;
    this.busy = true;
    this.problem = null;
    try {
      await this.app.api.send("PATCH", `/api/repositories/${id}`, { name: wanted }, { ifRevision: revision });
      this.name = null;
      this.app.say("Renamed.");
      this.dispatchEvent(new CustomEvent("borgdeck-changed"));
    } catch (error) {
      this.errors = fieldErrorsOf(error);
      this.problem = Object.keys(this.errors).length > 0 ? null : errorText(error);
    } finally {
      this.busy = false;
    }
  };

  private async forget(): Promise<void> {
    const { id, name, location, revision } = this.repository;
    const sure = await this.app.confirm({
      title: `Forget ${name}?`,
      text: `Nothing at ${location} is deleted, but Borgdeck drops its passphrase: without the recovery kit nobody can open it again.`,
      confirm: "Forget it",
      danger: true,
    });
    if (!sure) return;
    try {
      await this.app.api.send("DELETE", `/api/repositories/${id}`, undefined, { ifRevision: revision });
      this.app.say(`${name} is forgotten; its data is where it was.`);
      this.app.live.refresh();
      this.app.go("/", { replace: true });
    } catch (error) {
      this.app.report(error);
    }
  }

  protected override render(): TemplateResult | typeof nothing {
    const { allowed } = this.repository;
    const upkeep = allowed.includes("maintenance.run");
    const edit = allowed.includes("repository.edit");
    if (!upkeep && !edit) return nothing;
    return html`<section class="card" aria-labelledby="upkeep">
      <h2 id="upkeep">Upkeep</h2>
      ${upkeep ? html`${this.renderJob("check")}${this.renderJob("compact")}` : nothing} ${edit ? this.renderEdit() : nothing}
    </section>`;
  }

  private renderJob(kind: "check" | "compact"): TemplateResult {
    return html`<div class="labelled">
      <button type="button" class="button" ?disabled=${this.busy} @click=${() => this.start(kind)}>${jobNames[kind]}</button>
      <p class="muted small">${jobMeanings[kind]}</p>
    </div>`;
  }

  private renderEdit(): TemplateResult {
    return html`<form class="row" novalidate @submit=${this.rename}>
        ${textField({
          id: "repository-rename",
          label: "Name",
          value: this.name ?? this.repository.name,
          error: errorAt(this.errors, "/name") ?? this.problem ?? undefined,
          onInput: (name) => {
            this.name = name;
          },
        })}
        <button type="submit" class="button beside-field" ?disabled=${this.busy}>Rename</button>
      </form>
      <div class="labelled">
        <button type="button" class="button danger" ?disabled=${this.inUse.length > 0} @click=${() => this.forget()}>Forget</button>
        <p class="muted small">
          ${
            this.inUse.length > 0
              ? `Used by ${this.inUse.join(", ")}: delete the plan or give it another repository first.`
              : "Takes it off this list. Its data stays where it is."
          }
        </p>
      </div>`;
  }
}
