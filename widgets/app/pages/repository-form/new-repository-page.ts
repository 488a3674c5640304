// Making a repository without a plan: the fields, then its recovery kit.
import { html, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { CreateRepositoryReply, RepositoryReply } from "../../../../schemas/repositories.ts";
import { type FieldErrors, fieldErrorsOf } from "../../errors.ts";
import type { Places } from "../../fields/form-errors.ts";
import { createSubmission } from "../../fields/submission.ts";
import { Page } from "../../page.ts";
import { section } from "../plan-form/section.ts";
import {
  freeName,
  newRepositoryDraft,
  type RepositoryDraft,
  repositoryErrors,
  repositoryRequest,
} from "./repository-draft.ts";

const places: Places = [
  ["/name", "Name"],
  ["/location", "Place"],
  ["/encryption", "Encryption"],
  ["/passphrase", "Passphrase"],
  ["/quotaBytes", "Quota"],
];

/** `<borgdeck-new-repository-page>` */
export class NewRepositoryPage extends Page<readonly string[]> {
  @state() private draft: RepositoryDraft | null = null;
  @state() private errors: FieldErrors = {};
  @state() private made: CreateRepositoryReply | null = null;
  private readonly form = createSubmission(this);

  protected heading(): string {
    return this.made ? `${this.made.repository.name} is made` : "New repository";
  }

  protected key(): string {
    return "new-repository";
  }

  protected override renderTrail(): TemplateResult {
    return html`<p class="trail"><a href=${this.app.href("/repositories")}>Repositories</a></p>`;
  }

  /** Names that are taken. */
  protected async load(): Promise<readonly string[]> {
    const { items } = await this.app.api.get<{ items: RepositoryReply[] }>("/api/repositories", {
      query: { limit: 500 },
    });
    const names = items.map(({ name }) => name);
    this.draft ??= newRepositoryDraft(freeName(names));
    return names;
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { draft } = this;
    if (!draft) return;
    this.errors = repositoryErrors(draft);
    if (Object.keys(this.errors).length > 0) return this.form.refuse(this.errors);
    const done = await this.form.run(async () => {
      try {
        return await this.app.api.send<CreateRepositoryReply>("POST", "/api/repositories", repositoryRequest(draft));
      } catch (error) {
        this.errors = fieldErrorsOf(error);
        throw error;
      }
    });
    if (!done) return;
    this.made = done.reply;
    this.draft = null; // the passphrase with it
    await this.updateComplete;
    scrollTo(0, 0);
    this.querySelector("h1")?.focus();
  };

  private readonly kitStored = async (id: string): Promise<void> => {
    try {
      await this.app.api.send("PATCH", `/api/repositories/${id}`, { keyStored: true });
      this.app.go(`/repositories/${id}`);
    } catch (error) {
      this.app.report(error);
    }
  };

  protected renderPage(): TemplateResult {
    if (!this.app.session.allowed.includes("repository.create")) {
      return html`<p>Your role does not let you make repositories. An administrator can give you the role of an operator.</p>`;
    }
    return this.made ? this.renderMade(this.made) : this.renderForm();
  }

  private renderMade({ repository, recovery }: CreateRepositoryReply): TemplateResult {
    const { id } = repository;
    const secret = recovery.passphrase !== null || recovery.key !== null;
    return html`<section class="card" aria-label="Recovery kit">
      ${
        secret
          ? html`<borgdeck-recovery-kit .app=${this.app} .repository=${repository} .kit=${recovery}></borgdeck-recovery-kit>`
          : html`<p>It is not encrypted: there is neither a passphrase nor a key.</p>`
      }
      <div class="actions">
        <button type="button" class="button primary" @click=${() => this.kitStored(id)}>
          ${secret ? "I have stored it outside this host" : "Go to the repository"}
        </button>
        <a class="button" href=${this.app.href(`/plans/new?repository=${id}`)}>Make a plan for it</a>
      </div>
    </section>`;
  }

  private renderForm(): TemplateResult {
    return html`<form class="stack form" novalidate @submit=${this.submit}>
      ${section(
        null,
        "Place and protection",
        html`<borgdeck-new-repository
          .app=${this.app}
          .draft=${this.draft}
          .errors=${this.errors}
          .onChange=${(draft: RepositoryDraft) => (this.draft = draft)}
        ></borgdeck-new-repository>`,
      )}
      ${this.form.render(places)}
      <div class="actions">
        <button type="submit" class="button primary" ?disabled=${this.form.busy}>
          ${this.form.busy ? "borg is making it…" : "Create it"}
        </button>
        <a class="button" href=${this.app.href("/repositories")}>Cancel</a>
      </div>
    </form>`;
  }
}
