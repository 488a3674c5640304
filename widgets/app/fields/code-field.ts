// The field for a one-time code or a recovery code.
import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { live } from "lit/directives/live.js";
import { errorLine } from "./fields.ts";

export interface CodeFieldOptions {
  readonly id: string;
  /** `either` takes both. */
  readonly kind: "totp" | "recovery" | "either";
  readonly label: string;
  readonly hint?: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onInput: (value: string) => void;
}

/** Six digits get the keypad of a phone, and what the browser knows of one-time codes. */
export function codeField({ id, kind, label, hint, value, error, onInput }: CodeFieldOptions): TemplateResult {
  const described = [error && `${id}-error`, hint && `${id}-hint`].filter(Boolean).join(" ");
  return html`<div class="field">
    <label for=${id}>${label}</label>
    <input
      id=${id}
      name=${id}
      type="text"
      class="mono ${kind === "totp" ? "digits" : ""}"
      .value=${live(value)}
      autocomplete=${kind === "recovery" ? "off" : "one-time-code"}
      inputmode=${kind === "totp" ? "numeric" : "text"}
      maxlength=${kind === "totp" ? 12 : 100}
      autocapitalize="none"
      spellcheck="false"
      aria-required="true"
      aria-invalid=${ifDefined(error ? "true" : undefined)}
      aria-describedby=${ifDefined(described || undefined)}
      @input=${(event: Event) => onInput((event.target as HTMLInputElement).value)}
    />
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
    <div role="alert">${errorLine(id, error)}</div>
  </div>`;
}
