// Where the backup goes: a repository that exists, or a new one with its encryption and passphrase.
import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { errorAt, type FieldErrors, within } from "../../errors.ts";
import { choiceField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import type { RepositoryDraft } from "../repository-form/repository-draft.ts";
import type { PlanDraft } from "./plan-draft.ts";

const newChoice = "new";

/** `<borgdeck-repository-field>`: one repository; `created` is one that this form has made already. */
export class RepositoryField extends AppElement {
  @property({ attribute: false }) draft!: PlanDraft;
  @property({ attribute: false }) existing: readonly RepositoryReply[] = [];
  @property({ attribute: false }) created: RepositoryReply | null = null;
  @property({ attribute: false }) errors: FieldErrors = {};
  @property({ attribute: false }) onChange: (change: Partial<PlanDraft>) => void = () => {};

  protected override render(): TemplateResult {
    const { created } = this;
    if (created) {
      return html`<p><strong>${created.name}</strong> was created at <span class="mono">${created.location}</span>. Only what follows is still to be done.</p>`;
    }
    const mayCreate = this.app.session.allowed.includes("repository.create");
    if (this.existing.length === 0) {
      return mayCreate
        ? this.renderNew()
        : html`<p>No repository has been shared with you for backups, and your role cannot create one. Ask an administrator.</p>`;
    }
    const choices = this.existing.map(({ id, name, location }) => ({ value: id, label: name, hint: location }));
    const more = {
      value: newChoice,
      label: "A new repository",
      hint: "borg init makes it when you press the button below.",
      more: this.renderNew(),
    };
    return choiceField({
      name: "repository",
      legend: "Repository",
      hideLegend: true,
      value: this.draft.repositoryIds[0] ?? newChoice,
      choices: mayCreate ? [...choices, more] : choices,
      error: errorAt(this.errors, "/repositoryIds"),
      onChange: (id) => this.onChange({ repositoryIds: id === newChoice ? [] : [id] }),
    });
  }

  private renderNew(): TemplateResult {
    return html`<borgdeck-new-repository
      .app=${this.app}
      .draft=${this.draft.newRepository}
      .errors=${within("/newRepository", this.errors)}
      .onChange=${(newRepository: RepositoryDraft) => this.onChange({ newRepository })}
    ></borgdeck-new-repository>`;
  }
}
