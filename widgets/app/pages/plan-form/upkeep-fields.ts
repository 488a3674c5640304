// How often a plan checks its repositories and tries a restore.
import { html, nothing, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { CheckPolicy, DrillPolicy } from "../../../../schemas/upkeep.ts";
import { errorAt, type FieldErrors } from "../../errors.ts";
import { selectField, textArea, textField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import { scopeTexts } from "../../words.ts";
import type { PlanDraft } from "./plan-draft.ts";

export const everyTexts: Record<CheckPolicy["every"], string> = {
  never: "Never",
  week: "Once a week",
  month: "Once a month",
  quarter: "Every three months",
};
const everyChoices = Object.entries(everyTexts).map(([value, label]) => ({
  value: value as CheckPolicy["every"],
  label,
}));

/** `<borgdeck-upkeep-fields>` */
export class UpkeepFields extends AppElement {
  @property({ attribute: false }) draft!: PlanDraft;
  @property({ attribute: false }) errors: FieldErrors = {};
  @property({ attribute: false }) onChange: (change: Partial<PlanDraft>) => void = () => {};

  protected override render(): TemplateResult {
    return html`<div class="stack-small">${this.renderCheck()} ${this.renderDrill()}</div>`;
  }

  private renderCheck(): TemplateResult {
    const { draft, errors } = this;
    return html`<div class="row">
      ${selectField<CheckPolicy["every"]>({
        id: "check-every",
        label: "Check",
        hint: "borg check reads the repository after a run and reports damage.",
        value: draft.checkEvery,
        choices: everyChoices,
        error: errorAt(errors, "/check/every"),
        onChange: (checkEvery) => this.onChange({ checkEvery }),
      })}
      ${
        draft.checkEvery === "never"
          ? nothing
          : selectField<CheckPolicy["scope"]>({
              id: "check-scope",
              label: "What is checked",
              value: draft.checkScope,
              choices: Object.entries(scopeTexts).map(([value, label]) => ({
                value: value as CheckPolicy["scope"],
                label,
              })),
              error: errorAt(errors, "/check/scope"),
              onChange: (checkScope) => this.onChange({ checkScope }),
            })
      }
    </div>`;
  }

  private renderDrill(): TemplateResult {
    const { draft, errors } = this;
    return html`<div class="row">
        ${selectField<DrillPolicy["every"]>({
          id: "drill-every",
          label: "Restore drill",
          hint: "Restores some files to scratch, compares them, and notes how long it took.",
          value: draft.drillEvery,
          choices: everyChoices,
          error: errorAt(errors, "/drill/every"),
          onChange: (drillEvery) => this.onChange({ drillEvery }),
        })}
        ${
          draft.drillEvery === "never"
            ? nothing
            : textField({
                id: "drill-files",
                label: "Random files",
                type: "number",
                min: 0,
                max: 500,
                value: draft.drillFiles,
                error: errorAt(errors, "/drill/sampleFiles"),
                onInput: (drillFiles) => this.onChange({ drillFiles }),
              })
        }
      </div>
      ${
        draft.drillEvery === "never"
          ? nothing
          : textArea({
              id: "drill-canaries",
              label: "Files that must come back each time (optional)",
              hint: "One path a line. A file that hardly changes is a good one.",
              value: draft.canaries,
              error: errorAt(errors, "/drill/canaries"),
              onInput: (canaries) => this.onChange({ canaries }),
            })
      }`;
  }
}
