// When a plan runs, with the next five times spelled out.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { property, state } from "lit/decorators.js";
import type { PlanPreviewReply } from "../../../../schemas/plans.ts";
import { languageOf } from "../../../shared/element/i18n.ts";
import { errorAt, errorText, type FieldErrors, fieldErrorsOf } from "../../errors.ts";
import { choiceField, selectField, textField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import { ofKind, type ScheduleDraft, type ScheduleKind, scheduleOf, timeZones, weekdays } from "./schedule-draft.ts";

const shownTimes = 5;
const typingMs = 300;

/** `<borgdeck-schedule-field>` */
export class ScheduleField extends AppElement {
  @property({ attribute: false }) draft!: ScheduleDraft;
  @property({ attribute: false }) errors: FieldErrors = {};
  @property({ attribute: false }) onChange: (draft: ScheduleDraft) => void = () => {};
  @state() private preview: PlanPreviewReply | null = null;
  @state() private previewErrors: FieldErrors = {};
  @state() private previewProblem: string | null = null;
  private asked = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.timer);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has("draft")) return;
    const schedule = scheduleOf(this.draft);
    const wanted = JSON.stringify(schedule);
    if (wanted === this.asked) return;
    this.asked = wanted;
    clearTimeout(this.timer);
    if (schedule === null) this.take(null, {}, null);
    else this.timer = setTimeout(() => void this.ask(wanted), changed.get("draft") === undefined ? 0 : typingMs);
  }

  private async ask(wanted: string): Promise<void> {
    try {
      const preview = await this.app.api.send<PlanPreviewReply>("POST", "/api/plans/preview", {
        schedule: JSON.parse(wanted),
      });
      if (wanted === this.asked) this.take(preview, {}, null);
    } catch (error) {
      if (wanted !== this.asked) return;
      const errors = fieldErrorsOf(error);
      this.take(null, errors, Object.keys(errors).length > 0 ? null : errorText(error));
    }
  }

  private take(preview: PlanPreviewReply | null, errors: FieldErrors, problem: string | null): void {
    this.preview = preview;
    this.previewErrors = errors;
    this.previewProblem = problem;
  }

  protected override render(): TemplateResult {
    const { draft } = this;
    return html`<div class="stack-small">
      ${choiceField<ScheduleKind>({
        name: "schedule",
        legend: "When",
        hideLegend: true,
        value: draft.kind,
        choices: [
          { value: "hourly", label: "Every hour" },
          { value: "daily", label: "Every day", more: this.renderTime() },
          {
            value: "weekly",
            label: "Every week",
            more: html`<div class="row">${this.renderWeekday()}${this.renderTime()}</div>`,
          },
          {
            value: "monthly",
            label: "Every month",
            more: html`<div class="row">${this.renderDay()}${this.renderTime()}</div>`,
          },
          { value: "cron", label: "A cron expression", more: this.renderCron() },
          { value: "manual", label: "By hand only", hint: "Runs when somebody presses Run now. Nothing will be late." },
        ],
        error: draft.kind === "cron" ? undefined : this.errorOf("/schedule/cron"),
        onChange: (kind) => this.onChange(ofKind(draft, kind)),
      })}
      ${draft.kind === "manual" ? nothing : html`${this.renderZone()}${this.renderPreview()}`}
    </div>`;
  }

  private errorOf(pointer: string): string | undefined {
    return errorAt(this.errors, pointer) ?? errorAt(this.previewErrors, pointer);
  }

  private renderTime(): TemplateResult {
    return textField({
      id: "schedule-time",
      label: "At",
      type: "time",
      value: this.draft.time,
      onInput: (time) => time && this.onChange({ ...this.draft, time }),
    });
  }

  private renderWeekday(): TemplateResult {
    return selectField({
      id: "schedule-weekday",
      label: "On",
      value: this.draft.weekday,
      choices: weekdays.map((label, index) => ({ value: String(index), label })),
      onChange: (weekday) => this.onChange({ ...this.draft, weekday }),
    });
  }

  private renderDay(): TemplateResult {
    return textField({
      id: "schedule-day",
      label: "On day",
      type: "number",
      min: 1,
      max: 31,
      value: this.draft.day,
      ...(Number(this.draft.day) > 28 ? { hint: "Months without this day are left out." } : {}),
      onInput: (day) => this.onChange({ ...this.draft, day }),
    });
  }

  private renderCron(): TemplateResult {
    return textField({
      id: "schedule-cron",
      label: "Minute, hour, day, month, weekday",
      value: this.draft.cron,
      mono: true,
      error: this.errorOf("/schedule/cron"),
      onInput: (cron) => this.onChange({ ...this.draft, cron }),
    });
  }

  private renderZone(): TemplateResult {
    const { timeZone } = this.draft;
    return selectField({
      id: "schedule-zone",
      label: "Time zone",
      value: timeZone,
      choices: timeZones(timeZone).map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") })),
      error: this.errorOf("/schedule/timeZone"),
      onChange: (zone) => this.onChange({ ...this.draft, timeZone: zone }),
    });
  }

  private renderPreview(): TemplateResult {
    const { preview, previewProblem } = this;
    return html`<div class="preview" role="status">
      ${previewProblem ? html`<p class="error">The next times could not be worked out. ${previewProblem}</p>` : nothing}
      ${
        preview
          ? html`${preview.scheduleText ? html`<p><strong>${preview.scheduleText}</strong></p>` : nothing}
            <p class="small muted">Next times, in ${this.draft.timeZone.replaceAll("_", " ")}:</p>
            <ol class="small">
              ${preview.fireTimes.slice(0, shownTimes).map(({ at, local }) => html`<li>${inZone(at, this.draft.timeZone) ?? local}</li>`)}
            </ol>`
          : nothing
      }
    </div>`;
  }
}

function inZone(at: string, timeZone: string): string | null {
  try {
    const locale = languageOf(document.documentElement);
    return new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "short", timeZone }).format(Date.parse(at));
  } catch {
    return null; // a zone that the service knows and this browser does not: the service's own words stand in
  }
}
