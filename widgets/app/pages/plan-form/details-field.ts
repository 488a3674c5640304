// What has a good default: verification, checks, restore drills and compression.
import { html, type TemplateResult } from "lit";
import { property } from "lit/decorators.js";
import type { VerifyPolicy } from "../../../../schemas/plans.ts";
import { errorAt, type FieldErrors } from "../../errors.ts";
import { selectField, textField } from "../../fields/fields.ts";
import { AppElement } from "../../page.ts";
import type { PlanDraft } from "./plan-draft.ts";

export const verifyTexts: Record<VerifyPolicy["every"], string> = {
  run: "After every backup",
  day: "Once a day",
  week: "Once a week",
  never: "Never",
};

const compressions: readonly { readonly value: string; readonly label: string }[] = [
  { value: "", label: "As Borgdeck chooses" },
  { value: "lz4", label: "lz4 (fast, little)" },
  { value: "zstd,3", label: "zstd,3 (good for most)" },
  { value: "auto,zstd,9", label: "auto,zstd,9 (smaller, slower; leaves what does not shrink)" },
  { value: "zlib,6", label: "zlib,6" },
  { value: "lzma,6", label: "lzma,6 (slow)" },
  { value: "none", label: "none" },
];

/** `<borgdeck-details-field>` */
export class DetailsField extends AppElement {
  @property({ attribute: false }) draft!: PlanDraft;
  @property({ attribute: false }) errors: FieldErrors = {};
  /** Whether the plan exists: then there is a compression, not a choice of the service. */
  @property({ attribute: false }) saved = false;
  @property({ attribute: false }) onChange: (change: Partial<PlanDraft>) => void = () => {};

  protected override render(): TemplateResult {
    const { draft, errors } = this;
    return html`<div class="stack-small">
      <div class="row">
        ${selectField<VerifyPolicy["every"]>({
          id: "verify-every",
          label: "Verify",
          hint: "Restores a random sample of files from the new archive and compares them byte for byte with their sources.",
          value: draft.verifyEvery,
          choices: Object.entries(verifyTexts).map(([value, label]) => ({
            value: value as VerifyPolicy["every"],
            label,
          })),
          error: errorAt(errors, "/verify/every"),
          onChange: (verifyEvery) => this.onChange({ verifyEvery }),
        })}
        ${textField({
          id: "verify-sample",
          label: "Files in the sample",
          type: "number",
          min: 1,
          max: 500,
          value: draft.sampleFiles,
          error: errorAt(errors, "/verify/sampleFiles"),
          onInput: (sampleFiles) => this.onChange({ sampleFiles }),
        })}
      </div>
      <borgdeck-upkeep-fields .app=${this.app} .draft=${draft} .errors=${errors} .onChange=${this.onChange}></borgdeck-upkeep-fields>
      ${selectField({
        id: "compression",
        label: "Compression",
        value: draft.compression,
        choices: this.compressions(),
        error: errorAt(errors, "/compression"),
        onChange: (compression) => this.onChange({ compression }),
      })}
    </div>`;
  }

  private compressions(): readonly { readonly value: string; readonly label: string }[] {
    const known = this.saved ? compressions.slice(1) : compressions;
    const { compression } = this.draft;
    return known.some(({ value }) => value === compression)
      ? known
      : [...known, { value: compression, label: compression }];
  }
}
