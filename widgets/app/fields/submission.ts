// What a form knows beside what was typed: whether it is under way, and what was refused.
import { html, nothing, type ReactiveControllerHost, type TemplateResult } from "lit";
import { ApiError } from "../../shared/client/api.ts";
import type { App } from "../context.ts";
import { errorAt, errorText, type FieldErrors, fieldErrorsOf } from "../errors.ts";
import { focusFirstError, formErrors, type Places } from "./form-errors.ts";

/** The element that has the form. */
export interface FormHost extends ReactiveControllerHost, HTMLElement {
  readonly app: App;
}

/** A request that ended well. */
export interface Done<T> {
  readonly reply: T;
}

export interface Submission {
  /** Whether a request is under way. */
  readonly busy: boolean;
  readonly errors: FieldErrors;
  /** What is wrong at a field, as its JSON pointer in the request. */
  at(pointer: string): string | undefined;
  /** Shows what the form itself finds wrong, and moves the focus there. */
  refuse(errors: FieldErrors): void;
  /** Forgets what was refused: the form is about something else now. */
  clear(): void;
  /**
   * Does a request. Resolves to null where it was refused, or where one is under way already: then why stands in the form,
   * and what was typed is still there.
   */
  run<T>(work: () => Promise<T>): Promise<Done<T> | null>;
  /** What was refused, for beside the button. `reload` is offered where somebody else has changed the same meanwhile. */
  render(places: Places, reload?: () => Promise<unknown>): TemplateResult;
}

/** Creates the state of a form of this element. */
export function createSubmission(host: FormHost): Submission {
  let busy = false;
  let errors: FieldErrors = {};
  let problem: string | null = null;
  let stale = false;

  const settle = (found: FieldErrors, why: string | null, isStale = false) => {
    errors = found;
    problem = why;
    stale = isStale;
    host.requestUpdate();
  };
  return {
    get busy() {
      return busy;
    },
    get errors() {
      return errors;
    },
    at: (pointer) => errorAt(errors, pointer),
    refuse(found) {
      settle(found, null);
      void focusFirstError(host);
    },
    clear: () => settle({}, null),
    async run(work) {
      if (busy) return null;
      busy = true;
      settle({}, null);
      try {
        return { reply: await work() };
      } catch (error) {
        settle(fieldErrorsOf(error), errorText(error), error instanceof ApiError && error.status === 412);
        void focusFirstError(host);
        return null;
      } finally {
        busy = false;
        host.requestUpdate();
      }
    },
    render: (places, reload) => html`
      ${formErrors(errors, problem, places)}
      ${
        stale && reload
          ? html`<p><button type="button" class="button" @click=${() => reload().then(() => settle({}, null))}>Read it again, keeping what is typed here</button></p>`
          : nothing
      }
    `,
  };
}
