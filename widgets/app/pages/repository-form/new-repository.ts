// The fields of a repository that is to be made: place, encryption, passphrase, and what borg shall hold it to.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { BorgReply, EncryptionMode } from "../../../../schemas/repositories.ts";
import { errorAt, type FieldErrors } from "../../errors.ts";
import { checkField, choiceField, textField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import { encryptionText, isReadable } from "../../words.ts";
import { passphraseField } from "./passphrase-field.ts";
import { isLocation, type RepositoryDraft } from "./repository-draft.ts";

const common: readonly EncryptionMode[] = ["repokey-blake2", "keyfile-blake2", "none"];
const all: readonly EncryptionMode[] = [
  "repokey-blake2",
  "keyfile-blake2",
  "repokey",
  "keyfile",
  "authenticated-blake2",
  "authenticated",
  "none",
];

/** `<borgdeck-new-repository>`: `onChange` gets the whole draft. */
export class NewRepository extends AppElement {
  @property({ attribute: false }) draft!: RepositoryDraft;
  /** By JSON pointer of the request that creates it. */
  @property({ attribute: false }) errors: FieldErrors = {};
  @property({ attribute: false }) onChange: (draft: RepositoryDraft) => void = () => {};
  @state() private allModes = false;
  @state() private borg: BorgReply | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    this.app.api
      .get<BorgReply>("/api/borg")
      .then((borg) => (this.borg = borg))
      .catch(() => {}); // then every mode is offered, and the service refuses what its borg has not
  }

  private change(change: Partial<RepositoryDraft>): void {
    this.onChange({ ...this.draft, ...change });
  }

  protected override render(): TemplateResult {
    const { name, location, encryption } = this.draft;
    return html`<div class="stack-small">
      ${textField({
        id: "repository-name",
        label: "Name",
        value: name,
        required: true,
        error: errorAt(this.errors, "/name"),
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
        error: errorAt(this.errors, "/location"),
        onInput: (value) => this.change({ location: value }),
      })}
      ${this.renderEncryption()} ${encryption === "none" ? nothing : this.renderPassphrase()} ${this.renderLimits()}
    </div>`;
  }

  private renderEncryption(): TemplateResult {
    const { encryption } = this.draft;
    const known = this.borg?.encryptionModes ?? null;
    const offered = all.filter((mode) => known === null || known.some((one) => one.mode === mode));
    const showAll = this.allModes || !common.includes(encryption);
    const modes = showAll ? offered : offered.filter((mode) => common.includes(mode));
    const isRecommended = (mode: EncryptionMode) =>
      known?.find((one) => one.mode === mode)?.recommended ?? mode === "repokey-blake2";
    const noteOf = (mode: EncryptionMode) => known?.find((one) => one.mode === mode)?.note ?? encryptionText(mode);
    return html`${choiceField({
      name: "encryption",
      legend: "Encryption",
      value: encryption,
      choices: modes.map((mode) => ({
        value: mode,
        label: isRecommended(mode) ? `${mode} (recommended)` : mode,
        hint: noteOf(mode),
        more: isReadable(mode)
          ? html`<p class="warning-text">Choose this only where the place itself is protected.</p>`
          : undefined,
      })),
      error: errorAt(this.errors, "/encryption"),
      onChange: (value) => this.change({ encryption: value }),
    })}
    ${showAll ? nothing : html`<p><button type="button" class="button quiet" @click=${() => (this.allModes = true)}>Show all modes of borg</button></p>`}`;
  }

  private renderPassphrase(): TemplateResult {
    return passphraseField({
      name: "passphrase-by",
      legend: "Passphrase",
      id: "repository-passphrase",
      label: "Passphrase",
      generatedHint: "Shown once after the repository is made, together with its key.",
      hint: "Without it nobody can open the backup, Borgdeck's authors included.",
      draft: this.draft,
      error: errorAt(this.errors, "/passphrase"),
      onChange: (change) => this.change(change),
    });
  }

  private renderLimits(): TemplateResult {
    const { appendOnly, quota, location } = this.draft;
    const remote = isLocation(location) && !location.trim().startsWith("/");
    return html`<details>
      <summary>Quota and append-only</summary>
      <div class="stack-small">
        ${textField({
          id: "repository-quota",
          label: "Quota in GB (optional)",
          type: "number",
          value: quota,
          hint: remote
            ? "Kept in the repository; the server's own borg serve may set another one."
            : "borg refuses to write more than this into the repository.",
          error: errorAt(this.errors, "/quotaBytes"),
          onInput: (value) => this.change({ quota: value }),
        })}
        ${checkField({
          id: "repository-append-only",
          label: "Append-only",
          hint: "Nothing is ever removed by Borgdeck: no prune, no compact, no deleting. It grows until somebody with access to the medium decides otherwise.",
          checked: appendOnly,
          onChange: (checked) => this.change({ appendOnly: checked }),
        })}
      </div>
    </details>`;
  }
}
