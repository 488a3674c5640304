// API tokens of one's own: for programs that read or do things in one's name.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { CreateTokenReply, TokenReply } from "../../../../schemas/account.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { ago, moment } from "../../figures.ts";
import { Page } from "../../page.ts";
import { mark } from "../../ui/state-mark.ts";
import { tabs } from "../../ui/tabs.ts";
import { accountPages } from "./account-pages.ts";
import { scopeNames } from "./token-form.ts";

interface Loaded {
  readonly tokens: readonly TokenReply[];
  readonly repositories: readonly RepositoryReply[];
}

/** `<borgdeck-tokens-page>` */
export class TokensPage extends Page<Loaded> {
  @state() private making = false;
  @state() private made: CreateTokenReply | null = null;
  @state() private busy = false;

  protected heading(): string {
    return "API tokens";
  }

  protected key(): string {
    return "tokens";
  }

  protected override renderTrail(): TemplateResult {
    return tabs(this.app, "Account", accountPages, "/account/tokens");
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [tokens, repositories] = await Promise.all([
      api.get<{ items: TokenReply[] }>("/api/account/tokens"),
      api.get<{ items: RepositoryReply[] }>("/api/repositories", { query: { limit: 500 } }),
    ]);
    return { tokens: tokens.items, repositories: repositories.items };
  }

  protected override renderActions(): TemplateResult | typeof nothing {
    if (this.making) return nothing;
    return html`<button type="button" class="button primary" @click=${() => this.begin()}>New token</button>`;
  }

  private begin(): void {
    this.making = true;
    this.made = null;
  }

  private readonly settle = ({ detail }: CustomEvent<CreateTokenReply>): void => {
    this.making = false;
    this.made = detail;
    void this.reload();
    void this.updateComplete.then(() => this.querySelector<HTMLElement>("#made")?.focus());
  };

  private async revoke({ id, name }: TokenReply): Promise<void> {
    const sure = await this.app.confirm({
      title: `Revoke ${name}?`,
      text: "Whatever uses it is refused from now on, and cannot be let in again with the same token.",
      confirm: "Revoke",
      danger: true,
    });
    if (!sure || this.busy) return;
    this.busy = true;
    try {
      await this.app.api.send("DELETE", `/api/account/tokens/${id}`);
      if (this.made?.token.id === id) this.made = null;
      this.app.say("The token is revoked.");
      await this.reload();
    } catch (error) {
      this.app.report(error);
    } finally {
      this.busy = false;
    }
  }

  protected renderPage({ tokens, repositories }: Loaded): TemplateResult {
    return html`
      <p class="muted">A token lets a dashboard, a script or a monitor in as you, with no more than you choose here, and never with what needs a proof that you are there. For a dashboard, <a href=${this.app.href("/dashboards")}>Dashboards</a> makes one together with what to paste.</p>
      ${this.made ? this.renderMade(this.made) : nothing}
      ${
        this.making
          ? html`<borgdeck-token-form
              .app=${this.app}
              .repositories=${repositories}
              @borgdeck-made=${this.settle}
              @borgdeck-cancel=${() => {
                this.making = false;
              }}
            ></borgdeck-token-form>`
          : nothing
      }
      ${tokens.length === 0 ? (this.making ? nothing : html`<p>You have no tokens. Make one for each program, so that each can be revoked alone.</p>`) : this.renderTable(tokens, repositories)}
    `;
  }

  private renderMade({ token, secret }: CreateTokenReply): TemplateResult {
    return html`<section class="card" aria-labelledby="made">
      <h2 id="made" tabindex="-1">${token.name}: copy it now</h2>
      <p>It is shown only this once. Programs send it in a header:</p>
      <pre class="secret" tabindex="0" aria-label="Token">${secret}</pre>
      <div class="actions">
        <borgdeck-copy .text=${secret} .label=${"token"}></borgdeck-copy>
        <button type="button" class="button" @click=${() => {
          this.made = null;
        }}>Done</button>
      </div>
      <p class="small muted">Try it: <code>curl -H "Authorization: Bearer TOKEN" ${this.app.server}/api/status</code></p>
    </section>`;
  }

  private renderTable(tokens: readonly TokenReply[], repositories: readonly RepositoryReply[]): TemplateResult {
    return html`<div class="scroll">
      <table class="fold">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">May</th>
            <th scope="col">Repositories</th>
            <th scope="col">Last used</th>
            <th scope="col">Expires</th>
            <th scope="col"><span class="hidden">Revoke</span></th>
          </tr>
        </thead>
        <tbody>
          ${tokens.map((token) => this.renderRow(token, repositories))}
        </tbody>
      </table>
    </div>`;
  }

  private renderRow(token: TokenReply, repositories: readonly RepositoryReply[]): TemplateResult {
    const { name, scopes, repositoryIds, lastUsedAt, expiresAt, createdAt } = token;
    const nameOf = (id: string) => repositories.find((repository) => repository.id === id)?.name ?? id;
    const expired = expiresAt !== null && Date.parse(expiresAt) <= Date.now();
    return html`<tr>
      <th scope="row">${name} <span class="small muted">made ${moment(createdAt)}</span></th>
      <td data-label="May">${scopes.map((scope) => scopeNames[scope]).join(", ")}</td>
      <td data-label="Repositories">${repositoryIds === null ? "all that you see" : repositoryIds.map(nameOf).join(", ")}</td>
      <td data-label="Last used">${ago(lastUsedAt)}</td>
      <td data-label="Expires">${expired ? mark("paused", "Expired") : expiresAt ? moment(expiresAt) : "never"}</td>
      <td class="number"><button type="button" class="button danger" aria-label="Revoke ${name}" @click=${() => this.revoke(token)}>Revoke</button></td>
    </tr>`;
  }
}
