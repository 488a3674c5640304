// Where the backup goes: a repository that exists, or a new one with its encryption and passphrase.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { EncryptionMode, RepositoryReply } from "../../../../schemas/repositories.ts";
import { errorAt, type FieldErrors } from "../../errors.ts";
import { choiceField, textField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import { encryptionMeanings, isReadable } from "../../words.ts";
import { type PlanDraft, type RepositoryDraft, shortPassphrase } from "./plan-draft.ts";

const newChoice = "new";
const common: readonly EncryptionMode[] = ["repokey-blake2", "keyfile-blake2", "none"];
const others: readonly EncryptionMode[] = ["repokey", "keyfile", "authenticated-blake2", "authenticated"];

/** `<borgdeck-repository-field>`: one repository; `created` is one that this form has made already. */
export class RepositoryField extends AppElement {
  @property({ attribute: false }) draft!: PlanDraft;
  @property({ attribute: false }) existing: readonly RepositoryReply[] = [];
  @property({ attribute: false }) created: RepositoryReply | null = null;
  @property({ attribute: false }) errors: FieldErrors = {};
  @property({ attribute: false }) onChange: (change: Partial<PlanDraft>) => void = () => {};
  @state() private allModes = false;

  private change(change: Partial<RepositoryDraft>): void {
    this.onChange({ newRepository: { ...this.draft.newRepository, ...change } });
  }

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
    const { name, location } = this.draft.newRepository;
    return html`<div class="stack-small">
      ${textField({
        id: "repository-name",
        label: "Name",
        value: name,
        required: true,
        error: errorAt(this.errors, "/newRepository/name"),
        onInput: (value) => this.change({ name: value }),
      })}
      ${textField({
        id: "repository-location",
        label: "Path, or address of another host",
        hint: html`An empty or not yet existing folder, best on another disk: <code>/mnt/backup/borg</code> or
          <code>ssh://borg@nas.home.lan:22/volume1/borg</code>`,
        value: location,
        mono: true,
        required: true,
        error: errorAt(this.errors, "/newRepository/location"),
        onInput: (value) => this.change({ location: value }),
      })}
      ${this.renderEncryption()} ${this.draft.newRepository.encryption === "none" ? nothing : this.renderPassphrase()}
    </div>`;
  }

  private renderEncryption(): TemplateResult {
    const { encryption } = this.draft.newRepository;
    const showAll = this.allModes || others.includes(encryption);
    const modes = showAll ? [...common.slice(0, 2), ...others, "none" as const] : common;
    return html`${choiceField({
      name: "encryption",
      legend: "Encryption",
      value: encryption,
      choices: modes.map((mode) => ({
        value: mode,
        label: mode === "repokey-blake2" ? `${mode} (recommended)` : mode,
        hint: encryptionMeanings[mode],
        more: isReadable(mode)
          ? html`<p class="warning-text">Choose this only where the place itself is protected.</p>`
          : undefined,
      })),
      error: errorAt(this.errors, "/newRepository/encryption"),
      onChange: (value) => this.change({ encryption: value }),
    })}
    ${showAll ? nothing : html`<p><button type="button" class="button quiet" @click=${() => (this.allModes = true)}>Show all modes of borg</button></p>`}`;
  }

  private renderPassphrase(): TemplateResult {
    const { typed, passphrase } = this.draft.newRepository;
    const length = [...passphrase].length;
    const short = length > 0 && length < shortPassphrase;
    return choiceField({
      name: "passphrase-by",
      legend: "Passphrase",
      value: typed ? "typed" : "generated",
      choices: [
        {
          value: "generated",
          label: "Generate a strong one (recommended)",
          hint: "Shown once after the repository is made, together with its key.",
        },
        {
          value: "typed",
          label: "Type my own",
          more: textField({
            id: "repository-passphrase",
            label: "Passphrase",
            type: "password",
            autocomplete: "new-password",
            value: passphrase,
            required: true,
            hint: "Without it nobody can open the backup, Borgdeck's authors included.",
            warning: short
              ? `${length} characters. Below ${shortPassphrase} it can be guessed by somebody who has the repository.`
              : undefined,
            error: errorAt(this.errors, "/newRepository/passphrase"),
            onInput: (value) => this.change({ passphrase: value }),
          }),
        },
      ],
      onChange: (value) => this.change({ typed: value === "typed" }),
    });
  }
}
