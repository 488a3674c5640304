// A duration: a number and its unit.
import { html, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { live } from "lit/directives/live.js";
import { errorLine, type FieldOptions } from "./fields.ts";

/** Milliseconds in each unit, the largest first. */
const units = { days: 86_400_000, hours: 3_600_000, minutes: 60_000 } as const;
export type DurationUnit = keyof typeof units;

/** As it is typed. */
export interface DurationDraft {
  readonly amount: string;
  readonly unit: DurationUnit;
}

/** In the largest unit that it is whole in; a day only from two days on, since "24 hours" says more than "1 day". */
export function draftOfMs(ms: number): DurationDraft {
  const fits = (unit: DurationUnit) => ms % units[unit] === 0 && (unit !== "days" || ms > units.days);
  const unit = (Object.keys(units) as DurationUnit[]).find(fits) ?? "minutes";
  return { amount: String(Math.round(ms / units[unit])), unit };
}

/** Milliseconds; null where it is no number above nothing. */
export function msOf({ amount, unit }: DurationDraft): number | null {
  const value = Number(amount);
  return amount.trim() !== "" && value > 0 && Number.isFinite(value) ? Math.round(value * units[unit]) : null;
}

export interface DurationOptions extends Omit<FieldOptions, "warning"> {
  readonly value: DurationDraft;
  readonly onChange: (value: DurationDraft) => void;
}

export function durationField({ id, label, hint, error, value, onChange }: DurationOptions): TemplateResult {
  const describedBy = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return html`<fieldset class="field">
    <legend>${label}</legend>
    <div class="with-unit">
      <input
        type="number"
        id=${id}
        min="1"
        inputmode="numeric"
        autocomplete="off"
        aria-label="${label}: how many"
        .value=${live(value.amount)}
        aria-invalid=${ifDefined(error ? "true" : undefined)}
        aria-describedby=${ifDefined(describedBy || undefined)}
        @input=${(event: Event) => onChange({ ...value, amount: (event.target as HTMLInputElement).value })}
      />
      <select
        id="${id}-unit"
        aria-label="${label}: unit"
        @change=${(event: Event) => onChange({ ...value, unit: (event.target as HTMLSelectElement).value as DurationUnit })}
      >
        ${(["minutes", "hours", "days"] as const).map((unit) => html`<option value=${unit} ?selected=${unit === value.unit}>${unit}</option>`)}
      </select>
    </div>
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : ""}
    ${errorLine(id, error)}
  </fieldset>`;
}
