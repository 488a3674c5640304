// Telling Borgdeck of a repository that others moved, or whose passphrase they changed.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ReopenRepositoryRequest, RepositoryReply } from "../../../../schemas/repositories.ts";
import { textField } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { AppElement } from "../../page.ts";
import {
  type Answers,
  acceptOf,
  askedBy,
  type Question,
  questionPlaces,
  renderQuestions,
} from "../repository-form/borg-questions.ts";
import { isLocation, locationHelp } from "../repository-form/repository-draft.ts";

const places = [["/location", "Place"], ["/passphrase", "Passphrase"], ...questionPlaces] as const;

/** `<borgdeck-reopen>`: fires `borgdeck-changed` once it is open again. */
export class ReopenForm extends AppElement {
  @property({ attribute: false }) repository!: RepositoryReply;
  @state() private location: string | null = null;
  @state() private passphrase = "";
  @state() private answers: Answers = {};
  @state() private asked: readonly Question[] = [];
  private readonly form = createSubmission(this);

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { id, location: before } = this.repository;
    const location = (this.location ?? before).trim();
    if (!isLocation(location)) return this.form.refuse({ "/location": locationHelp });
    const request: ReopenRepositoryRequest = {
      ...(location === before ? {} : { location }),
      ...(this.passphrase === "" ? {} : { passphrase: this.passphrase }),
      accept: acceptOf(this.answers),
    };
    const done = await this.form.run(async () => {
      try {
        return await this.app.api.send<RepositoryReply>("POST", `/api/repositories/${id}/reopen`, request);
      } catch (error) {
        this.asked = askedBy(error, this.asked);
        throw error;
      }
    });
    if (!done) return;
    this.location = null;
    this.passphrase = "";
    this.answers = {};
    this.asked = [];
    this.app.say("borg opens it.");
    this.app.live.refresh();
    this.dispatchEvent(new CustomEvent("borgdeck-changed"));
  };

  protected override render(): TemplateResult {
    return html`<details class="card" ?open=${this.asked.length > 0}>
      <summary><strong>It was moved, or others changed its passphrase</strong></summary>
      <form class="stack-small" novalidate @submit=${this.submit}>
        <p class="muted">Tell Borgdeck what is different now. Plans and archives stay as they are.</p>
        ${textField({
          id: "reopen-location",
          label: "Where it is now",
          value: this.location ?? this.repository.location,
          mono: true,
          error: this.form.at("/location"),
          onInput: (location) => (this.location = location),
        })}
        ${
          this.repository.encryption === "none"
            ? nothing
            : textField({
                id: "reopen-passphrase",
                label: "Passphrase (empty: as before)",
                type: "password",
                value: this.passphrase,
                error: this.form.at("/passphrase"),
                onInput: (passphrase) => (this.passphrase = passphrase),
              })
        }
        ${renderQuestions("reopen", this.asked, this.answers, (answers) => (this.answers = answers))}
        ${this.form.render(places)}
        <p>
          <button type="submit" class="button" ?disabled=${this.form.busy}>
            ${this.form.busy ? "Asking borg…" : "Open it"}
          </button>
        </p>
      </form>
    </details>`;
  }
}
