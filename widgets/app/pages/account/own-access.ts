// What one may do, repository by repository.
import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { Action } from "../../../../schemas/access.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import type { UserReply } from "../../../../schemas/users.ts";
import { AppElement } from "../../page.ts";
import { roleNames } from "../../words.ts";

/** What stands for several actions that always come together, from the least to the most. */
const steps: readonly (readonly [action: Action, words: string])[] = [
  ["archive.read", "browse and download"],
  ["backup.run", "run backups and restores"],
  ["maintenance.run", "prune, compact, check"],
  ["repository.edit", "edit and forget"],
  ["repository.secret", "export the key"],
];

/** `<borgdeck-own-access>` */
export class OwnAccess extends AppElement {
  @property({ attribute: false }) user!: UserReply;
  @property({ attribute: false }) repositories: readonly RepositoryReply[] = [];

  protected override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="access">
      <h2 id="access">What you may do</h2>
      <p>${reachOf(this.user)}</p>
      ${this.repositories.length === 0 ? html`<p class="muted">There is no repository yet that you may see.</p>` : this.renderList()}
    </section>`;
  }

  private renderList(): TemplateResult {
    return html`<ul class="items">
      ${this.repositories.map(
        ({ id, name, allowed }) => html`<li>
          <div>
            <a href=${this.app.href(`/repositories/${id}`)}>${name}</a>
            <div class="small muted">${inWords(allowed)}</div>
          </div>
        </li>`,
      )}
    </ul>`;
  }
}

function inWords(allowed: readonly Action[]): string {
  const words = steps.filter(([action]) => allowed.includes(action)).map(([, text]) => text);
  const text = words.length > 0 ? words.join(", ") : "see its status";
  return `${text[0]?.toUpperCase()}${text.slice(1)}`;
}

/** Which repositories somebody reaches, in words. */
function reachOf({ role, allRepositoriesRole, grants }: UserReply): string {
  if (role === "admin") return "Every repository, and users and settings: you are an administrator.";
  if (allRepositoriesRole !== "none")
    return `Every repository, present and future, as ${roleNames[allRepositoriesRole].toLowerCase()}.`;
  const shared = grants.length === 0 ? "Nothing is shared with you yet" : "What is shared with you";
  if (role === "viewer") return `${shared}. An administrator decides what you see.`;
  return `${shared}${grants.length === 0 ? "; w" : ", and w"}hat you create is yours.`;
}
