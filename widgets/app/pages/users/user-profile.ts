// Name, e-mail and roles of a user, saved together.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { AllRepositoriesRole, GlobalRole } from "../../../../schemas/access.ts";
import type { UserPatch, UserReply } from "../../../../schemas/users.ts";
import { choiceField, textField } from "../../fields/fields.ts";
import type { Places } from "../../fields/form-errors.ts";
import { createSubmission } from "../../fields/submission.ts";
import { AppElement } from "../../page.ts";
import { allRoleChoices, roleChoices } from "./user-words.ts";

const places: Places = [
  ["/displayName", "Full name"],
  ["/email", "E-mail"],
  ["/role", "Role"],
  ["/allRepositoriesRole", "Repositories"],
];

/** `<borgdeck-user-profile>`: `reload` reads the user anew; what is typed and not saved stays. */
export class UserProfile extends AppElement {
  @property({ attribute: false }) user!: UserReply;
  @property({ attribute: false }) reload: () => Promise<unknown> = () => Promise.resolve();
  @state() private changes: UserPatch = {};
  private readonly form = createSubmission(this);

  private change(change: UserPatch): void {
    this.changes = { ...this.changes, ...change };
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const { user, changes, app } = this;
    const done = await this.form.run(() =>
      app.api.send<UserReply>("PATCH", `/api/users/${user.id}`, changes, { ifRevision: user.revision }),
    );
    if (!done) return;
    this.changes = {};
    app.say("Saved.");
    if (user.id === app.session.user.id) await app.reloadSession();
    await this.reload();
  };

  protected override render(): TemplateResult {
    const { user, changes, form } = this;
    const next = { ...user, ...changes };
    const changed = (Object.keys(changes) as (keyof UserPatch)[]).some((name) => next[name] !== user[name]);
    return html`<section class="card" aria-labelledby="profile">
      <h2 id="profile">Profile and roles</h2>
      <form class="stack-small" novalidate @submit=${this.submit}>
        ${user.door === "local" ? html`<div class="pair">${this.text("displayName", "Full name")} ${this.text("email", "E-mail")}</div>` : nothing}
        ${choiceField<GlobalRole>({
          name: "role",
          legend: "Role: the most they may ever do; another one ends their sessions",
          value: next.role,
          choices: roleChoices,
          error: form.at("/role"),
          onChange: (role) => this.change({ role }),
        })}
        ${
          next.role === "admin"
            ? html`<p class="muted small">Administrators see and manage every repository.</p>`
            : choiceField<AllRepositoriesRole>({
                name: "all-role",
                legend: "On every repository, present and future",
                value: next.allRepositoriesRole,
                choices: allRoleChoices,
                error: form.at("/allRepositoriesRole"),
                onChange: (allRepositoriesRole) => this.change({ allRepositoriesRole }),
              })
        }
        ${form.render(places, this.reload)}
        <p><button type="submit" class="button primary" ?disabled=${!changed || form.busy}>${form.busy ? "Saving…" : "Save"}</button></p>
      </form>
    </section>`;
  }

  private text(name: "displayName" | "email", label: string): TemplateResult {
    return textField({
      id: `user-${name}`,
      label,
      type: name === "email" ? "email" : "text",
      value: this.changes[name] ?? (name in this.changes ? "" : (this.user[name] ?? "")),
      error: this.form.at(`/${name}`),
      onInput: (value) => this.change({ [name]: value === "" ? null : value }),
    });
  }
}
