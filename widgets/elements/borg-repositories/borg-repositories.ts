// <borg-repositories>: every repository in a row, the one that needs someone first.
import { type CSSResultGroup, html, nothing, type PropertyDeclarations, type TemplateResult } from "lit";
import type { Status } from "../../../schemas/status.ts";
import { define } from "../../shared/element/element.ts";
import { icon } from "../../shared/element/icons.ts";
import { fact } from "../../shared/element/rows.ts";
import { StatusElement } from "../../shared/element/status-element.ts";
import { chosen, listed } from "../../shared/model/listed.ts";
import { type RepositoryRow, repositoryRows } from "../../shared/model/repository-rows.ts";
import { bySeverity, needsSomeone } from "../../shared/model/severity.ts";
import { styles } from "./borg-repositories.styles.ts";
import { repositoriesEn } from "./messages-en.ts";

/** Rows drawn before it is known how many there are. */
const rowsUnknown = 3;

const columnNames = ["last", "next", "size", "archives"] as const;
type Column = (typeof columnNames)[number];

/**
 * A row for each repository: state, last backup, next run, size, archives; under the row of one that needs someone the cause and the
 * next step.
 *
 * @customElement borg-repositories
 * @csspart repositories - The list.
 * @csspart repository - One row.
 * @csspart cause - What is wrong with it, and what to do.
 */
export class BorgRepositories extends StatusElement {
  static override properties: PropertyDeclarations = { sort: {}, limit: { type: Number }, columns: {} };
  static override styles: CSSResultGroup = [StatusElement.styles, styles];

  /**
   * What the order goes by: `state` (the worst first), `name`, `size` (the largest first) or `age` (the oldest backup first).
   * @attr
   */
  sort: "state" | "name" | "size" | "age" = "state";

  /**
   * How many are listed; the rest is counted. By size where it is absent or not above 0.
   * @attr
   */
  limit: number | null = null;

  /**
   * Which figures a row has, comma-separated: `last` (backup), `next` (run), `size`, `archives`; none where it is
   * empty, all where it is absent or knows none of them.
   * @attr
   */
  columns: string | null = null;

  get #words() {
    return this.say("repositories", repositoriesEn);
  }

  protected override defaultHeading(): string {
    return this.#words.title;
  }

  protected override stateOf({ repositories }: Status): string {
    return bySeverity.find((state) => repositories.some((each) => each.state === state)) ?? "empty";
  }

  protected override sentence({ repositories }: Status): string {
    const words = this.#words;
    const troubled = repositories.filter(({ state }) => needsSomeone(state)).length;
    return troubled > 0 ? words.troubled(troubled, this.count(troubled)) : words.well;
  }

  protected override content(status: Status): TemplateResult {
    return this.#list(repositoryRows(status, this.sort));
  }

  protected override skeleton(): TemplateResult {
    const rows = listed(this.repo).length || rowsUnknown;
    return this.#list(Array.from({ length: Math.min(this.#most, rows) }, () => null));
  }

  get #most(): number {
    return this.limit ?? this.bySize(8, 8, 40);
  }

  get #columns(): readonly Column[] {
    return this.size === "compact" ? ["last"] : chosen(columnNames, this.columns);
  }

  /** The rows; bones for each that is null. */
  #list(rows: readonly (RepositoryRow | null)[]): TemplateResult {
    return html`<ul class="stack" part="repositories">${this.first(this.#most, rows, (row) => this.#row(row))}</ul>`;
  }

  #row(row: RepositoryRow | null): TemplateResult {
    const bone = html`<span class="bone"></span>`;
    const columns = this.#columns;
    return html`<li class="item" part="repository">
      <p class="pair">${icon(row?.repository.state ?? "never")} ${row ? this.#name(row) : bone}</p>
      ${
        columns.length > 0
          ? html`<dl class="cells">${columns.map((column) => fact(this.#term(column), row ? this.#value(column, row) : bone))}</dl>`
          : nothing
      }
      ${row && needsSomeone(row.repository.state) && this.size !== "compact" ? this.#cause(row) : nothing}
    </li>`;
  }

  #name({ repository: { id, name, state } }: RepositoryRow): TemplateResult {
    return html`<span>${this.link(`/repositories/${id}`, name, "strong")} ${this.text.state[state]}</span>`;
  }

  #term(column: Column): string {
    const { lastBackup: last, nextRun: next } = this.text;
    return { last, next, ...this.#words }[column];
  }

  #value(column: Column, { repository, nextRunAt }: RepositoryRow): unknown {
    const { text } = this;
    const { archivesCount, sizeBytes, lastBackupAt } = repository;
    switch (column) {
      case "last":
        return this.time(lastBackupAt, text.none);
      case "next":
        return this.time(this.client.upcoming(nextRunAt), text.none);
      case "size":
        return sizeBytes === null ? text.unknown : this.bytes(sizeBytes);
      default:
        return archivesCount === null ? text.unknown : this.count(archivesCount);
    }
  }

  #cause({ repository: { message }, cause }: RepositoryRow): TemplateResult {
    const jobId = cause?.lastRun?.jobId;
    return html`<div class="wide" part="cause">
      ${message ? html`<p>${message}</p>` : nothing}
      ${cause?.nextStep ? html`<p class="muted">${cause.nextStep}</p>` : nothing}
      ${jobId ? html`<p>${this.link(`/jobs/${jobId}`, this.dataText.openLog)}</p>` : nothing}
    </div>`;
  }
}

define("borg-repositories", BorgRepositories);

declare global {
  interface HTMLElementTagNameMap {
    "borg-repositories": BorgRepositories;
  }
}
