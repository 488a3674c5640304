// How one signs in and proves to be there: password, two-factor, passkeys, single sign-on.
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { AccountReply, PasskeyReply } from "../../../../schemas/account.ts";
import type { MethodsReply } from "../../../../schemas/sessions.ts";
import { Page } from "../../page.ts";
import { tabs } from "../../ui/tabs.ts";
import type { SignInProblem } from "../sign-in/problems.ts";
import { renderProblem } from "../sign-in/render-problem.ts";
import { accountPages } from "./account-pages.ts";

interface Loaded {
  readonly account: AccountReply;
  readonly passkeys: readonly PasskeyReply[];
  /** Whether factors of Borgdeck's own are of any use to this user. */
  readonly ownFactors: boolean;
}

/** `<borgdeck-security-page>` */
export class SecurityPage extends Page<Loaded> {
  @property({ attribute: false }) problem: SignInProblem | null = null;

  protected heading(): string {
    return "Sign-in and security";
  }

  protected key(): string {
    return "security";
  }

  protected override renderTrail(): TemplateResult {
    return tabs(this.app, "Account", accountPages, "/account/security");
  }

  protected async load(): Promise<Loaded> {
    const { api, session } = this.app;
    const [account, methods] = await Promise.all([
      api.get<AccountReply>("/api/account"),
      api.get<MethodsReply>("/api/auth/methods"),
    ]);
    const ownFactors = session.method !== "none" && (methods.password || account.user.door === "proxy");
    const { items } = ownFactors ? await api.get<{ items: PasskeyReply[] }>("/api/account/passkeys") : { items: [] };
    return { account, passkeys: items, ownFactors };
  }

  protected renderPage({ account, passkeys, ownFactors }: Loaded): TemplateResult {
    const changed = () => void this.reload();
    return html`
      ${renderProblem(this.problem)} ${account.hasPassword && ownFactors ? this.renderPassword() : nothing}
      ${
        ownFactors
          ? html`<borgdeck-two-factor-state .app=${this.app} .account=${account} @borgdeck-changed=${changed}></borgdeck-two-factor-state>
              <borgdeck-own-passkeys .app=${this.app} .account=${account} .passkeys=${passkeys} @borgdeck-changed=${changed}></borgdeck-own-passkeys>`
          : nothing
      }
      ${account.oidc ? html`<borgdeck-linked-sign-on .app=${this.app} .signOn=${account.oidc} @borgdeck-changed=${changed}></borgdeck-linked-sign-on>` : nothing}
      ${ownFactors || account.oidc ? nothing : html`<p class="muted">There is nothing to set here: you are not asked who you are.</p>`}
    `;
  }

  private renderPassword(): TemplateResult {
    return html`<section class="card" aria-labelledby="password">
      <h2 id="password">Password</h2>
      <p>Changing it ends all your other sessions.</p>
      <p><a class="button" href=${this.app.href("/account/password")}>Change password</a></p>
    </section>`;
  }
}
