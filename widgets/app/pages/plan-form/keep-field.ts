// What to keep: presets, the numbers behind them, and what they mean.
import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import { errorAt, type FieldErrors } from "../../errors.ts";
import { selectField, textField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import {
  draftOfKeep,
  type KeepDraft,
  type KeepPreset,
  keepErrors,
  keepOf,
  keepPresets,
  keepRules,
  keepText,
  presetOf,
} from "./keep-draft.ts";

/** `<borgdeck-keep-field>` */
export class KeepField extends AppElement {
  @property({ attribute: false }) draft!: KeepDraft;
  @property({ attribute: false }) errors: FieldErrors = {};
  @property({ attribute: false }) onChange: (draft: KeepDraft) => void = () => {};

  protected override render(): TemplateResult {
    const { draft, errors } = this;
    const preset = presetOf(draft);
    const valid = Object.keys(keepErrors(draft)).length === 0;
    const presets = Object.entries(keepPresets).map(([value, { label }]) => ({ value: value as KeepPreset, label }));
    return html`<div class="stack-small">
      ${selectField<KeepPreset>({
        id: "keep-preset",
        label: "Keep",
        value: preset,
        choices: preset === "own" ? [...presets, { value: "own", label: "My own numbers" }] : presets,
        onChange: (value) => value !== "own" && this.onChange(draftOfKeep(keepPresets[value].keep)),
      })}
      <fieldset>
        <legend class="hidden">How many archives of each period</legend>
        <div class="numbers">
          ${keepRules.map(({ rule, label }) =>
            textField({
              id: `keep-${rule}`,
              label,
              type: "number",
              min: 0,
              max: 10_000,
              value: draft[rule],
              error: errorAt(errors, `/retention/${rule}`),
              onInput: (value) => this.onChange({ ...draft, [rule]: value }),
            }),
          )}
        </div>
      </fieldset>
      <p class="small" role="status">
        ${valid ? html`Keeps ${keepText(keepOf(draft))}. Periods without a backup do not count.` : "At least one number must be above zero."}
        Everything else <strong>of this plan</strong> is removed after each run; archives of other plans are never touched.
      </p>
    </div>`;
  }
}
