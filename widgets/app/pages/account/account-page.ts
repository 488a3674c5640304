// Who one is here, how that was proved, and what one may do.
import { html, nothing, type TemplateResult } from "lit";
import { when } from "../../figures.ts";
import { Page } from "../../page.ts";
import { roleMeanings, roleNames } from "../../words.ts";

/** `<borgdeck-account-page>` */
export class AccountPage extends Page<true> {
  protected heading(): string {
    return "Your account";
  }

  protected key(): string {
    return "account";
  }

  protected async load(): Promise<true> {
    return true;
  }

  protected renderPage(): TemplateResult {
    const { user, method, authenticatedAt } = this.app.session;
    const byProxy = method === "header";
    return html`<section class="card">
      <dl class="facts">
        <dt>Name</dt>
        <dd>${user.username}${user.displayName ? html` <span class="muted">(${user.displayName})</span>` : nothing}</dd>
        ${user.email ? html`<dt>E-mail</dt><dd>${user.email}</dd>` : nothing}
        <dt>Role</dt>
        <dd>${roleNames[user.role]} <span class="muted">– ${roleMeanings[user.role]}</span></dd>
        <dt>All repositories</dt>
        <dd>${user.allRepositoriesRole === "none" ? "No role; only what is shared with you" : roleNames[user.allRepositoriesRole]}</dd>
        <dt>Signed in</dt>
        <dd>${byProxy ? "By the proxy in front of Borgdeck, with every request" : html`With a password, ${when(authenticatedAt)}`}</dd>
      </dl>
      <div class="actions">
        ${byProxy ? nothing : html`<a class="button" href=${this.app.href("/account/password")}>Change password</a>`}
        <button type="button" class="button" @click=${() => this.app.signOut()}>Sign out</button>
      </div>
    </section>`;
  }
}
