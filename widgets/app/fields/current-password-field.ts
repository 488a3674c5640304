// The password that proves who asks, typed once more.
import type { TemplateResult } from "lit";
import { textField } from "./fields.ts";

export interface CurrentPasswordField {
  readonly id: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onInput: (value: string) => void;
}

export function currentPasswordField(field: CurrentPasswordField): TemplateResult {
  return textField({
    ...field,
    label: "Current password",
    type: "password",
    autocomplete: "current-password",
    required: true,
  });
}
