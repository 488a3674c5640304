// Everybody who has an account here, and who waits to be let in.
import { html, nothing, type TemplateResult } from "lit";
import type { MethodsReply } from "../../../../schemas/sessions.ts";
import type { UserReply } from "../../../../schemas/users.ts";
import { ago, when } from "../../figures.ts";
import { Page } from "../../page.ts";
import type { ListPage } from "../../ui/paged-list.ts";
import { roleNames } from "../../words.ts";
import { settingsNav } from "../settings/settings-nav.ts";
import { doorNames, factorWords, reachWords, userMark, whyNoneIsAdded } from "./user-words.ts";

interface Loaded {
  readonly users: ListPage<UserReply>;
  readonly pending: ListPage<UserReply>;
  readonly methods: MethodsReply;
}

/** `<borgdeck-users-page>` */
export class UsersPage extends Page<Loaded> {
  protected heading(): string {
    return "Users";
  }

  protected key(): string {
    return "users";
  }

  protected async load(): Promise<Loaded> {
    const [users, pending, methods] = await Promise.all([
      this.fetchUsers(null),
      this.app.api.get<ListPage<UserReply>>("/api/users", { query: { pending: "true", limit: 100 } }),
      this.app.api.get<MethodsReply>("/api/auth/methods"),
    ]);
    return { users, pending, methods };
  }

  private readonly fetchUsers = (cursor: string | null): Promise<ListPage<UserReply>> =>
    this.app.api.get("/api/users", { query: { limit: 100, cursor } });

  protected override renderTrail(): TemplateResult | typeof nothing {
    return settingsNav(this.app, "/users");
  }

  protected override renderActions({ methods }: Loaded): TemplateResult | typeof nothing {
    if (!methods.password) return nothing;
    return html`<a class="button primary" href=${this.app.href("/users/new")}>Add user</a>`;
  }

  private async decide(user: UserReply, verb: "approve" | "deactivate", done: string): Promise<void> {
    try {
      await this.app.api.send("POST", `/api/users/${user.id}/${verb}`);
      this.app.say(done);
    } catch (error) {
      this.app.report(error);
    }
    await this.reload();
  }

  private async refuse(user: UserReply): Promise<void> {
    const sure = await this.app.confirm({
      title: `Refuse ${user.username}?`,
      text: "They stay in the list, deactivated, and are told so when they try again. You can activate or remove them later.",
      confirm: "Refuse",
      danger: true,
    });
    if (sure) await this.decide(user, "deactivate", `${user.username} is refused.`);
  }

  protected renderPage({ users, pending, methods }: Loaded): TemplateResult {
    return html`
      ${pending.items.length > 0 ? this.renderPending(pending) : nothing}
      <borgdeck-paged-list
        .app=${this.app}
        .first=${users}
        .fetchPage=${this.fetchUsers}
        .renderItems=${(items: readonly UserReply[]) => this.renderTable(items)}
      ></borgdeck-paged-list>
      ${
        methods.password
          ? html`<p class="muted small">
              Whom the proxy or single sign-on names is added on first sight, as its settings say. Equal names from different
              doors are different users.
            </p>`
          : html`<p>${whyNoneIsAdded(methods)}</p>`
      }`;
  }

  private renderPending({ items, next }: ListPage<UserReply>): TemplateResult {
    return html`<section class="card" aria-labelledby="pending">
      <h2 id="pending">Waiting for approval</h2>
      <ul class="entries-list">
        ${items.map(
          (user) => html`<li class="page-head">
            <div>
              <a href=${this.app.href(`/users/${user.id}`)}>${user.username}</a>
              ${user.displayName ? html`<span class="muted">${user.displayName}</span>` : nothing}
              <div class="muted small">${user.email ?? "no e-mail"} · ${doorNames[user.door]} · asked ${when(user.createdAt)}</div>
            </div>
            <div class="actions">
              <button type="button" class="button primary" aria-label="Approve ${user.username}" @click=${() => this.decide(user, "approve", `${user.username} may sign in.`)}>Approve</button>
              <button type="button" class="button" aria-label="Refuse ${user.username}" @click=${() => this.refuse(user)}>Refuse</button>
            </div>
          </li>`,
        )}
      </ul>
      ${next === null ? nothing : html`<p class="muted small">More wait; they are in the list below.</p>`}
    </section>`;
  }

  private renderTable(users: readonly UserReply[]): TemplateResult {
    return html`<div class="scroll">
      <table class="fold">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">State</th>
            <th scope="col">Role</th>
            <th scope="col">Repositories</th>
            <th scope="col">Signs in by</th>
            <th scope="col">Last seen</th>
          </tr>
        </thead>
        <tbody>
          ${users.map((user) => this.renderRow(user))}
        </tbody>
      </table>
    </div>`;
  }

  private renderRow(user: UserReply): TemplateResult {
    const { id, username, displayName, role, door, lastSeenAt } = user;
    return html`<tr>
      <th scope="row">
        <a href=${this.app.href(`/users/${id}`)}>${username}</a>
        ${displayName ? html`<span class="muted">${displayName}</span>` : nothing}
        ${id === this.app.session.user.id ? html`<span class="muted">(you)</span>` : nothing}
      </th>
      <td>${userMark(user)}</td>
      <td data-label="Role">${roleNames[role]}</td>
      <td data-label="Repositories">${reachWords(user)}</td>
      <td data-label="Signs in by">${doorNames[door]}<div class="muted small">${factorWords(user)}</div></td>
      <td data-label="Last seen">${ago(lastSeenAt)}</td>
    </tr>`;
  }
}
