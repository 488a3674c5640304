// A page of settings that reach another server: they can be tried before they are saved.
import { html, nothing, type TemplateResult } from "lit";
import { state } from "lit/decorators.js";
import type { FieldErrors } from "../../errors.ts";
import { checkField } from "../../fields/fields.ts";
import type { Places } from "../../fields/form-errors.ts";
import { createLeaveGuard } from "../../fields/leave-guard.ts";
import { createSubmission } from "../../fields/submission.ts";
import { Page } from "../../page.ts";
import { mark } from "../../ui/state-mark.ts";
import { settingsNav } from "./settings-nav.ts";

interface Tried {
  readonly ok: boolean;
  readonly steps: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[];
}

interface SaveAndTry {
  readonly id: string;
  readonly label: string;
  readonly hint: string;
  /** What a try says that went well. */
  readonly works: string;
}

/** `S` are the settings as the service tells them, `D` as the form holds them, `L` what is loaded for the page. */
export abstract class TriedSettingsPage<
  S extends { readonly revision: number },
  D extends { readonly enabled: boolean },
  L extends { readonly settings: S },
> extends Page<L> {
  @state() protected draft: D | null = null;
  @state() private tried: Tried | null = null;
  protected readonly form = createSubmission(this);
  private readonly leaving = createLeaveGuard(this);

  /** Of the page. */
  protected abstract readonly path: string;
  /** Of the settings; their trial is at `test` below it. */
  protected abstract readonly apiPath: string;
  protected abstract readonly places: Places;
  protected abstract draftOf(settings: S): D;
  protected abstract errorsOf(draft: D): FieldErrors;
  protected abstract requestOf(draft: D, loaded: L): unknown;
  /** What else the page does once these were saved. */
  protected saved(_settings: S): void {}

  protected key(): string {
    return this.path;
  }

  protected override renderTrail(): TemplateResult | typeof nothing {
    return settingsNav(this.app, this.path);
  }

  protected readonly change = (change: Partial<D>): void => {
    if (!this.draft) return;
    this.draft = { ...this.draft, ...change };
    this.tried = null; // it was about what stood here before
    this.leaving.hold();
  };

  /** What is typed as a request, or null where something in it is wrong: then that is shown. */
  private request(): unknown {
    const { draft, data } = this;
    if (!draft || !data) return null;
    const errors = this.errorsOf(draft);
    if (Object.keys(errors).length === 0) return this.requestOf(draft, data);
    this.form.refuse(errors);
    return null;
  }

  protected readonly save = async (event: Event): Promise<void> => {
    event.preventDefault();
    const request = this.request();
    if (request === null || !this.data) return;
    this.tried = null;
    const { revision } = this.data.settings;
    const done = await this.form.run(() =>
      this.app.api.send<S>("PUT", this.apiPath, request, { ifRevision: revision }),
    );
    if (!done) return;
    this.leaving.letGo();
    this.draft = this.draftOf(done.reply);
    this.data = { ...this.data, settings: done.reply };
    this.saved(done.reply);
    this.app.say("Saved.");
  };

  private readonly test = async (): Promise<void> => {
    const request = this.request();
    if (request === null) return;
    this.tried = null;
    const done = await this.form.run(() => this.app.api.send<Tried>("POST", `${this.apiPath}/test`, request));
    if (done) this.tried = done.reply;
  };

  protected renderSaveAndTry({ id, label, hint, works }: SaveAndTry, { enabled }: D): TemplateResult {
    const { form, tried } = this;
    const error = form.at("/enabled");
    return html`<section class="card" aria-label="Save and try">
      ${checkField({ id, label, hint, checked: enabled, onChange: (checked) => this.change({ enabled: checked } as Partial<D>) })}
      ${error ? html`<p class="error" id="${id}-error">${error}</p>` : nothing}
      ${form.render(this.places, () => this.reload())}
      <div class="actions">
        <button type="submit" class="button primary" ?disabled=${form.busy}>Save</button>
        <button type="button" class="button" ?disabled=${form.busy} @click=${this.test}>Test what is typed</button>
      </div>
      <div role="status">${tried ? renderTried(tried, works) : nothing}</div>
    </section>`;
  }
}

function renderTried({ ok, steps }: Tried, works: string): TemplateResult {
  return html`<div class="stack-small">
    <p class="verdict">${ok ? mark("ok", works) : mark("failed", "Something is not right yet.")}</p>
    <ol class="steps">
      ${steps.map((step) => html`<li>${mark(step.ok ? "ok" : "failed", step.name)}<span class="small">${step.detail}</span></li>`)}
    </ol>
  </div>`;
}
