// The refusals of a form, gathered beside its button.
import { html, nothing, type TemplateResult } from "lit";
import type { FieldErrors } from "../errors.ts";

/** Where a form shows what is wrong: the beginning of a JSON pointer, and what people call that place. */
export type Places = readonly (readonly [prefix: string, words: string])[];

/** A form of so few fields shows its errors at a glance; the sentence over all of them would only say them again. */
const seenAtOnce = 2;

/** The sentence over all fields, with each place once; what belongs to no field of the form is told in full. */
export function formErrors(errors: FieldErrors, problem: string | null, places: Places): TemplateResult {
  const pointers = Object.keys(errors);
  const concerned = new Set(pointers.map((pointer) => placeOf(pointer, places)));
  const placed = [...new Set(places.map(([, words]) => words))].filter((words) => concerned.has(words));
  const strays = pointers.filter((pointer) => placeOf(pointer, places) === undefined);
  return html`<div role="alert" class="form-errors">
    ${placed.length > 0 && places.length > seenAtOnce ? html`<p class="error">Not done yet. See above: ${placed.join(", ")}.</p>` : nothing}
    ${strays.map((pointer) => html`<p class="error"><code>${pointer}</code>: ${errors[pointer]}</p>`)}
    ${problem !== null && placed.length === 0 ? html`<p class="error">${problem}</p>` : nothing}
  </div>`;
}

/** Moves the focus to the first field with an error, once it is shown. */
export async function focusFirstError(form: HTMLElement & { updateComplete: Promise<boolean> }): Promise<void> {
  await form.updateComplete;
  await new Promise((resolve) => requestAnimationFrame(resolve));
  const field = form.querySelector<HTMLElement>('[aria-invalid="true"], .error[id]');
  if (!field) return;
  if (field.matches("input, select, textarea")) field.focus();
  else {
    field.tabIndex = -1;
    field.focus();
  }
}

function placeOf(pointer: string, places: Places): string | undefined {
  return places.find(([prefix]) => pointer === prefix || pointer.startsWith(`${prefix}/`))?.[1];
}
