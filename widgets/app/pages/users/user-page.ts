// One user: roles, grants, and whether they may sign in.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { AllRepositoriesRole, GlobalRole } from "../../../../schemas/access.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import type { UserPatch, UserReply } from "../../../../schemas/users.ts";
import { errorAt, errorText, type FieldErrors, fieldErrorsOf } from "../../errors.ts";
import { choiceField } from "../../fields/fields.ts";
import { when } from "../../figures.ts";
import { Page } from "../../page.ts";
import { mark } from "../../ui/state-mark.ts";
import { roleMeanings, roleNames } from "../../words.ts";
import { doorNames } from "./users-page.ts";

interface Loaded {
  readonly user: UserReply;
  readonly repositories: readonly RepositoryReply[];
}

const roles: readonly GlobalRole[] = ["viewer", "operator", "admin"];

/** `<borgdeck-user-page>` */
export class UserPage extends Page<Loaded> {
  @property({ attribute: false }) userId = "";
  @state() private chosenRole: GlobalRole = "viewer";
  @state() private allRole: AllRepositoriesRole = "none";
  @state() private errors: FieldErrors = {};
  @state() private problem: string | null = null;
  @state() private busy = false;

  protected heading(): string {
    return this.data?.user.username ?? "User";
  }

  protected key(): string {
    return this.userId;
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const [user, { items }] = await Promise.all([
      api.get<UserReply>(`/api/users/${encodeURIComponent(this.userId)}`),
      api.get<{ items: RepositoryReply[] }>("/api/repositories", { query: { limit: 500 } }),
    ]);
    this.chosenRole = user.role;
    this.allRole = user.allRepositoriesRole;
    return { user, repositories: items };
  }

  protected override renderTrail(): TemplateResult {
    return html`<p class="trail"><a href=${this.app.href("/users")}>Users</a></p>`;
  }

  protected override renderActions({ user }: Loaded): TemplateResult | typeof nothing {
    if (user.id === this.app.session.user.id) return nothing;
    return user.active
      ? html`<button type="button" class="button danger" @click=${() => this.deactivate(user)}>Deactivate</button>`
      : html`<button type="button" class="button" @click=${() => this.patch(user, { active: true }, `${user.username} may sign in again.`)}>Activate</button>`;
  }

  private async deactivate(user: UserReply): Promise<void> {
    const sure = await this.app.confirm({
      title: `Deactivate ${user.username}?`,
      text: "Their sessions and open pages end at once, and they cannot sign in until somebody activates them again. What belongs to them stays, and their plans go on running.",
      confirm: "Deactivate",
      danger: true,
    });
    if (sure) await this.patch(user, { active: false }, `${user.username} is deactivated.`);
  }

  private async patch(user: UserReply, patch: UserPatch, done: string): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.errors = {};
    this.problem = null;
    try {
      await this.app.api.send("PATCH", `/api/users/${user.id}`, patch, { ifRevision: user.revision });
      this.app.say(done);
      if (user.id === this.app.session.user.id) await this.app.reloadSession();
      await this.reload();
    } catch (error) {
      this.errors = fieldErrorsOf(error);
      this.problem = errorText(error);
    } finally {
      this.busy = false;
    }
  }

  protected renderPage({ user, repositories }: Loaded): TemplateResult {
    return html`
      <section class="card" aria-label="Facts">
        <p>${user.active ? mark("ok", "Active") : mark("paused", "Deactivated")}</p>
        <dl class="facts">
          ${user.displayName ? html`<dt>Full name</dt><dd>${user.displayName}</dd>` : nothing}
          ${user.email ? html`<dt>E-mail</dt><dd>${user.email}</dd>` : nothing}
          <dt>Signs in by</dt>
          <dd>${doorNames[user.door]}</dd>
          <dt>Last seen</dt>
          <dd>${when(user.lastSeenAt)}</dd>
        </dl>
      </section>
      <section class="card" aria-labelledby="roles">
        <h2 id="roles">Roles</h2>
        ${this.renderRoles(user)}
      </section>
      <borgdeck-user-grants
        .app=${this.app}
        .user=${user}
        .repositories=${repositories}
        @borgdeck-changed=${() => this.reload()}
      ></borgdeck-user-grants>
    `;
  }

  private renderRoles(user: UserReply): TemplateResult {
    const changed = this.chosenRole !== user.role || this.allRole !== user.allRepositoriesRole;
    const save = (event: Event) => {
      event.preventDefault();
      void this.patch(user, { role: this.chosenRole, allRepositoriesRole: this.allRole }, "Saved.");
    };
    return html`<form class="stack-small" novalidate @submit=${save}>
      ${choiceField<GlobalRole>({
        name: "role",
        legend: "Role: the most they may ever do",
        value: this.chosenRole,
        choices: roles.map((role) => ({ value: role, label: roleNames[role], hint: roleMeanings[role] })),
        error: errorAt(this.errors, "/role"),
        onChange: (role) => {
          this.chosenRole = role;
        },
      })}
      ${
        this.chosenRole === "admin"
          ? html`<p class="muted small">Administrators see and manage every repository.</p>`
          : choiceField<AllRepositoriesRole>({
              name: "all-role",
              legend: "On every repository, present and future",
              value: this.allRole,
              choices: [
                { value: "none", label: "Nothing", hint: "Only what is granted below, and what they created." },
                { value: "viewer", label: "Viewer" },
                { value: "operator", label: "Operator" },
              ],
              error: errorAt(this.errors, "/allRepositoriesRole"),
              onChange: (role) => {
                this.allRole = role;
              },
            })
      }
      <div role="alert">${this.problem ? html`<p class="error">${this.problem}</p>` : nothing}</div>
      <p><button type="submit" class="button primary" ?disabled=${!changed || this.busy}>Save</button></p>
    </form>`;
  }
}
