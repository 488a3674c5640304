// The audit journal: who did what, from where, and whether it was let.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { AuditItem } from "../../../../schemas/audit.ts";
import type { RepositoryReply } from "../../../../schemas/repositories.ts";
import type { UserReply } from "../../../../schemas/users.ts";
import { selectField, textField } from "../../fields/fields.ts";
import { Page } from "../../page.ts";
import type { ListPage } from "../../ui/paged-list.ts";
import { settingsNav } from "../settings/settings-nav.ts";
import { auditEvents, eventsMeant } from "./audit-events.ts";
import { type AuditFilter, filterOf, noFilter, type Outcome, queryOf, searchOf } from "./audit-filter.ts";
import { outcomeNames, renderAudit } from "./audit-table.ts";

interface Loaded {
  readonly entries: ListPage<AuditItem>;
  readonly users: readonly UserReply[];
  readonly names: ReadonlyMap<string, string>;
}

/** `<borgdeck-audit-page>`: `search` is the query of its address. */
export class AuditPage extends Page<Loaded> {
  @property({ attribute: false }) search = "";
  @state() private draft: AuditFilter = noFilter;
  /** Between which events there is to choose, where a part of several names was typed. */
  @state() private choice: readonly string[] = [];

  protected heading(): string {
    return "Audit";
  }

  protected key(): string {
    return this.search;
  }

  protected override keepsData(): boolean {
    return true;
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("search")) this.draft = filterOf(this.search);
    super.willUpdate(changed);
  }

  protected async load(): Promise<Loaded> {
    const { api } = this.app;
    const everybody = { query: { limit: 500 } };
    const [entries, { items: users }, { items: repositories }] = await Promise.all([
      this.fetchEntries(null),
      api.get<{ items: UserReply[] }>("/api/users", everybody),
      api.get<{ items: RepositoryReply[] }>("/api/repositories", everybody),
    ]);
    const names = new Map([
      ...users.map(({ id, username }) => [id, username] as const),
      ...repositories.map(({ id, name }) => [id, name] as const),
    ]);
    return { entries, users, names };
  }

  private readonly fetchEntries = (cursor: string | null): Promise<ListPage<AuditItem>> =>
    this.app.api.get("/api/audit", { query: { ...queryOf(filterOf(this.search)), limit: 50, cursor } });

  protected override renderTrail(): TemplateResult | typeof nothing {
    return settingsNav(this.app, "/settings/audit");
  }

  protected override renderActions(): TemplateResult {
    return html`<button type="button" class="button" ?disabled=${this.loading} @click=${() => this.reload()}>Read again</button>`;
  }

  private readonly apply = (event: Event): void => {
    event.preventDefault();
    const meant = eventsMeant(this.draft.event);
    const [only = ""] = meant;
    if (meant.length > 1) return this.askWhich(meant);
    this.draft = { ...this.draft, event: only };
    this.app.go(`/settings/audit${searchOf(this.draft)}`);
  };

  private askWhich(events: readonly string[]): void {
    this.choice = events;
    this.querySelector<HTMLElement>("#audit-event")?.focus();
  }

  private change(change: Partial<AuditFilter>): void {
    if ("event" in change) this.choice = [];
    this.draft = { ...this.draft, ...change };
  }

  protected renderPage({ entries, users, names }: Loaded): TemplateResult {
    return html`${this.renderFilter(users)}
      <borgdeck-paged-list
        .app=${this.app}
        .first=${entries}
        .fetchPage=${this.fetchEntries}
        .empty=${this.search === "" ? "Nothing is recorded yet." : "Nothing recorded fits that filter."}
        .renderItems=${(items: readonly AuditItem[]) => renderAudit(items, names)}
      ></borgdeck-paged-list>`;
  }

  private renderFilter(users: readonly UserReply[]): TemplateResult {
    const { draft } = this;
    const day = (name: "from" | "to", label: string) =>
      textField({
        id: `audit-${name}`,
        label,
        type: "date",
        value: draft[name],
        onInput: (value) => this.change({ [name]: value }),
      });
    return html`<form class="card" role="search" aria-label="Filter" novalidate @submit=${this.apply}>
      <div class="filters">
        ${textField({
          id: "audit-event",
          label: "What",
          hint: html`Such as <code>session.sign-in</code>, or a part of it.`,
          value: draft.event,
          suggestions: auditEvents,
          error: this.choice.length > 0 ? `Several have that in their name: ${this.choice.join(", ")}.` : undefined,
          onInput: (event) => this.change({ event }),
        })}
        ${selectField<Outcome | "">({
          id: "audit-outcome",
          label: "Outcome",
          value: draft.outcome,
          choices: [
            { value: "", label: "Any" },
            ...(["ok", "denied", "failed"] as const).map((value) => ({ value, label: outcomeNames[value] })),
          ],
          onChange: (outcome) => this.change({ outcome }),
        })}
        ${selectField({
          id: "audit-user",
          label: "Who, or whom",
          value: draft.user,
          choices: [{ value: "", label: "Anybody" }, ...userChoices(users, draft.user)],
          onChange: (user) => this.change({ user }),
        })}
        ${day("from", "From")} ${day("to", "Until, that day included")}
      </div>
      <div class="actions">
        <button type="submit" class="button primary">Show</button>
        ${this.search === "" ? nothing : html`<a class="button" href=${this.app.href("/settings/audit")}>Show everything</a>`}
      </div>
    </form>`;
  }
}

/** Everybody by name; who is filtered for stays in the list even when removed. */
function userChoices(users: readonly UserReply[], chosen: string): { value: string; label: string }[] {
  const choices = users.map(({ id, username }) => ({ value: id, label: username }));
  const known = chosen === "" || users.some(({ id }) => id === chosen);
  return known ? choices : [...choices, { value: chosen, label: `${chosen} (removed)` }];
}
