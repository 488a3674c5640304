// <borg-repository>: one repository: how it is, what was done for it and when, and a backup at once.
import { type CSSResultGroup, html, nothing, type TemplateResult } from "lit";
import type { PlanStatus, Status } from "../../../schemas/status.ts";
import { define } from "../../shared/element/element.ts";
import { icon } from "../../shared/element/icons.ts";
import { chip, fact, rowStyles } from "../../shared/element/rows.ts";
import { isSameOrigin } from "../../shared/element/server.ts";
import { StatusElement } from "../../shared/element/status-element.ts";
import { Wishes } from "../../shared/element/wishes.ts";
import { type RepositoryRow, repositoryRow } from "../../shared/model/repository-rows.ts";
import { repositoryEn } from "./messages-en.ts";

/** Plans that have a button of their own, and repositories named where one must be chosen. */
const most = 4;

/** Another one after every run. */
const keyOf = ({ id, lastRun }: PlanStatus) => `${id} ${lastRun?.id}`;

/**
 * The repository that `repo` names, or the only one there is: state, last backup, next run, size, archives, last check, verification
 * and restore drill. On the service's own origin a backup can be started where the user may; elsewhere that is a link to the plan.
 *
 * @customElement borg-repository
 * @csspart verdict - Shape and word of the state, and what is wrong.
 * @csspart job - What works on it now.
 * @csspart facts - The figures.
 * @csspart actions - Buttons and links.
 * @csspart run - A button that starts a backup.
 */
export class BorgRepository extends StatusElement {
  static override styles: CSSResultGroup = [StatusElement.styles, rowStyles];

  /** To run plans. */
  readonly #wishes = new Wishes(this);

