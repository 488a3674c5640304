// Adding a local user: name, roles, and how they get in the first time.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { AllRepositoriesRole, GlobalRole } from "../../../../schemas/access.ts";
import type { MethodsReply } from "../../../../schemas/sessions.ts";
import type { CreateUserReply, CreateUserRequest } from "../../../../schemas/users.ts";
import type { FieldErrors } from "../../errors.ts";
import { choiceField, textField } from "../../fields/fields.ts";
import type { Places } from "../../fields/form-errors.ts";
import { createSubmission } from "../../fields/submission.ts";
import { Page } from "../../page.ts";
import { section } from "../plan-form/section.ts";
import { allRoleChoices, roleChoices, whyNoneIsAdded } from "./user-words.ts";

const places: Places = [
  ["/username", "Name"],
  ["/displayName", "Full name"],
  ["/email", "E-mail"],
  ["/role", "Role"],
  ["/allRepositoriesRole", "Repositories"],
  ["/start", "First sign-in"],
];

interface Draft {
  readonly username: string;
  readonly displayName: string;
  readonly email: string;
  readonly role: GlobalRole;
  readonly allRepositoriesRole: AllRepositoriesRole;
  readonly start: CreateUserRequest["start"];
}

const blank: Draft = {
  username: "",
  displayName: "",
  email: "",
  role: "viewer",
  allRepositoriesRole: "none",
  start: "invitation",
};

/** `<borgdeck-new-user-page>` */
export class NewUserPage extends Page<MethodsReply> {
  @state() private draft: Draft = blank;
  @state() private made: CreateUserReply | null = null;
  private readonly form = createSubmission(this);

  protected heading(): string {
    return this.made ? `${this.made.user.username} is added` : "Add a user";
  }

  protected key(): string {
    return "new-user";
  }

  protected load(): Promise<MethodsReply> {
    return this.app.api.get<MethodsReply>("/api/auth/methods");
  }

  protected override renderTrail(): TemplateResult {
    return html`<p class="trail"><a href=${this.app.href("/users")}>Users</a></p>`;
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const errors = draftErrors(this.draft);
    if (Object.keys(errors).length > 0) return this.form.refuse(errors);
    const done = await this.form.run(() =>
      this.app.api.send<CreateUserReply>("POST", "/api/users", requestOf(this.draft)),
    );
    if (!done) return;
    this.made = done.reply;
    this.draft = blank;
    await this.updateComplete;
    this.querySelector("h1")?.focus();
  };

  protected renderPage(methods: MethodsReply): TemplateResult {
    if (!methods.password) return html`<p>${whyNoneIsAdded(methods)}</p>`;
    return this.made ? this.renderMade(this.made) : this.renderForm();
  }

  private renderMade({ user, entry }: CreateUserReply): TemplateResult {
    return html`<section class="card form" aria-label="First sign-in">
      <borgdeck-first-entry .app=${this.app} .entry=${entry} .username=${user.username}></borgdeck-first-entry>
      <div class="actions">
        <a class="button primary" href=${this.app.href(`/users/${user.id}`)}>Share repositories with ${user.username}</a>
        <button type="button" class="button" @click=${() => (this.made = null)}>Add another</button>
      </div>
    </section>`;
  }

  private renderForm(): TemplateResult {
    const { draft, form } = this;
    return html`<form class="stack form" novalidate @submit=${this.submit}>
      ${section(null, "Who", html`${this.text("username", "Name to sign in with", true)} ${this.text("displayName", "Full name (optional)")} ${this.text("email", "E-mail (optional)")}`)}
      ${section(
        null,
        "What they may do",
        html`${choiceField<GlobalRole>({
          name: "role",
          legend: "Role: the most they may ever do",
          value: draft.role,
          choices: roleChoices,
          error: form.at("/role"),
          onChange: (role) => this.change({ role }),
        })}
        ${
          draft.role === "admin"
            ? nothing
            : choiceField<AllRepositoriesRole>({
                name: "all-role",
                legend: "On every repository, present and future",
                value: draft.allRepositoriesRole,
                choices: allRoleChoices,
                error: form.at("/allRepositoriesRole"),
                onChange: (allRepositoriesRole) => this.change({ allRepositoriesRole }),
              })
        }`,
      )}
      ${section(
        null,
        "First sign-in",
        choiceField<Draft["start"]>({
          name: "start",
          legend: "How they get in the first time",
          hideLegend: true,
          value: draft.start,
          choices: [
            {
              value: "invitation",
              label: "An invitation link",
              hint: "They open it and choose their own password. Good for seven days, once.",
            },
            {
              value: "password",
              label: "A one-time password",
              hint: "Made for them and shown to you once; they have to choose another at the first sign-in.",
            },
          ],
          error: form.at("/start"),
          onChange: (start) => this.change({ start }),
        }),
      )}
      <div class="stack-small">
        ${form.render(places)}
        <p class="actions">
          <button type="submit" class="button primary" ?disabled=${form.busy}>${form.busy ? "Adding…" : "Add user"}</button>
          <a class="button" href=${this.app.href("/users")}>Cancel</a>
        </p>
      </div>
    </form>`;
  }

  private change(change: Partial<Draft>): void {
    this.draft = { ...this.draft, ...change };
  }

  private text(name: "username" | "displayName" | "email", label: string, required = false): TemplateResult {
    return textField({
      id: `user-${name}`,
      label,
      type: name === "email" ? "email" : "text",
      value: this.draft[name],
      required,
      error: this.form.at(`/${name}`),
      onInput: (value) => this.change({ [name]: value }),
    });
  }
}

/** What this page can tell without asking. */
function draftErrors({ username }: Draft): FieldErrors {
  if (username.trim() === "") return { "/username": "Type a name." };
  if (/[,{}\p{Cc}]/u.test(username)) return { "/username": "No comma, no braces." };
  return {};
}

function requestOf({ username, displayName, email, role, allRepositoriesRole, start }: Draft): CreateUserRequest {
  return {
    username: username.trim(),
    displayName: displayName.trim() || null,
    email: email.trim() || null,
    role,
    allRepositoriesRole: role === "admin" ? "none" : allRepositoriesRole,
    start,
  };
}
