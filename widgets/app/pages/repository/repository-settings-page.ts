// What can be changed of a repository: name, mode, quota, freshness; and parting with it.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { JobReply } from "../../../../schemas/jobs.ts";
import type { PlanReply } from "../../../../schemas/plans.ts";
import type { RepositoryPatch, RepositoryReply } from "../../../../schemas/repositories.ts";
import { draftOfMs, msOf } from "../../fields/duration-field.ts";
import { textField } from "../../fields/fields.ts";
import { createLeaveGuard } from "../../fields/leave-guard.ts";
import { createSubmission } from "../../fields/submission.ts";
import { section } from "../plan-form/section.ts";
import { type ModeDraft, modeField, usualFreshnessMs } from "../repository-form/mode-field.ts";
import { quotaBytes } from "../repository-form/repository-draft.ts";
import { type OfRepository, RepositoryTab } from "./repository-tab.ts";

interface Loaded extends OfRepository {
  readonly usedBy: readonly string[];
}

interface Draft extends ModeDraft {
  readonly name: string;
  /** In gigabytes; empty for none. */
  readonly quota: string;
}

const places = [
  ["/name", "Name"],
  ["/mode", "Mode"],
  ["/quotaBytes", "Quota"],
  ["/freshnessMs", "Freshness"],
] as const;

/** `<borgdeck-repository-settings-page>` */
export class RepositorySettingsPage extends RepositoryTab<Loaded> {
  protected readonly place = "/settings";
  @state() private draft: Draft | null = null;
  @state() private typedName = "";
  private readonly form = createSubmission(this);
  private readonly leaving = createLeaveGuard(this);
  private readonly destroyForm = createSubmission(this);

  protected async load(): Promise<Loaded> {
    const [repository, { items }] = await Promise.all([
      this.fetchRepository(),
      this.app.api.get<{ items: PlanReply[] }>("/api/plans", { query: { limit: 500 } }),
    ]);
    const using = items.filter(({ repositoryIds }) => repositoryIds.includes(repository.id));
    return { repository, usedBy: using.map(({ name }) => name) };
  }

  protected override startOver(): void {
    this.draft = null;
    this.typedName = "";
    this.form.clear();
    this.destroyForm.clear();
    this.leaving.letGo();
  }

  protected override willUpdate(changed: PropertyValues): void {
    super.willUpdate(changed);
    if (this.data) this.draft ??= draftOf(this.data.repository);
  }

  protected renderPage({ repository, usedBy }: Loaded): TemplateResult {
    const { draft } = this;
    if (!draft || !repository.allowed.includes("repository.edit")) {
      return html`<p>Only the repository's owner and administrators change it.</p>`;
    }
    return html`<form class="stack form" novalidate @submit=${(event: Event) => this.save(event, repository)}>
        ${section(null, "Name and limits", this.renderFields(repository, draft))}
        ${section(null, "Mode", this.renderMode(draft))} ${this.form.render(places, () => this.reload())}
        <p><button type="submit" class="button primary" ?disabled=${this.form.busy}>${this.form.busy ? "Saving…" : "Save"}</button></p>
      </form>
      ${this.renderForget(repository, usedBy)}
      ${repository.allowed.includes("repository.destroy") && repository.mode !== "observe" ? this.renderDestroy(repository, usedBy) : nothing}`;
  }

  private change(change: Partial<Draft>): void {
    if (!this.draft) return;
    this.draft = { ...this.draft, ...change };
    this.leaving.hold();
  }

  private renderFields({ location }: RepositoryReply, draft: Draft): TemplateResult {
    return html`${textField({
      id: "settings-name",
      label: "Name",
      value: draft.name,
      required: true,
      error: this.form.at("/name"),
      onInput: (name) => this.change({ name }),
    })}
    ${textField({
      id: "settings-quota",
      label: "Quota in GB (empty for none)",
      type: "number",
      value: draft.quota,
      hint: location.startsWith("/")
        ? "borg refuses to write more than this."
        : "Of a repository on another host, its server sets the quota.",
      error: this.form.at("/quotaBytes"),
      disabled: !location.startsWith("/"),
      onInput: (quota) => this.change({ quota }),
    })}`;
  }

  private renderMode(draft: Draft): TemplateResult {
    return modeField({ prefix: "settings", draft, at: this.form.at, onChange: (change) => this.change(change) });
  }

