// Making an API token: a name, what it may do, where, and until when.
import { html, type nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { CreateTokenReply, CreateTokenRequest, TokenScope } from "../../../../schemas/account.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import { checkField, choiceField, errorLine, textField } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { daysOf, type TokenLifetime, tokenLifetimeField } from "../../fields/token-lifetime.ts";
import { AppElement } from "../../page.ts";

export const scopeNames: Readonly<Record<TokenScope, string>> = {
  badge: "badges",
  status: "see status",
  read: "read",
  operate: "operate",
  metrics: "metrics",
};

/** Those that open something in this version. */
const scopes: readonly (readonly [scope: TokenScope, label: string, hint: string])[] = [
  ["status", "See status", "What the widgets show: states, ages and sizes. Enough for a dashboard."],
  ["read", "Read", "Also plans, runs and logs, and browsing and downloading from archives."],
  ["operate", "Operate", "Also run backups and upkeep, as far as you may."],
  ["badge", "Badges", "A state in one word, as a picture. Alone it may stand in the picture's address."],
];

/** `<borgdeck-token-form>`: fires `borgdeck-made` with the answer, or `borgdeck-cancel`. */
export class TokenForm extends AppElement {
  @property({ attribute: false }) repositories: readonly RepositoryReply[] = [];
  @state() private name = "";
  @state() private scopes: ReadonlySet<TokenScope> = new Set(["status"]);
  @state() private where: "all" | "chosen" = "all";
  @state() private chosen: ReadonlySet<string> = new Set();
  @state() private lifetime: TokenLifetime = "365";
  private readonly submission = createSubmission(this);

  protected override firstUpdated(): void {
    this.querySelector("input")?.focus();
  }

  private check(): Record<string, string> {
    return {
      ...(this.name.trim() === "" ? { "/name": "Say what it is for." } : {}),
      ...(this.scopes.size === 0 ? { "/scopes": "Choose at least one." } : {}),
      ...(this.where === "chosen" && this.chosen.size === 0 ? { "/repositoryIds": "Choose at least one." } : {}),
    };
  }

  private readonly submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    const errors = this.check();
    if (Object.keys(errors).length > 0) return this.submission.refuse(errors);
    const body: CreateTokenRequest = {
      name: this.name.trim(),
      scopes: [...this.scopes],
      repositoryIds: this.where === "all" ? null : [...this.chosen],
      expiresInDays: daysOf(this.lifetime),
    };
    const done = await this.submission.run(() =>
      this.app.api.send<CreateTokenReply>("POST", "/api/account/tokens", body),
    );
    if (done) this.dispatchEvent(new CustomEvent<CreateTokenReply>("borgdeck-made", { detail: done.reply }));
  };

  protected override render(): TemplateResult {
    return html`<form class="card" novalidate aria-labelledby="new-token" @submit=${this.submit}>
      <h2 id="new-token">New token</h2>
      ${textField({
        id: "token-name",
        label: "Name",
        hint: "The program or dashboard that will use it.",
        value: this.name,
        required: true,
        error: this.submission.at("/name"),
        onInput: (value) => {
          this.name = value;
        },
      })}
      <fieldset class="group">
        <legend>It may</legend>
        ${scopes.map(([scope, label, hint]) =>
          checkField({
            id: `token-scope-${scope}`,
            label,
            hint,
            checked: this.scopes.has(scope),
            onChange: (checked) => {
              this.scopes = toggled(this.scopes, scope, checked);
            },
          }),
        )}
        ${errorLine("token-scopes", this.submission.at("/scopes"))}
      </fieldset>
      ${choiceField<"all" | "chosen">({
        name: "token-where",
        legend: "In these repositories",
        value: this.where,
        choices: [
          { value: "all", label: "All that you see", hint: "Also those to come." },
          { value: "chosen", label: "Only some", more: this.renderRepositories() },
        ],
        error: this.submission.at("/repositoryIds"),
        onChange: (where) => {
          this.where = where;
        },
      })}
      ${tokenLifetimeField({
        id: "token-lifetime",
        value: this.lifetime,
        error: this.submission.at("/expiresInDays"),
        onChange: (lifetime) => {
          this.lifetime = lifetime;
        },
      })}
      ${this.submission.render([
        ["/name", "name"],
        ["/scopes", "what it may"],
        ["/repositoryIds", "repositories"],
        ["/expiresInDays", "expiry"],
      ])}
      <div class="actions">
        <button type="submit" class="button primary" ?disabled=${this.submission.busy}>Make the token</button>
        <button type="button" class="button" @click=${() => this.dispatchEvent(new CustomEvent("borgdeck-cancel"))}>Cancel</button>
      </div>
    </form>`;
  }

  private renderRepositories(): TemplateResult | typeof nothing {
    if (this.repositories.length === 0) return html`<p class="muted small">You see none yet.</p>`;
    return html`${this.repositories.map(({ id, name }) =>
      checkField({
        id: `token-repository-${id}`,
        label: name,
        checked: this.chosen.has(id),
        onChange: (checked) => {
          this.chosen = toggled(this.chosen, id, checked);
        },
      }),
    )}`;
  }
}

function toggled<T>(set: ReadonlySet<T>, item: T, there: boolean): ReadonlySet<T> {
  const next = new Set(set);
  if (there) next.add(item);
  else next.delete(item);
  return next;
}
