// Choosing a password: the two fields, what its length says, and what can be refused before it is sent.
import { html, type TemplateResult } from "lit";
import type { FieldErrors } from "../errors.ts";
import { textField } from "./fields.ts";

const least = 8;
const advised = 15;

/** What the length of a new password says about it. */
function lengthHint(password: string): string {
  const length = [...password].length;
  if (length === 0)
    return `At least ${least} characters; ${advised} or more are advised. A few unrelated words are easy to keep in mind.`;
  if (length < least) return `${length} of at least ${least} characters.`;
  return length < advised
    ? `${length} characters: long enough. ${advised} or more are advised.`
    : `${length} characters: a good length.`;
}

export interface NewPassword {
  readonly next: string;
  readonly again: string;
}

/** What is wrong with it, by `/newPassword` and `/again`; the service knows more rules. */
export function newPasswordErrors({ next, again }: NewPassword, current?: string): FieldErrors {
  const errors: Record<string, string> = {};
  if ([...next].length < least) errors["/newPassword"] = `Use at least ${least} characters.`;
  else if (next === current) errors["/newPassword"] = "Choose another one than the present.";
  if (again !== next) errors["/again"] = "The two are not the same.";
  return errors;
}

export interface NewPasswordOptions extends NewPassword {
  readonly at: (pointer: string) => string | undefined;
  readonly onInput: (change: Partial<NewPassword>) => void;
}

/** The fields `#password-next` and `#password-again`. */
export function newPasswordFields({ next, again, at, onInput }: NewPasswordOptions): TemplateResult {
  const field = (id: string, label: string, value: string, error: string | undefined, key: "next" | "again") =>
    textField({
      id,
      label,
      type: "password",
      value,
      autocomplete: "new-password",
      required: true,
      error,
      // Where it was refused its length is not what matters.
      hint: key === "next" && !error ? html`<span role="status">${lengthHint(next)}</span>` : undefined,
      onInput: (text) => onInput({ [key]: text }),
    });
  return html`${field("password-next", "New password", next, at("/newPassword"), "next")}
    ${field("password-again", "New password again", again, at("/again"), "again")}`;
}
