// The archives of a repository, newest first, filtered as one types.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { ArchiveReply } from "../../../../schemas/archives.ts";
import { selectField, textField } from "../../fields/fields.ts";
import { count, counted, moment } from "../../figures.ts";
import { AppElement } from "../../page.ts";
import { archiveAddress } from "../archive/archive-address.ts";

const pageSize = 25;
const anyPlan = "";
const noPlan = "-";

/** The archives that fit, newest first. `plan` is an id, `-` for archives of no plan, or empty for all. */
export function filterArchives(archives: readonly ArchiveReply[], text: string, plan: string): ArchiveReply[] {
  const wanted = text.trim().toLowerCase();
  return archives
    .filter(({ planId }) => plan === anyPlan || (plan === noPlan ? planId === null : planId === plan))
    .filter(({ name, comment, hostname }) =>
      [name, comment, hostname ?? ""].some((part) => part.toLowerCase().includes(wanted)),
    )
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt));
}

/** `<borgdeck-archive-list>` */
export class ArchiveList extends AppElement {
  @property({ attribute: false }) repositoryId = "";
  @property({ attribute: false }) archives: readonly ArchiveReply[] = [];
  @property({ attribute: false }) planNames: ReadonlyMap<string, string> = new Map();
  @state() private text = "";
  @state() private plan = anyPlan;
  @state() private shown = pageSize;

  protected override render(): TemplateResult {
    if (this.archives.length === 0) return html`<p class="muted">No archives yet. The first backup makes one.</p>`;
    const found = filterArchives(this.archives, this.text, this.plan);
    const page = found.slice(0, this.shown);
    return html`<div class="stack-small">
      <div class="row">
        ${textField({ id: "archive-filter", label: "Filter", value: this.text, onInput: (text) => this.filter(text, this.plan) })}
        ${selectField({ id: "archive-plan", label: "Plan", value: this.plan, choices: this.planChoices(), onChange: (plan) => this.filter(this.text, plan) })}
      </div>
      <p class="muted small" role="status">${this.summary(found.length, page.length)}</p>
      ${page.length === 0 ? nothing : this.renderTable(page)}
      ${
        page.length < found.length
          ? html`<p><button type="button" class="button" @click=${() => (this.shown += pageSize)}>Show more</button></p>`
          : nothing
      }
    </div>`;
  }

  private summary(found: number, shown: number): string {
    const all = counted(this.archives.length, "archive");
    const rest = shown < found ? `, ${count(shown)} shown` : "";
    return `${found === this.archives.length ? all : `${count(found)} of ${all}`}${rest}`;
  }

  private filter(text: string, plan: string): void {
    this.text = text;
    this.plan = plan;
    this.shown = pageSize;
  }

  private nameOf(planId: string | null): string {
    return planId === null ? "of no plan here" : (this.planNames.get(planId) ?? `deleted (${planId})`);
  }

  private planChoices(): { value: string; label: string }[] {
    const ids = [...new Set(this.archives.map(({ planId }) => planId))];
    return [
      { value: anyPlan, label: "All plans" },
      ...ids.map((id) => ({ value: id ?? noPlan, label: this.nameOf(id) })),
    ];
  }

  private renderTable(archives: readonly ArchiveReply[]): TemplateResult {
    return html`<div class="scroll">
      <table class="fold">
        <thead>
          <tr>
            <th scope="col">Made</th>
            <th scope="col">Archive</th>
            <th scope="col">Plan</th>
            <th scope="col">Host</th>
          </tr>
        </thead>
        <tbody>
          ${archives.map((archive) => this.renderRow(archive))}
        </tbody>
      </table>
    </div>`;
  }

  private renderRow({ name, startedAt, planId, hostname, comment }: ArchiveReply): TemplateResult {
    const own = planId !== null && comment === this.planNames.get(planId);
    return html`<tr>
      <td class="nowrap">${moment(startedAt)}</td>
      <th scope="row">
        <a class="mono" href=${this.app.href(archiveAddress(this.repositoryId, name))}>${name}</a>
        ${comment && !own ? html`<div class="small muted">${comment}</div>` : nothing}
      </th>
      <td data-label="Plan">${this.nameOf(planId)}</td>
      <td data-label="Host">${hostname ?? "–"}</td>
    </tr>`;
  }
}