  get #words() {
    return this.say("repository", repositoryEn);
  }

  protected override defaultHeading(): string {
    const { status } = this.live;
    const row = status && this.loadedClient && this.#row(this.loadedClient.selectStatus(status, this.repo));
    return row ? row.repository.name : this.#words.title;
  }

  protected override stateOf(status: Status): string {
    return this.#row(status)?.repository.state ?? (status.repositories.length > 0 ? "unnamed" : "empty");
  }

  protected override sentence(status: Status): string {
    const row = this.#row(status);
    return row
      ? `${row.repository.name}${this.text.colon}${this.text.state[row.repository.state]}`
      : this.#words.choose;
  }

  protected override content(status: Status): TemplateResult {
    const row = this.#row(status);
    return row ? this.#body(row) : this.#choice(status);
  }

  protected override skeleton(): TemplateResult {
    return this.#body(null);
  }

  /** The one repository: of several the first that is named, and none where none is. */
  #row(status: Status): RepositoryRow | undefined {
    const [first, ...others] = status.repositories;
    return first && (this.repo || others.length === 0) ? repositoryRow(first, status) : undefined;
  }

  #choice({ repositories }: Status): TemplateResult {
    return html`<p>${this.#words.choose}</p>
      <ul class="stack">${this.first(most, repositories, ({ id, name }) => html`<li>${name}: <code>repo="${id}"</code></li>`)}</ul>`;
  }

  /** Bones where there is no data yet. */
  #body(row: RepositoryRow | null): TemplateResult {
    const compact = this.size === "compact";
    return html`${this.#verdict(row, compact)}
      ${row?.job ? this.#job(row.job) : nothing}
      ${compact ? nothing : html`${this.facts(row)}${this.#actions(row)}`}`;
  }

  #verdict(row: RepositoryRow | null, compact: boolean): TemplateResult {
    if (!row) return html`<div class="pair" part="verdict">${icon("never")}<span class="bone"></span></div>`;
    const { repository, cause } = row;
    const { state, name, message, lastBackupAt } = repository;
    const jobId = message && cause?.lastRun?.jobId;
    return html`<div class="pair" part="verdict">
      ${icon(state)}
      <div>
        <p>
          ${this.heading === "" ? name + this.text.colon : nothing}<span class="strong">${this.text.state[state]}</span>
          ${compact ? html`· ${this.time(lastBackupAt, this.text.none)}` : nothing}
        </p>
        ${message ? html`<p>${message}</p>` : nothing}
        ${cause?.nextStep && !compact ? html`<p class="muted">${cause.nextStep}</p>` : nothing}
        ${jobId && !compact ? html`<p>${this.link(`/jobs/${jobId}`, this.dataText.openLog)}</p>` : nothing}
      </div>
    </div>`;
  }

  #job({ id, kind, state, progress }: NonNullable<RepositoryRow["job"]>): TemplateResult {
    const { kind: names } = this.say("jobs", this.client.jobWordsEn);
    const percent = progress?.percent;
    const far = state === "queued" ? this.#words.queued : percent == null ? null : this.percent(percent);
    return html`<p part="job">${this.link(`/jobs/${id}`, names[kind])}${far ? ` · ${far}` : nothing}</p>`;
  }

  /** Its figures; bones where there is no data yet. */
  protected facts(row: RepositoryRow | null): TemplateResult {
    const words = this.#words;
    const { text } = this;
    const told = (term: string, value: (row: RepositoryRow) => unknown) =>
      fact(term, row ? value(row) : html`<span class="bone"></span>`);
    return html`<dl class="facts ruled" part="facts">
      ${told(text.lastBackup, ({ repository }) => this.time(repository.lastBackupAt, text.none))}
      ${told(text.nextRun, ({ nextRunAt }) => this.time(this.client.upcoming(nextRunAt), text.none))}
      ${told(words.size, ({ repository: { sizeBytes } }) => (sizeBytes === null ? text.unknown : this.bytes(sizeBytes)))}
      ${told(words.archives, ({ repository: { archivesCount } }) => (archivesCount === null ? text.unknown : this.count(archivesCount)))}
      ${told(words.check, ({ repository }) => this.#check(repository))}
      ${told(words.verify, ({ repository }) => this.time(repository.lastVerifyAt, text.none))}
      ${told(words.drill, ({ repository }) => this.#drill(repository))}
      ${!row || row.repository.mode === "full" ? nothing : fact(words.mode, words.modes[row.repository.mode])}
    </dl>`;
  }

  #check({ lastCheck, lastCheckAt }: RepositoryRow["repository"]): unknown {
    return lastCheck
      ? this.#ended(lastCheck, lastCheck.partial ? this.dataText.partly : null)
      : this.time(lastCheckAt, this.text.none);
  }

  #drill({ lastDrill }: RepositoryRow["repository"]): unknown {
    return lastDrill ? this.#ended(lastDrill, this.#words.took(this.duration(lastDrill.restoreMs))) : this.text.none;
  }

  #ended({ at, state }: { readonly at: string; readonly state: "ok" | "failed" }, more: string | null): TemplateResult {
    return chip(state, html`${this.text.state[state]} · ${this.time(at)}${more ? ` · ${more}` : nothing}`);
  }

  #actions(row: RepositoryRow | null): TemplateResult {
    const words = this.#words;
    const plans = (row?.plans ?? []).filter(({ allowed }) => allowed.includes("backup.run"));
    const keys = plans.map(keyOf);
    this.#wishes.keep(keys);
    const failures = keys.flatMap((key) => this.#wishes.failureOf(key) ?? []);
    return html`<div class="actions" part="actions">
        ${row ? plans.slice(0, most).map((plan) => this.#run(plan, plans.length > 1)) : nothing}
        ${row ? this.link(`/repositories/${row.repository.id}`, words.open, "button") : html`<span class="button">…</span>`}
      </div>
      ${failures.map((failure) => html`<p role="alert">${words.backUpFailed}${this.text.colon}${failure}</p>`)}`;
  }

  #run(plan: PlanStatus, named: boolean): TemplateResult | typeof nothing {
    const words = this.#words;
    const { base } = this;
    const { id, name, state } = plan;
    const key = keyOf(plan);
    if (!base || state === "running") return nothing;
    const label = named ? words.backUp + this.text.colon + name : words.backUp;
    if (this.#wishes.failureOf(key) === null) return html`<span class="muted">${words.starting}</span>`;
    return isSameOrigin(base)
      ? html`<button class="button" part="run" type="button" @click=${() => this.#wishes.make(key, `${base}/api/plans/${id}/run`)}>${label}</button>`
      : this.link(`/plans/${id}`, label, "button");
  }
}

define("borg-repository", BorgRepository);

declare global {
  interface HTMLElementTagNameMap {
    "borg-repository": BorgRepository;
  }
}
