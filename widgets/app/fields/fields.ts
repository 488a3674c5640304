// Fields of a form: label, control, hint and error, tied together for eye and ear.
import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { live } from "lit/directives/live.js";

export interface FieldOptions {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | TemplateResult | undefined;
  readonly error?: string | undefined;
  readonly warning?: string | undefined;
}

export interface TextFieldOptions extends FieldOptions {
  readonly value: string;
  readonly onInput: (value: string) => void;
  readonly type?: "text" | "password" | "number" | "time" | "date" | "email" | "url";
  /** Values to choose from while typing. */
  readonly suggestions?: readonly string[];
  readonly autocomplete?: string;
  readonly required?: boolean;
  readonly mono?: boolean;
  readonly min?: number;
  readonly max?: number;
  readonly autofocus?: boolean;
  readonly disabled?: boolean;
  /** What could stand there, shown while nothing does. */
  readonly placeholder?: string | undefined;
}

/** One line of text, a number, a time or a password. */
export function textField(options: TextFieldOptions): TemplateResult {
  const { id, value, onInput, type = "text" } = options;
  return frame(
    options,
    html`<input
      id=${id}
      name=${id}
      type=${type}
      class=${options.mono ? "mono" : ""}
      .value=${live(value)}
      autocomplete=${(options.autocomplete ?? "off") as "off"}
      autocapitalize="none"
      spellcheck="false"
      placeholder=${ifDefined(options.placeholder)}
      min=${ifDefined(options.min)}
      max=${ifDefined(options.max)}
      inputmode=${ifDefined(type === "number" ? "numeric" : undefined)}
      ?autofocus=${options.autofocus ?? false}
      ?disabled=${options.disabled ?? false}
      list=${ifDefined(options.suggestions ? `${id}-suggestions` : undefined)}
      aria-required=${ifDefined(options.required ? "true" : undefined)}
      aria-invalid=${ifDefined(options.error ? "true" : undefined)}
      aria-describedby=${ifDefined(describedBy(options))}
      @input=${(event: Event) => onInput((event.target as HTMLInputElement).value)}
    />${options.suggestions ? suggestionList(id, options.suggestions) : nothing}`,
  );
}

export interface TextAreaOptions extends FieldOptions {
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** Several lines of text. */
export function textArea(options: TextAreaOptions): TemplateResult {
  return frame(
    options,
    html`<textarea
      id=${options.id}
      name=${options.id}
      class="mono"
      spellcheck="false"
      .value=${live(options.value)}
      aria-invalid=${ifDefined(options.error ? "true" : undefined)}
      aria-describedby=${ifDefined(describedBy(options))}
      @input=${(event: Event) => options.onInput((event.target as HTMLTextAreaElement).value)}
    ></textarea>`,
  );
}

export interface SelectOptions<V extends string> extends FieldOptions {
  readonly value: V;
  readonly choices: readonly { readonly value: V; readonly label: string }[];
  readonly onChange: (value: V) => void;
}

/** One of many. */
export function selectField<V extends string>(options: SelectOptions<V>): TemplateResult {
  return frame(
    options,
    html`<select
      id=${options.id}
      name=${options.id}
      aria-invalid=${ifDefined(options.error ? "true" : undefined)}
      aria-describedby=${ifDefined(describedBy(options))}
      @change=${(event: Event) => options.onChange((event.target as HTMLSelectElement).value as V)}
    >
      ${options.choices.map(
        ({ value, label }) => html`<option value=${value} ?selected=${value === options.value}>${label}</option>`,
      )}
    </select>`,
  );
}

export interface ChoiceOptions<V extends string> {
  readonly name: string;
  readonly legend: string;
  readonly value: V;
  readonly choices: readonly {
    readonly value: V;
    readonly label: string;
    readonly hint?: string | undefined;
    /** What belongs to this choice; shown while it is chosen. */
    readonly more?: TemplateResult | typeof nothing | undefined;
  }[];
  readonly onChange: (value: V) => void;
  readonly error?: string | undefined;
  readonly hideLegend?: boolean;
}

/** One of a few, each with what it means. */
export function choiceField<V extends string>(options: ChoiceOptions<V>): TemplateResult {
  const { name, choices, value, onChange, error } = options;
  return html`<fieldset class="group" aria-describedby=${ifDefined(error ? `${name}-error` : undefined)}>
    <legend class=${options.hideLegend ? "hidden" : ""}>${options.legend}</legend>
    ${choices.map(
      (choice) => html`<div class="choice">
        <input
          type="radio"
          id="${name}-is-${choice.value}"
          name=${name}
          value=${choice.value}
          .checked=${live(choice.value === value)}
          aria-describedby=${ifDefined(choice.hint ? `${name}-is-${choice.value}-hint` : undefined)}
          @change=${() => onChange(choice.value)}
        />
        <label for="${name}-is-${choice.value}">${choice.label}</label>
        ${choice.hint ? html`<p class="hint" id="${name}-is-${choice.value}-hint">${choice.hint}</p>` : nothing}
        ${choice.value === value && choice.more ? html`<div class="choice-more stack-small">${choice.more}</div>` : nothing}
      </div>`,
    )}
    ${errorLine(name, error)}
  </fieldset>`;
}

export interface CheckOptions {
  readonly id: string;
  readonly label: string;
  readonly hint?: string | TemplateResult | undefined;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function checkField({ id, label, hint, checked, disabled = false, onChange }: CheckOptions): TemplateResult {
  return html`<div class="choice">
    <input
      type="checkbox"
      id=${id}
      .checked=${live(checked)}
      ?disabled=${disabled}
      aria-describedby=${ifDefined(hint ? `${id}-hint` : undefined)}
      @change=${(event: Event) => onChange((event.target as HTMLInputElement).checked)}
    />
    <label for=${id}>${label}</label>
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
  </div>`;
}

/** The error of a field or a group, tied to it as `<id>-error`. */
export function errorLine(id: string, error: string | undefined): TemplateResult | typeof nothing {
  return error ? html`<p class="error" id="${id}-error">${error}</p>` : nothing;
}

function suggestionList(id: string, suggestions: readonly string[]): TemplateResult {
  return html`<datalist id="${id}-suggestions">${suggestions.map((value) => html`<option value=${value}></option>`)}</datalist>`;
}

function frame(options: FieldOptions, control: TemplateResult): TemplateResult {
  const { id, label, hint, error, warning } = options;
  return html`<div class="field">
    <label for=${id}>${label}</label>
    ${control}
    ${hint ? html`<p class="hint" id="${id}-hint">${hint}</p>` : nothing}
    <div id="${id}-warning" role="status">${warning ? html`<p class="warning-text">${warning}</p>` : nothing}</div>
    ${errorLine(id, error)}
  </div>`;
}

function describedBy({ id, hint, error, warning }: FieldOptions): string | undefined {
  const ids = [error && `${id}-error`, warning && `${id}-warning`, hint && `${id}-hint`].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}