  private async save(event: Event, repository: RepositoryReply): Promise<void> {
    event.preventDefault();
    const { draft } = this;
    if (!draft) return;
    const errors = {
      ...(draft.name.trim() === "" ? { "/name": "Give the repository a name" } : {}),
      ...(draft.quota.trim() !== "" && quotaBytes(draft.quota) === null
        ? { "/quotaBytes": "A number of gigabytes, 0.01 at least" }
        : {}),
      ...(draft.mode === "observe" && msOf(draft.freshness) === null
        ? { "/freshnessMs": "A number above nothing" }
        : {}),
    };
    if (Object.keys(errors).length > 0) return this.form.refuse(errors);
    const done = await this.form.run(() =>
      this.app.api.send<RepositoryReply>("PATCH", this.api, patchOf(draft, repository), {
        ifRevision: repository.revision,
      }),
    );
    if (!done || repository.id !== this.repositoryId) return;
    this.leaving.letGo();
    this.draft = draftOf(done.reply);
    this.app.say("Saved.");
    this.app.live.refresh();
    await this.reload();
  }

  private renderForget(repository: RepositoryReply, usedBy: readonly string[]): TemplateResult {
    return html`<section class="card" aria-labelledby="forget">
      <h2 id="forget">Forget it</h2>
      <p class="muted">
        ${usedBy.length > 0 ? `Used by ${usedBy.join(", ")}: delete the plan or give it another repository first.` : "Takes it off this list. Its data stays where it is."}
      </p>
      <p><button type="button" class="button danger" ?disabled=${usedBy.length > 0} @click=${() => this.forget(repository)}>Forget</button></p>
    </section>`;
  }

  private async forget({ id, name, location, revision }: RepositoryReply): Promise<void> {
    const sure = await this.app.confirm({
      title: `Forget ${name}?`,
      text: `Nothing at ${location} is deleted, but Borgdeck drops its passphrase: without the recovery kit nobody can open it again.`,
      confirm: "Forget it",
      danger: true,
    });
    if (!sure) return;
    try {
      await this.app.api.send("DELETE", `/api/repositories/${id}`, undefined, { ifRevision: revision });
      this.app.say(`${name} is forgotten; its data is where it was.`);
      this.app.live.refresh();
      this.leaving.letGo();
      this.app.go("/repositories", { replace: true });
    } catch (error) {
      this.app.report(error);
    }
  }

  private renderDestroy({ name, mode }: RepositoryReply, usedBy: readonly string[]): TemplateResult {
    if (mode === "append-only")
      return html`<section class="card" aria-labelledby="destroy">
        <h2 id="destroy">Destroy it</h2>
        <p class="muted">Not while it is append-only: nothing is taken out of such a repository. Give it another mode first.</p>
      </section>`;
    return html`<section class="card" aria-labelledby="destroy">
      <h2 id="destroy">Destroy it</h2>
      <p class="warning-text">Deletes the repository with every archive in it. Nobody can bring it back.</p>
      <form class="stack-small" novalidate @submit=${this.destroy}>
        ${textField({
          id: "destroy-name",
          label: `Type ${name} to confirm`,
          value: this.typedName,
          error: this.destroyForm.at("/name"),
          disabled: usedBy.length > 0,
          onInput: (typed) => (this.typedName = typed),
        })}
        ${this.destroyForm.render([["/name", "Name"]])}
        <p>
          <button type="submit" class="button danger" ?disabled=${usedBy.length > 0 || this.destroyForm.busy || this.typedName !== name}>Destroy</button>
        </p>
      </form>
    </section>`;
  }

  private readonly destroy = async (event: Event): Promise<void> => {
    event.preventDefault();
    const done = await this.destroyForm.run(() =>
      this.app.api.send<JobReply | undefined>("POST", `${this.api}/destroy`, { name: this.typedName }),
    );
    if (!done) return;
    this.app.live.refresh();
    this.leaving.letGo();
    this.app.go(done.reply ? `/jobs/${done.reply.id}` : "/repositories", { replace: true });
  };
}

function draftOf({ name, mode, quotaBytes: quota, freshnessMs }: RepositoryReply): Draft {
  return {
    name,
    mode,
    quota: quota === null ? "" : String(quota / 1e9),
    freshness: draftOfMs(freshnessMs ?? usualFreshnessMs),
  };
}

/** Only what changed. */
function patchOf(draft: Draft, before: RepositoryReply): RepositoryPatch {
  const quota = draft.quota.trim() === "" ? null : quotaBytes(draft.quota);
  const freshnessMs = draft.mode === "observe" ? msOf(draft.freshness) : null;
  return {
    ...(draft.name.trim() === before.name ? {} : { name: draft.name.trim() }),
    ...(draft.mode === before.mode ? {} : { mode: draft.mode }),
    ...(quota === before.quotaBytes ? {} : { quotaBytes: quota }),
    ...(freshnessMs === before.freshnessMs ? {} : { freshnessMs }),
  };
}
