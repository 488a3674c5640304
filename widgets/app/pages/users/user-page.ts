// One user: who it is, roles, grants, and whether and how they may sign in.
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import type { MethodsReply } from "../../../../schemas/sessions.ts";
import type { UserReply } from "../../../../schemas/users.ts";
import { when } from "../../figures.ts";
import { Page } from "../../page.ts";
import { doorNames, factorWords, reachWords, userMark } from "./user-words.ts";

interface Loaded {
  readonly user: UserReply;
  readonly repositories: readonly RepositoryReply[];
  readonly methods: MethodsReply;
}

/** `<borgdeck-user-page>` */
export class UserPage extends Page<Loaded> {
  @property({ attribute: false }) userId = "";

  protected heading(): string {
    return this.data?.user.username ?? "User";
  }

  protected key(): string {
    return this.userId;
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [user, { items }, methods] = await Promise.all([
      api.get<UserReply>(`/api/users/${encodeURIComponent(this.userId)}`),
      api.get<{ items: RepositoryReply[] }>("/api/repositories", { query: { limit: 500 } }),
      api.get<MethodsReply>("/api/auth/methods"),
    ]);
    return { user, repositories: items, methods };
  }

  private readonly refresh = (): Promise<void> => this.reload();

  protected override renderTrail(): TemplateResult {
    return html`<p class="trail"><a href=${this.app.href("/users")}>Users</a></p>`;
  }

  protected override renderActions({ user }: Loaded): TemplateResult | typeof nothing {
    if (!this.app.session.allowed.includes("audit.read")) return nothing;
    return html`<a class="button" href=${this.app.href(`/settings/audit?user=${user.id}`)}>In the audit</a>`;
  }

  protected renderPage({ user, repositories, methods }: Loaded): TemplateResult {
    const { app, refresh } = this;
    const own = user.id === app.session.user.id;
    return html`
      <section class="card" aria-label="Facts">
        <p>${userMark(user)}</p>
        <dl class="facts">
          ${user.displayName ? html`<dt>Full name</dt><dd>${user.displayName}</dd>` : nothing}
          ${user.email ? html`<dt>E-mail</dt><dd>${user.email}</dd>` : nothing}
          <dt>Repositories</dt>
          <dd>${reachWords(user)}</dd>
          <dt>Added</dt>
          <dd>${when(user.createdAt)}</dd>
          <dt>Last seen</dt>
          <dd>${when(user.lastSeenAt)}</dd>
        </dl>
      </section>
      ${own ? this.renderOwn(user) : html`<borgdeck-user-access .app=${app} .user=${user} .localSignIn=${methods.password} .reload=${refresh}></borgdeck-user-access>`}
      <borgdeck-user-profile .app=${app} .user=${user} .reload=${refresh}></borgdeck-user-profile>
      <borgdeck-user-grants
        .app=${app}
        .user=${user}
        .repositories=${repositories}
        @borgdeck-changed=${refresh}
      ></borgdeck-user-grants>
    `;
  }

  private renderOwn(user: UserReply): TemplateResult {
    return html`<section class="card" aria-labelledby="access">
      <h2 id="access">Signing in</h2>
      <p>This is you: ${[doorNames[user.door], factorWords(user)].filter(Boolean).join(", ")}. How you sign in is on <a href=${this.app.href("/account")}>your account page</a>.</p>
    </section>`;
  }
}
