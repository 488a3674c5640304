// The roles of a user on single repositories.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { RepositoryRole } from "../../../../schemas/access.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import type { UserReply } from "../../../../schemas/users.ts";
import { selectField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";

const roleChoices: readonly { readonly value: RepositoryRole; readonly label: string }[] = [
  { value: "viewer", label: "Viewer" },
  { value: "operator", label: "Operator" },
];

/** `<borgdeck-user-grants>`: fires `borgdeck-changed` after each change. */
export class UserGrants extends AppElement {
  @property({ attribute: false }) user!: UserReply;
  @property({ attribute: false }) repositories: readonly RepositoryReply[] = [];
  @state() private chosen = "";
  @state() private chosenRole: RepositoryRole = "viewer";
  @state() private busy = false;

  private async change(method: "PUT" | "DELETE", repositoryId: string, role?: RepositoryRole): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      const path = `/api/users/${this.user.id}/grants/${repositoryId}`;
      await this.app.api.send(method, path, role === undefined ? undefined : { role });
      this.app.say(
        role === undefined
          ? `${this.nameOf(repositoryId)} is not shared any more.`
          : `${this.nameOf(repositoryId)} is shared.`,
      );
      this.chosen = "";
    } catch (error) {
      this.app.report(error);
    } finally {
      this.busy = false;
      this.dispatchEvent(new CustomEvent("borgdeck-changed"));
    }
  }

  private nameOf(repositoryId: string): string {
    return this.repositories.find(({ id }) => id === repositoryId)?.name ?? repositoryId;
  }

  protected override render(): TemplateResult {
    const { grants } = this.user;
    return html`<section class="card" aria-labelledby="grants">
      <h2 id="grants">Shared repositories</h2>
      ${grants.length === 0 ? html`<p class="muted">${this.repositories.length === 0 ? "None: there is no repository yet that could be shared." : "None yet."}</p>` : html`<ul class="stack-small">${grants.map((grant) => this.renderGrant(grant.repositoryId, grant.role))}</ul>`}
      ${this.renderAdd()}
      <p class="muted small">The role above is the ceiling: a viewer stays a viewer, whatever is granted here.</p>
    </section>`;
  }

  private renderGrant(repositoryId: string, role: RepositoryRole): TemplateResult {
    const name = this.nameOf(repositoryId);
    return html`<li class="row">
      ${selectField<RepositoryRole>({
        id: `grant-${repositoryId}`,
        label: name,
        value: role,
        choices: roleChoices,
        onChange: (next) => void this.change("PUT", repositoryId, next),
      })}
      <button type="button" class="button beside-field" aria-label="Remove ${name}" @click=${() => this.change("DELETE", repositoryId)}>Remove</button>
    </li>`;
  }

  private renderAdd(): TemplateResult | typeof nothing {
    const rest = this.repositories.filter(
      ({ id }) => !this.user.grants.some(({ repositoryId }) => repositoryId === id),
    );
    const [first] = rest;
    if (!first) return nothing;
    const chosen = rest.find(({ id }) => id === this.chosen)?.id ?? first.id;
    return html`<form
      class="row"
      @submit=${(event: Event) => {
        event.preventDefault();
        void this.change("PUT", chosen, this.chosenRole);
      }}
    >
      ${selectField({
        id: "grant-repository",
        label: "Share",
        value: chosen,
        choices: rest.map(({ id, name }) => ({ value: id, label: name })),
        onChange: (id) => {
          this.chosen = id;
        },
      })}
      ${selectField<RepositoryRole>({
        id: "grant-role",
        label: "As",
        value: this.chosenRole,
        choices: roleChoices,
        onChange: (role) => {
          this.chosenRole = role;
        },
      })}
      <button type="submit" class="button beside-field" ?disabled=${this.busy}>Share</button>
    </form>`;
  }
}
