// Who one is here, how that was proved, and what one may do.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { AccountPatch, AccountReply } from "../../../../schemas/account.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { textField } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { when } from "../../figures.ts";
import { Page } from "../../page.ts";
import { canSignOut } from "../../shell/bar.ts";
import { tabs } from "../../ui/tabs.ts";
import { roleMeanings, roleNames } from "../../words.ts";
import type { SignInProblem } from "../sign-in/problems.ts";
import { renderProblem } from "../sign-in/render-problem.ts";
import { accountPages } from "./account-pages.ts";
import { signedInWords } from "./method-words.ts";

interface Loaded {
  readonly account: AccountReply;
  readonly repositories: readonly RepositoryReply[];
}

/** `<borgdeck-account-page>` */
export class AccountPage extends Page<Loaded> {
  /** What went wrong at the provider, where one comes from there. */
  @property({ attribute: false }) problem: SignInProblem | null = null;
  @state() private displayName = "";
  @state() private email = "";
  private readonly submission = createSubmission(this);

  protected heading(): string {
    return "Your account";
  }

  protected key(): string {
    return "account";
  }

  protected override renderTrail(): TemplateResult {
    return tabs(this.app, "Account", accountPages, "/account");
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [account, { items }] = await Promise.all([
      api.get<AccountReply>("/api/account"),
      api.get<{ items: RepositoryReply[] }>("/api/repositories", { query: { limit: 500 } }),
    ]);
    return { account, repositories: items };
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (!changed.has("data" as never) || this.data === null) return;
    this.displayName = this.data.account.user.displayName ?? "";
    this.email = this.data.account.user.email ?? "";
  }

  private readonly save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { user } = (this.data as Loaded).account;
    const [displayName, email] = [this.displayName.trim() || null, this.email.trim() || null];
    const patch: AccountPatch = {
      ...(displayName === user.displayName ? {} : { displayName }),
      ...(email === user.email ? {} : { email }),
    };
    const saved = await this.submission.run(() =>
      this.app.api.send("PATCH", "/api/account", patch, { ifRevision: user.revision }),
    );
    if (!saved) return;
    this.app.say("Saved.");
    await this.app.reloadSession();
    await this.reload();
  };

  protected renderPage({ account, repositories }: Loaded): TemplateResult {
    const { session } = this.app;
    const { user } = account;
    return html`
      ${renderProblem(this.problem)}
      <section class="card" aria-label="Facts">
        <dl class="facts">
          <dt>Name</dt>
          <dd>${user.username}</dd>
          <dt>Role</dt>
          <dd>${roleNames[user.role]} <span class="muted">– ${roleMeanings[user.role]}</span></dd>
          <dt>Signed in</dt>
          <dd>${signedInWords(session)}${["header", "assertion", "none"].includes(session.method) ? nothing : html`, ${when(session.authenticatedAt)}`}</dd>
        </dl>
        ${canSignOut(session) ? html`<div class="actions"><button type="button" class="button" @click=${() => this.app.signOut()}>Sign out</button></div>` : nothing}
      </section>
      ${this.renderProfile(user.door !== "local")}
      <borgdeck-own-access .app=${this.app} .user=${user} .repositories=${repositories}></borgdeck-own-access>
    `;
  }

  private renderProfile(fromElsewhere: boolean): TemplateResult {
    const { user } = (this.data as Loaded).account;
    const changed = this.displayName.trim() !== (user.displayName ?? "") || this.email.trim() !== (user.email ?? "");
    return html`<section class="card" aria-labelledby="profile">
      <h2 id="profile">Profile</h2>
      <form class="stack-small" novalidate @submit=${this.save}>
        ${textField({
          id: "display-name",
          label: "Full name",
          value: this.displayName,
          autocomplete: "name",
          error: this.submission.at("/displayName"),
          onInput: (value) => {
            this.displayName = value;
          },
        })}
        ${textField({
          id: "email",
          label: "E-mail",
          type: "email",
          value: this.email,
          autocomplete: "email",
          error: this.submission.at("/email"),
          onInput: (value) => {
            this.email = value;
          },
        })}
        ${fromElsewhere ? html`<p class="muted small">What the proxy or provider sends replaces this when you come in the next time.</p>` : nothing}
        ${this.submission.render(
          [
            ["/displayName", "full name"],
            ["/email", "e-mail"],
          ],
          () => this.reload(),
        )}
        <p><button type="submit" class="button primary" ?disabled=${!changed || this.submission.busy}>Save</button></p>
      </form>
    </section>`;
  }
}
