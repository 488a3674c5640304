// Everybody who has an account here.
import { html, type TemplateResult } from "lit";
import type { UserReply } from "../../../../schemas/users.ts";
import { ago, counted } from "../../figures.ts";
import { Page } from "../../page.ts";
import type { ListPage } from "../../ui/paged-list.ts";
import { mark } from "../../ui/state-mark.ts";
import { roleNames } from "../../words.ts";

export const doorNames: Record<UserReply["door"], string> = {
  local: "Password",
  proxy: "Proxy",
  oidc: "Single sign-on",
};

/** `<borgdeck-users-page>` */
export class UsersPage extends Page<ListPage<UserReply>> {
  protected heading(): string {
    return "Users";
  }

  protected key(): string {
    return "users";
  }

  protected load(): Promise<ListPage<UserReply>> {
    return this.fetchUsers(null);
  }

  private readonly fetchUsers = (cursor: string | null): Promise<ListPage<UserReply>> =>
    this.app.api.get("/api/users", { query: { limit: 100, cursor } });

  protected renderPage(users: ListPage<UserReply>): TemplateResult {
    return html`<p class="muted">Somebody whom the proxy names is added here on first sight, as a viewer. What they see is up to you.</p>
      <borgdeck-paged-list
        .app=${this.app}
        .first=${users}
        .fetchPage=${this.fetchUsers}
        .renderItems=${(items: readonly UserReply[]) => this.renderTable(items)}
      ></borgdeck-paged-list>`;
  }

  private renderTable(users: readonly UserReply[]): TemplateResult {
    return html`<div class="scroll">
      <table class="fold">
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Role</th>
            <th scope="col">Repositories</th>
            <th scope="col">Signs in by</th>
            <th scope="col">State</th>
            <th scope="col">Last seen</th>
          </tr>
        </thead>
        <tbody>
          ${users.map((user) => this.renderRow(user))}
        </tbody>
      </table>
    </div>`;
  }

  private renderRow({
    id,
    username,
    displayName,
    role,
    allRepositoriesRole,
    grants,
    door,
    active,
    lastSeenAt,
  }: UserReply): TemplateResult {
    const all =
      role === "admin"
        ? "all"
        : allRepositoriesRole === "none"
          ? ""
          : `all, as ${roleNames[allRepositoriesRole].toLowerCase()}`;
    return html`<tr>
      <th scope="row">
        <a href=${this.app.href(`/users/${id}`)}>${username}</a>${displayName ? html` <span class="muted">${displayName}</span>` : ""}
        ${id === this.app.session.user.id ? html`<span class="muted">(you)</span>` : ""}
      </th>
      <td data-label="Role">${roleNames[role]}</td>
      <td data-label="Repositories">${[all, grants.length > 0 ? counted(grants.length, "grant") : ""].filter(Boolean).join("; ") || "none"}</td>
      <td data-label="Signs in by">${doorNames[door]}</td>
      <td>${active ? mark("ok", "Active") : mark("paused", "Deactivated")}</td>
      <td data-label="Last seen">${ago(lastSeenAt)}</td>
    </tr>`;
  }
}
