// Who one is here, how that was proved, and what one may do.
import { html, nothing, type TemplateResult } from "lit";
import type { UserReply } from "../../../../schemas/users.ts";
import { counted, when } from "../../figures.ts";
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
        <dt>Repositories</dt>
        <dd>${reachOf(user)}</dd>
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

/** Which repositories somebody reaches, in words. */
function reachOf({ role, allRepositoriesRole, grants }: UserReply): string {
  if (role === "admin") return "All";
  if (allRepositoriesRole !== "none") return `All, as ${roleNames[allRepositoriesRole].toLowerCase()}`;
  return grants.length === 0
    ? "What you create yourself"
    : `${counted(grants.length, "repository", "repositories")} shared with you, and what you create yourself`;
}
