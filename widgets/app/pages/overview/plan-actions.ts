// What one may do with a plan at once: run it, pause it, resume it, accept its last backup.
import { html, nothing, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { Action } from "../../../../schemas/access.ts";
import type { RunReply } from "../../../../schemas/jobs.ts";
import { AppElement } from "../../page.ts";

/** `<borgdeck-plan-actions>`: fires `borgdeck-changed` after the plan was paused, resumed or accepted. */
export class PlanActions extends AppElement {
  @property({ attribute: false }) planId = "";
  @property({ attribute: false }) name = "";
  @property({ attribute: false }) paused = false;
  @property({ attribute: false }) scheduled = true;
  @property({ attribute: false }) running = false;
  @property({ attribute: false }) suspicious = false;
  @property({ attribute: false }) allowed: readonly Action[] = [];
  @state() private busy = false;

  private async act(work: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    try {
      await work();
    } catch (error) {
      this.app.report(error);
    } finally {
      this.busy = false;
    }
  }

  private readonly run = () =>
    this.act(async () => {
      const { id } = await this.app.api.send<RunReply>("POST", `/api/plans/${this.planId}/run`);
      this.app.go(`/runs/${id}`);
    });

  private readonly pause = () =>
    this.act(async () => {
      await this.app.api.send("POST", `/api/plans/${this.planId}/${this.paused ? "resume" : "pause"}`);
      this.app.say(
        this.paused
          ? `${this.name} runs by its schedule again.`
          : `${this.name} is paused: it does not run until it is resumed.`,
      );
      this.hasChanged();
    });

  private readonly accept = () =>
    this.act(async () => {
      await this.app.api.send("POST", `/api/plans/${this.planId}/accept`);
      this.app.say(`The last backup of ${this.name} is accepted: what it holds is the usual from now on.`);
      this.hasChanged();
    });

  private hasChanged(): void {
    this.app.live.refresh();
    this.dispatchEvent(new CustomEvent("borgdeck-changed", { bubbles: true }));
  }

  protected override render(): TemplateResult {
    const { allowed, busy, name } = this;
    return html`<div class="actions">
      ${
        allowed.includes("backup.run") && this.suspicious
          ? html`<button type="button" class="button" aria-label="Accept the last backup: ${name}" ?disabled=${busy} @click=${this.accept}>Accept</button>`
          : nothing
      }
      ${
        allowed.includes("backup.run")
          ? html`<button type="button" class="button" aria-label="Run now: ${name}" ?disabled=${busy || this.running} @click=${this.run}>Run now</button>`
          : nothing
      }
      ${
        allowed.includes("plan.edit") && (this.scheduled || this.paused)
          ? html`<button type="button" class="button" aria-label="${this.paused ? "Resume" : "Pause"}: ${name}" ?disabled=${busy} @click=${this.pause}>
            ${this.paused ? "Resume" : "Pause"}
          </button>`
          : nothing
      }
    </div>`;
  }
}
