// Taking in a repository that borg made elsewhere. What borg would ask is asked here, and nothing is assumed.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { ImportRepositoryRequest, RepositoryReply } from "../../../../schemas/repositories.ts";
import { draftOfMs, msOf } from "../../fields/duration-field.ts";
import { textArea, textField } from "../../fields/fields.ts";
import type { Places } from "../../fields/form-errors.ts";
import { createSubmission } from "../../fields/submission.ts";
import { Page } from "../../page.ts";
import { section } from "../plan-form/section.ts";
import { type Answers, acceptOf, askedBy, type Question, questionPlaces, renderQuestions } from "./borg-questions.ts";
import { type ModeDraft, modeField, usualFreshnessMs } from "./mode-field.ts";
import { isLocation, locationHelp } from "./repository-draft.ts";

const places: Places = [
  ["/name", "Name"],
  ["/location", "Place"],
  ["/passphrase", "Passphrase"],
  ["/key", "Key"],
  ["/freshnessMs", "Freshness"],
  ...questionPlaces,
];

interface Draft extends ModeDraft {
  readonly name: string;
  readonly location: string;
  readonly passphrase: string;
  readonly key: string;
  readonly accept: Answers;
}

/** `<borgdeck-import-repository-page>` */
export class ImportRepositoryPage extends Page<null> {
  @state() private draft: Draft = {
    name: "",
    location: "",
    passphrase: "",
    key: "",
    mode: "full",
    freshness: draftOfMs(usualFreshnessMs),
    accept: {},
  };
  /** Questions that the service has put. */
  @state() private asked: readonly Question[] = [];
  private readonly form = createSubmission(this);

  protected heading(): string {
    return "Import a repository";
  }

  protected key(): string {
    return "import-repository";
  }

  protected load(): Promise<null> {
    return Promise.resolve(null);
  }

  protected override render(): TemplateResult {
    return html`<p class="trail"><a href=${this.app.href("/repositories")}>Repositories</a></p>
      <div class="page-head"><h1 tabindex="-1">${this.heading()}</h1></div>
      ${this.renderPage()}`;
  }

  private change(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { draft } = this;
    const errors = {
      ...(draft.name.trim() === "" ? { "/name": "Give the repository a name" } : {}),
      ...(isLocation(draft.location) ? {} : { "/location": locationHelp }),
      ...(draft.mode === "observe" && msOf(draft.freshness) === null
        ? { "/freshnessMs": "A number above nothing" }
        : {}),
    };
    if (Object.keys(errors).length > 0) return this.form.refuse(errors);
    const done = await this.form.run(() => this.send(requestOf(draft)));
    if (!done) return;
    this.draft = { ...draft, passphrase: "", key: "" };
    this.app.live.refresh();
    this.app.say(`${done.reply.name} is imported.`);
    this.app.go(`/repositories/${done.reply.id}`);
  };

  private async send(request: ImportRepositoryRequest): Promise<RepositoryReply> {
    try {
      return await this.app.api.send<RepositoryReply>("POST", "/api/repositories/import", request);
    } catch (error) {
      this.asked = askedBy(error, this.asked);
      throw error;
    }
  }

  protected renderPage(): TemplateResult {
    if (!this.app.session.allowed.includes("repository.create")) {
      return html`<p>Your role does not let you import repositories. An administrator can give you the role of an operator.</p>`;
    }
    return html`<form class="stack form" novalidate @submit=${this.submit}>
      ${section(null, "Which one", this.renderPlace())} ${section(null, "What opens it", this.renderSecrets())}
      ${section(null, "What Borgdeck does with it", this.renderMode())}
      ${
        this.asked.length > 0
          ? section(
              null,
              "borg asks",
              renderQuestions("import", this.asked, this.draft.accept, (accept) => this.change({ accept })),
            )
          : nothing
      }
      ${this.form.render(places)}
      <div class="actions">
        <button type="submit" class="button primary" ?disabled=${this.form.busy}>
          ${this.form.busy ? "Asking borg…" : "Import it"}
        </button>
        <a class="button" href=${this.app.href("/repositories")}>Cancel</a>
      </div>
    </form>`;
  }

  private renderPlace(): TemplateResult {
    return html`${textField({
      id: "import-name",
      label: "Name",
      value: this.draft.name,
      required: true,
      error: this.form.at("/name"),
      onInput: (name) => this.change({ name }),
    })}
    ${textField({
      id: "import-location",
      label: "Path, or address of another host",
      hint: html`<code>/mnt/backup/borg</code> or <code>ssh://borg@nas.home.lan:22/volume1/borg</code>`,
      value: this.draft.location,
      mono: true,
      required: true,
      error: this.form.at("/location"),
      onInput: (location) => this.change({ location }),
    })}`;
  }

  /** What goes wrong most often, where it can be seen or where borg has refused it. */
  private passphraseWarning(): string | undefined {
    const { passphrase } = this.draft;
    if (passphrase !== passphrase.trim())
      return "It begins or ends with a space: one that came along with a paste has to go.";
    if (this.form.at("/passphrase") === undefined || passphrase === "") return undefined;
    return "Look at capital letters and the layout of the keyboard. Where the repository has a keyfile, borg tries the passphrase on that key: give the newest one below.";
  }

  private renderSecrets(): TemplateResult {
    return html`${textField({
      id: "import-passphrase",
      label: "Passphrase (empty for an unencrypted one)",
      type: "password",
      value: this.draft.passphrase,
      error: this.form.at("/passphrase"),
      warning: this.passphraseWarning(),
      onInput: (passphrase) => this.change({ passphrase }),
    })}
      <details ?open=${this.form.at("/key") !== undefined || this.draft.key !== ""}>
        <summary>The key is not in the repository (keyfile)</summary>
        ${textArea({
          id: "import-key",
          label: "Key, as borg key export wrote it",
          hint: "It begins with BORG_KEY. A key that is in the repository is found by itself.",
          value: this.draft.key,
          error: this.form.at("/key"),
          onInput: (key) => this.change({ key }),
        })}
      </details>`;
  }

  private renderMode(): TemplateResult {
    const { draft, form } = this;
    return modeField({ prefix: "import", draft, at: form.at, onChange: (change) => this.change(change) });
  }
}

function requestOf({ name, location, passphrase, key, mode, freshness, accept }: Draft): ImportRepositoryRequest {
  const freshnessMs = mode === "observe" ? msOf(freshness) : null;
  return {
    name: name.trim(),
    location: location.trim(),
    mode,
    ...(passphrase === "" ? {} : { passphrase }),
    ...(key.trim() === "" ? {} : { key }),
    ...(freshnessMs === null ? {} : { freshnessMs }),
    accept: acceptOf(accept),
  };
}
