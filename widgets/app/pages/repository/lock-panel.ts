// Who holds the repository's lock, and breaking it where that is safe.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { LockReply, RepositoryReply } from "../../../../schemas/repositories.ts";
import { errorText } from "../../errors.ts";
import { textField } from "../../fields/fields.ts";
import { createSubmission } from "../../fields/submission.ts";
import { when } from "../../figures.ts";
import { AppElement } from "../../page.ts";

/** `<borgdeck-lock-panel>` */
export class LockPanel extends AppElement {
  @property({ attribute: false }) repository!: RepositoryReply;
  @state() private lock: LockReply | null = null;
  @state() private error: unknown = null;
  @state() private confirm = "";
  private readonly form = createSubmission(this);

  override connectedCallback(): void {
    super.connectedCallback();
    void this.look();
  }

  private async look(): Promise<void> {
    this.error = null;
    try {
      this.lock = await this.app.api.get<LockReply>(`/api/repositories/${this.repository.id}/lock`);
    } catch (error) {
      this.error = error;
    }
  }

  protected override render(): TemplateResult {
    return html`<section class="card" aria-labelledby="lock">
      <div class="page-head">
        <h2 id="lock">Lock</h2>
        <button type="button" class="button" @click=${() => this.look()}>Look again</button>
      </div>
      ${this.error === null ? nothing : html`<p class="error" role="alert">${errorText(this.error)}</p>`}
      <div role="status">${this.lock ? this.renderHolder(this.lock) : nothing}</div>
      ${this.lock && this.mayBeHeld(this.lock) ? this.renderBreak(this.lock) : nothing}
    </section>`;
  }

  /** One that cannot be looked at may be held all the same, and the service says whether it may be broken. */
  private mayBeHeld({ held, readable, breakable }: LockReply): boolean {
    return (held || (!readable && breakable)) && this.repository.allowed.includes("repository.break-lock");
  }

  private renderHolder({ readable, held, exclusive, host, pid, since, ours, reason }: LockReply): TemplateResult {
    if (!readable)
      return html`<p class="muted">${reason ?? "The lock of a repository on another host cannot be looked at from here."}</p>`;
    if (!held) return html`<p>Nobody holds it.</p>`;
    return html`<dl class="facts">
      <dt>Holder</dt>
      <dd>${host ?? "unknown host"}${pid === null ? "" : `, process ${pid}`}${ours ? " (a job of Borgdeck)" : ""}</dd>
      <dt>Since</dt>
      <dd>${when(since, "not known")}</dd>
      <dt>For</dt>
      <dd>${exclusive ? "writing" : "reading"}</dd>
    </dl>`;
  }

  private renderBreak({ readable, breakable, reason, confirm }: LockReply): TemplateResult {
    if (!breakable) return html`<p class="muted">${reason ?? "It may not be broken now."}</p>`;
    return html`<form class="stack-small" novalidate @submit=${this.break}>
      <p class="warning-text">
        ${readable ? (reason ?? "Its process is gone.") : nothing} Breaking the lock of a borg that still writes destroys what it is writing.
      </p>
      ${
        confirm === null
          ? nothing
          : textField({
              id: "lock-confirm",
              label: `Type ${confirm} to say that no borg runs there`,
              value: this.confirm,
              mono: true,
              error: this.form.at("/confirm"),
              onInput: (value) => (this.confirm = value),
            })
      }
      ${this.form.render([["/confirm", "Confirmation"]])}
      <p><button type="submit" class="button danger" ?disabled=${this.form.busy || (confirm !== null && this.confirm !== confirm)}>Break the lock</button></p>
    </form>`;
  }

  private readonly break = async (event: Event): Promise<void> => {
    event.preventDefault();
    const done = await this.form.run(() =>
      this.app.api.send("POST", `/api/repositories/${this.repository.id}/break-lock`, { confirm: this.confirm }),
    );
    if (!done) return;
    this.confirm = "";
    this.app.say("The lock is broken.");
    await this.look();
  };
}
