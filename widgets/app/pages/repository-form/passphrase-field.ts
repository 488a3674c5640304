// A passphrase: made by Borgdeck, or typed.
import type { TemplateResult } from "lit";
import { choiceField, textField } from "../../fields/fields.ts";
import { shortPassphrase } from "./repository-draft.ts";

export interface PassphraseDraft {
  readonly typed: boolean;
  readonly passphrase: string;
}

export interface PassphraseFieldOptions {
  /** The name of the choice. */
  readonly name: string;
  readonly legend: string;
  readonly hideLegend?: boolean;
  /** The id and the label of the field to type in. */
  readonly id: string;
  readonly label: string;
  readonly generatedHint: string;
  readonly hint?: string;
  readonly draft: PassphraseDraft;
  readonly error: string | undefined;
  readonly onChange: (change: Partial<PassphraseDraft>) => void;
}

/** Warns of a short one and takes it all the same. */
export function passphraseField(options: PassphraseFieldOptions): TemplateResult {
  const { name, legend, hideLegend = false, id, label, generatedHint, hint, draft, error, onChange } = options;
  const length = [...draft.passphrase].length;
  return choiceField({
    name,
    legend,
    hideLegend,
    value: draft.typed ? "typed" : "generated",
    choices: [
      { value: "generated", label: "Generate a strong one (recommended)", hint: generatedHint },
      {
        value: "typed",
        label: "Type my own",
        more: textField({
          id,
          label,
          type: "password",
          autocomplete: "new-password",
          value: draft.passphrase,
          required: true,
          hint,
          warning:
            length > 0 && length < shortPassphrase
              ? `${length} characters. Below ${shortPassphrase} it can be guessed by somebody who has the repository.`
              : undefined,
          error,
          onInput: (passphrase) => onChange({ passphrase }),
        }),
      },
    ],
    onChange: (value) => onChange({ typed: value === "typed" }),
  });
}
