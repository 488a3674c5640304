// What opens a repository without Borgdeck: showing it, putting a key in, changing the passphrase.
import { html, type nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { RecoveryKit, RepositoryReply } from "../../../../schemas/repositories.ts";
import { textArea } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { when } from "../../figures.ts";
import { type PassphraseDraft, passphraseField } from "../repository-form/passphrase-field.ts";
import { type OfRepository, RepositoryTab } from "./repository-tab.ts";

const noPassphrase: PassphraseDraft = { typed: false, passphrase: "" };

/** `<borgdeck-key-page>` */
export class KeyPage extends RepositoryTab<OfRepository> {
  protected readonly place = "/key";
  @state() private kit: RecoveryKit | null = null;
  @state() private busy = false;
  @state() private newKey = "";
  @state() private draft: PassphraseDraft = noPassphrase;
  private readonly passphraseForm = createSubmission(this);
  private readonly keyForm = createSubmission(this);

  protected override startOver(): void {
    this.kit = null;
    this.newKey = "";
    this.draft = noPassphrase;
    this.passphraseForm.clear();
    this.keyForm.clear();
  }

  protected async load(): Promise<OfRepository> {
    return { repository: await this.fetchRepository() };
  }

  protected renderPage({ repository }: OfRepository): TemplateResult {
    if (!repository.allowed.includes("repository.secret")) {
      return html`<p>Only the repository's owner and administrators see its key.</p>`;
    }
    const reopen = html`<borgdeck-reopen .app=${this.app} .repository=${repository} @borgdeck-changed=${() => this.reload()}></borgdeck-reopen>`;
    if (repository.encryption === "none") {
      return html`<p>This repository is not encrypted: there is neither a passphrase nor a key.</p>
        ${reopen}`;
    }
    return html`${this.kit ? this.renderKit(repository, this.kit) : this.renderShow(repository)}
      ${this.renderPassphrase(repository)} ${this.renderImport()} ${reopen}`;
  }

  private renderShow(repository: RepositoryReply): TemplateResult {
    const { keyExportedAt } = repository;
    return html`<section class="card" aria-labelledby="show">
      <h2 id="show">Recovery kit</h2>
      <p>
        The passphrase and the key open this repository anywhere, with borg alone.
        ${
          keyExportedAt
            ? html`They were last shown ${when(keyExportedAt)}.`
            : html`<strong class="warning-text">They have never been shown: if this host is lost, so is the backup.</strong>`
        }
      </p>
      <p>
        <button type="button" class="button primary" ?disabled=${this.busy} @click=${() => this.show(repository)}>
          ${this.busy ? "Asking borg…" : "Show them"}
        </button>
      </p>
    </section>`;
  }

  private async show({ id, name }: RepositoryReply): Promise<void> {
    const sure = await this.app.confirm({
      title: `Show the key of ${name}?`,
      text: "The passphrase and the key will stand on this screen. Whoever sees them and has the repository can read the backups. It is recorded that you exported them.",
      confirm: "Show them",
    });
    if (!sure) return;
    this.busy = true;
    try {
      await this.present(id, await this.app.api.send<RecoveryKit>("POST", `/api/repositories/${id}/key`));
    } catch (error) {
      this.app.report(error);
    } finally {
      this.busy = false;
    }
  }

  private async present(id: string, kit: RecoveryKit): Promise<void> {
    if (id !== this.repositoryId) return; // the page is another repository's by now
    this.kit = kit;
    await this.updateComplete;
    scrollTo(0, 0);
    this.querySelector<HTMLElement>("#kit")?.focus();
  }

  private renderKit(repository: RepositoryReply, kit: RecoveryKit): TemplateResult {
    return html`<section class="card to-print" aria-labelledby="kit">
      <div class="page-head">
        <h2 id="kit" tabindex="-1">Recovery kit of ${repository.name}</h2>
        <button type="button" class="button not-printed" @click=${() => (this.kit = null)}>Hide</button>
      </div>
      <borgdeck-recovery-kit .app=${this.app} .repository=${repository} .kit=${kit}></borgdeck-recovery-kit>
    </section>`;
  }

  private renderPassphrase(repository: RepositoryReply): TemplateResult {
    return html`<section class="card" aria-labelledby="passphrase">
      <h2 id="passphrase">Change the passphrase</h2>
      <p class="muted">
        The old one opens it no more. A key that was exported before still opens with the old one: replace your copy.
      </p>
      <form class="stack-small" novalidate @submit=${(event: Event) => this.changePassphrase(event, repository)}>
        ${passphraseField({
          name: "new-passphrase-by",
          legend: "New passphrase",
          hideLegend: true,
          id: "new-passphrase",
          label: "New passphrase",
          generatedHint: "Shown once, together with the key.",
          draft: this.draft,
          error: this.passphraseForm.at("/passphrase"),
          onChange: (change) => (this.draft = { ...this.draft, ...change }),
        })}
        ${this.passphraseForm.render([["/passphrase", "Passphrase"]])}
        <p><button type="submit" class="button" ?disabled=${this.passphraseForm.busy}>${this.passphraseForm.busy ? "borg is changing it…" : "Change it"}</button></p>
      </form>
    </section>`;
  }

  private async changePassphrase(event: Event, { id, name }: RepositoryReply): Promise<void> {
    event.preventDefault();
    const { typed, passphrase } = this.draft;
    if (typed && passphrase === "") return this.passphraseForm.refuse({ "/passphrase": "Type a passphrase" });
    const sure = await this.app.confirm({
      title: `Change the passphrase of ${name}?`,
      text: "It is changed at once. The new one is then shown here, to be kept elsewhere.",
      confirm: "Change it",
    });
    if (!sure) return;
    const body = typed ? { passphrase } : {};
    const done = await this.passphraseForm.run(() =>
      this.app.api.send<RecoveryKit>("PUT", `/api/repositories/${id}/passphrase`, body),
    );
    if (!done) return;
    this.draft = { ...this.draft, passphrase: "" };
    this.app.say("The passphrase is changed. Keep the new one elsewhere.");
    await this.present(id, done.reply);
  }

  private renderImport(): TemplateResult | typeof nothing {
    return html`<details class="card">
      <summary><strong>Put an exported key back</strong></summary>
      <form class="stack-small" novalidate @submit=${this.importKey}>
        <p class="muted">For a key that was lost: the repository's own copy, or the key file of this host.</p>
        ${textArea({
          id: "key-text",
          label: "Key, as borg key export wrote it",
          value: this.newKey,
          error: this.keyForm.at("/key"),
          onInput: (value) => (this.newKey = value),
        })}
        ${this.keyForm.render([["/key", "Key"]])}
        <p><button type="submit" class="button" ?disabled=${this.keyForm.busy}>Put it back</button></p>
      </form>
    </details>`;
  }

  private readonly importKey = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.newKey.trim() === "") return this.keyForm.refuse({ "/key": "Paste the key" });
    const done = await this.keyForm.run(() => this.app.api.send("PUT", `${this.api}/key`, { key: this.newKey }));
    if (!done) return;
    this.newKey = "";
    this.app.say("The key is back in its place.");
  };
}
